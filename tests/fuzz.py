"""Coverage-guided fuzzing of ingest: `python -m tests.fuzz --seconds 600` (or `make fuzz`).

Needs atheris (libFuzzer for Python, Apache-2.0): `pip install -c constraints.txt '.[fuzz]'`. Each
target runs in a process of its own, which reads on from what the last run learnt where --corpus
names a folder. Ends with code 1 where something is found; the bytes that did it are kept.
`tests/test_fuzz.py` runs the same targets for a moment, the same way every time.
"""

import argparse
import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

LONGEST_INPUT = 6_000  # bytes; more is slower and finds no more
LONGEST_RUN = 30  # seconds for one input, which then counts as a finding


def main(words: Sequence[str] | None = None) -> int:
    """The exit code: 0 nothing found, 1 something found, 2 no fuzzer here."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for all targets together")
    parser.add_argument("--target", action="append", help="only this one; may be given again")
    parser.add_argument("--corpus", type=Path, help="folder where inputs are kept between runs")
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"))
    parser.add_argument("--child", help=argparse.SUPPRESS)
    given = parser.parse_args(words)
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed: pip install -c constraints.txt '.[fuzz]'")
        return 2
    if given.child:
        fuzz_here(given.child, given.corpus, given.findings, given.seconds)
    from tests.fuzz_targets import TARGETS

    names = given.target or [target.name for target in TARGETS]
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        corpus = given.corpus or Path(folder)
        found = [
            name
            for name in names
            if run_child(name, corpus / name, given.findings / name, given.seconds // len(names))
        ]
    print(f"{len(names)} targets, findings in: {', '.join(found) or 'none'}")
    return 1 if found else 0


def run_child(name: str, corpus: Path, findings: Path, seconds: int) -> bool:
    """Whether the target found something; what it did is printed."""
    corpus.mkdir(parents=True, exist_ok=True)
    findings.mkdir(parents=True, exist_ok=True)
    words = [sys.executable, "-m", "tests.fuzz", "--child", name, "--seconds", str(max(seconds, 1))]
    done = subprocess.run(
        [*words, "--corpus", str(corpus), "--findings", str(findings)],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    lines = done.stderr.splitlines()
    runs = [line for line in lines if line.startswith(("Done", "stat::number_of_executed"))]
    print(f"{name}: {' '.join(runs)} exit code {done.returncode}", flush=True)
    if done.returncode:
        print(done.stdout[-3000:], "\n".join(lines[-40:]), sep="\n", flush=True)
    return done.returncode != 0


def fuzz_here(name: str, corpus: Path, findings: Path, seconds: int) -> None:
    """Fuzz one target in this process; does not return."""
    import atheris

    with atheris.instrument_imports(include=["ingest"]):
        from tests.fuzz_targets import TARGETS
    target = next(target for target in TARGETS if target.name == name)
    for number, seed in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(seed[:LONGEST_INPUT])
    options = (
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST_INPUT}",
        f"-timeout={LONGEST_RUN}",
        f"-artifact_prefix={findings}/",
        "-print_final_stats=1",
        "-rss_limit_mb=2500",
    )
    atheris.Setup([sys.argv[0], *options, str(corpus)], target.run)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
