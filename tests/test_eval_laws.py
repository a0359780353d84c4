import io
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from eval.baselines import Piece
from eval.laws import (
    Law,
    find_articles,
    load_laws,
    measure_articles,
    measure_intake,
    measure_peak,
)
from eval.splitting import measure_pieces
from eval.structure import Unit
from eval.structure_report import main

LAW = "某某法\n\n" + "\n\n".join(f"第{n}条　内容{n}。" for n in ("一", "二", "三", "三", "五"))


def make_law(number: int) -> Law:
    return Law(f"法{number}.md", LAW.replace("某某", f"某{number}").encode())


def test_a_tar_archive_gives_its_markdown_files_under_names_of_their_own(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "laws.tar.xz", "w:xz") as archive:
        for name in ("甲/法.md", "乙/法.md", "乙/图.png"):
            member = tarfile.TarInfo(name)
            member.size = len(LAW.encode())
            archive.addfile(member, io.BytesIO(LAW.encode()))
    laws = load_laws(tmp_path / "laws.tar.xz")
    assert [law.name for law in laws] == ["甲／法.md", "乙／法.md"]
    assert laws[0].content.decode() == LAW


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("第一条 甲", ["第一条"]),
        ("**第一千二百六十条** 甲", []),
        ("  第十条之一　甲", ["第十条之一"]),
        ("第三条（甲）", ["第三条"]),
        ("按照\n第三条规定办理", []),
        ("前款第二条 甲", []),
    ],
)
def test_only_a_line_that_begins_so_is_an_article(text: str, labels: list[str]) -> None:
    assert [label for _, label in find_articles(text)] == labels


def test_articles_missed_and_files_unread_are_named() -> None:
    laws = [make_law(1), Law("空.md", b" "), Law("法.md", "某某法\n\n第一条　甲。".encode())]
    report = measure_articles(laws)
    assert (report.files, report.articles) == (3, 6)
    assert report.missed == ()
    assert report.twice == ()
    assert [name.partition(":")[0] for name in report.unread] == ["空.md"]


def test_filing_is_counted_by_tenths(tmp_path: Path) -> None:
    seen: list[int] = []
    cost = measure_intake([make_law(n) for n in range(20)], tmp_path, None, seen.append)
    assert (cost.files, seen[-1]) == (20, 20)
    assert len(cost.milliseconds) == len(cost.per_megabyte) == 10
    assert 10 < cost.peak_megabytes <= measure_peak()
    assert cost.growth == cost.per_megabyte[-1] / cost.per_megabyte[0]
    assert replace(cost, per_megabyte=(2.0, *[9.0] * 8, 3.0)).growth == 1.5


def test_a_leaf_is_whole_where_one_piece_holds_it_and_the_numbers_above() -> None:
    text = "一、总则\n（一）甲。\n（二）乙。\n二、附则。"
    units = [
        Unit("a", ("一",), 0, 16, 4, False, False),
        Unit("a", ("一", "（一）"), 5, 10, 10, True, False),
        Unit("a", ("一", "（二）"), 11, 16, 16, True, False),
        Unit("a", ("二",), 17, 22, 22, True, False),
    ]
    share = measure_pieces("x", units, [Piece("a", 0, text[:11]), Piece("a", 11, text[11:])])
    assert (share.met, share.of) == (2, 3)
    assert "（二）" in share.missed[0]
    assert measure_pieces("x", units, [Piece("a", 0, text + "。" * 1000)]).met == 0


@pytest.mark.shared
def test_the_report_prints_every_part(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--shared", str(shared), "--no-laws", "--no-formats"]) == 0
    printed = capsys.readouterr().out
    for words in ("whole leaf with path", "all fields", "LangChain recursive", "ours", "0 lost"):
        assert words in printed
