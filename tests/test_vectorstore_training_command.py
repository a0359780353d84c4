"""The one command that trains the shipped model, on a cut of it that is ready in seconds."""

import gzip
import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import ROOT
from vectorstore.embed import StaticEmbedder

pytest.importorskip("torch", reason="training needs the extra 'neural'")


def write_lines(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def cut(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sources in the form that the command wants, of sentences of the sample documents."""
    folder = tmp_path_factory.mktemp("cut")
    lines = [
        line.strip()
        for path in sorted(samples.glob("*.txt"))
        for line in path.read_text("utf-8").splitlines()
        if len(line.strip()) > 25
    ][:160]
    law = "# 松棠办法\n\n## 第一章 总则\n\n" + "\n\n".join(f"第一条 {line}" for line in lines)
    with tarfile.open(folder / "laws.tar.xz", "w:xz") as archive:
        member = tarfile.TarInfo("laws/松棠办法.md")
        member.size = len(law.encode())
        archive.addfile(member, io.BytesIO(law.encode()))
    clauses = [
        {"_id": str(n), "title": "松棠办法", "text": line, "metadata": {"section": "第一章 总则"}}
        for n, line in enumerate(lines)
    ]
    asked = [f"{line[5:17]}怎么办" for line in lines]
    stard, lay = folder / "stard", folder / "lay"
    stard.mkdir()
    lay.mkdir()
    write_lines(stard / "corpus.jsonl.gz", clauses[:80])
    write_lines(stard / "queries.jsonl", ({"_id": str(n), "text": asked[n]} for n in range(80)))
    golds = "".join(f"{n}\t{n}\t1\n" for n in range(80))
    (stard / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + golds, encoding="utf-8")
    write_lines(lay / "corpus.jsonl.gz", clauses[80:120])
    write_lines(lay / "policy_clauses.jsonl", clauses[120:])
    write_lines(
        lay / "questions.jsonl",
        (
            {"clause": str(n), "question": asked[n], "register": "lay", "answerable": n % 9 > 0}
            for n in range(80, len(lines))
        ),
    )
    pairs = ({"question": asked[n], "passage": lines[n], "kind": "llama_law"} for n in range(40))
    write_lines(folder / "pairs.jsonl.gz", pairs)
    return folder


def train(cut: Path, output: Path) -> None:
    command = [sys.executable, "-X", "utf8", "-m", "vectorstore.training", "--skip-measuring"]
    for option, name in (("laws", "laws.tar.xz"), ("stard", "stard"), ("pairs", "pairs.jsonl.gz")):
        command += [f"--{option}", str(cut / name)]
    command += ["--lay", str(cut / "lay"), "--output", str(output)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr


def test_the_command_writes_a_model_that_loads_and_the_same_one_again(
    cut: Path, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        train(cut, tmp_path / name)
    one, two = (StaticEmbedder(tmp_path / name) for name in ("one", "two"))
    texts = ["乡村教师每月发放生活补助", "校车安全"]
    vectors = one.embed_passages(texts)
    assert vectors.shape == (2, 256)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert np.allclose(vectors, two.embed_passages(texts), atol=2e-2)
    packed = one.pack_pieces(texts)
    assert two.pack_pieces(texts) == packed
    near = one.match_packed("老师补助", packed)
    assert near[0] > near[1]
    assert np.allclose(near, two.match_packed("老师补助", packed), atol=2e-2)
