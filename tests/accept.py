"""The accepted figures of eval/accepted.json.

`make accept` (python -m tests.accept) measures anew, says what was lost against the figures
accepted so far, and accepts what is now; tests/test_eval_regression.py compares.
"""

import datetime
import sys
import tempfile
from pathlib import Path

from assistant.assistant import Assistant
from eval.regression import accept, find_losses, format_losses, load_accepted, write_accepted
from eval.run import EvalReport, run_questions
from ingest.load import find_files, load_file
from vectorstore.embed import load_embedder
from vectorstore.store import ClauseStore

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
# name in accepted.json → (questions, documents)
SETS = {
    "sample_questions": (ROOT / "eval" / "sample_questions.jsonl", ROOT / "ingest" / "samples"),
    "further_questions": (ROOT / "eval" / "further_questions.jsonl", ROOT / "ingest" / "samples"),
    "town_questions": (
        ROOT / "eval" / "town_questions.jsonl",
        ROOT / "tests" / "data" / "town_documents",
    ),
    "seed_questions": (ROOT / "eval" / "seed_questions.jsonl", SHARED / "corpus" / "seeds"),
    "development": (SHARED / "eval" / "questions.jsonl", SHARED / "corpus" / "seeds"),
}
FORMATS = (".txt", ".docx", ".md", ".html")


def measure(name: str, assistant: Assistant, as_of: datetime.date) -> EvalReport:
    """One of SETS, answered and searched, without baselines."""
    questions, _ = SETS[name]
    return run_questions(
        questions, assistant, baselines=False, as_of=as_of, search=assistant.search
    )


def main() -> None:
    """Measure, say what was lost, accept."""
    accepted = load_accepted()
    for name, (questions, documents) in SETS.items():
        if not questions.is_file() or not documents.is_dir():
            sys.stdout.write(f"{name}：这里没有，保留原来的分数\n")
            continue
        day = accepted[name].as_of if name in accepted else datetime.date.today()
        with (
            tempfile.TemporaryDirectory() as folder,
            ClauseStore.open(Path(folder), load_embedder(None), writable=True) as store,
        ):
            for path in find_files([documents]):
                if path.suffix in FORMATS:
                    store.replace(load_file(path))
            report = measure(name, Assistant(store), day)
        losses = find_losses(accepted[name], report) if name in accepted else ()
        sys.stdout.write(format_losses(name, losses) + "\n" if losses else f"{name}：没有损失\n")
        accepted[name] = accept(report)
    write_accepted(accepted)


if __name__ == "__main__":
    main()
