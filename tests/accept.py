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
SAMPLES = ROOT / "ingest" / "samples"
TOWN = ROOT / "tests" / "data" / "town_documents"
COUNTY = ROOT / "tests" / "data" / "county_documents"
BUREAUS = ROOT / "tests" / "data" / "bureau_documents"
SCHOOLS = ROOT / "tests" / "data" / "school_documents"
SUBJECTS = ROOT / "tests" / "data" / "subject_documents"
TEACHERS = ROOT / "tests" / "data" / "teacher_documents"
SERVICES = ROOT / "tests" / "data" / "service_documents"
RURAL = ROOT / "tests" / "data" / "rural_documents"
SEEDS = SHARED / "corpus" / "seeds"
FURTHER = SHARED / "corpus" / "formats"
# name in accepted.json → (questions, documents)
SETS: dict[str, tuple[Path, tuple[Path, ...]]] = {
    "sample_questions": (ROOT / "eval" / "sample_questions.jsonl", (SAMPLES,)),
    "further_questions": (ROOT / "eval" / "further_questions.jsonl", (SAMPLES,)),
    "town_questions": (ROOT / "eval" / "town_questions.jsonl", (TOWN,)),
    "county_questions": (ROOT / "eval" / "county_questions.jsonl", (COUNTY,)),
    "bureau_questions": (ROOT / "eval" / "bureau_questions.jsonl", (BUREAUS,)),
    "school_questions": (ROOT / "eval" / "school_questions.jsonl", (SCHOOLS,)),
    "subject_questions": (ROOT / "eval" / "subject_questions.jsonl", (SUBJECTS,)),
    "teacher_questions": (ROOT / "eval" / "teacher_questions.jsonl", (TEACHERS,)),
    "service_questions": (ROOT / "eval" / "service_questions.jsonl", (SERVICES,)),
    "rural_questions": (ROOT / "eval" / "rural_questions.jsonl", (RURAL,)),
    "list_questions": (ROOT / "eval" / "list_questions.jsonl", (SAMPLES, TOWN)),
    "seed_questions": (ROOT / "eval" / "seed_questions.jsonl", (SEEDS,)),
    "seed_second_questions": (ROOT / "eval" / "seed_second_questions.jsonl", (SEEDS,)),
    "seed_third_questions": (ROOT / "eval" / "seed_third_questions.jsonl", (SEEDS,)),
    "seed_fourth_questions": (ROOT / "eval" / "seed_fourth_questions.jsonl", (SEEDS,)),
    "seed_fifth_questions": (ROOT / "eval" / "seed_fifth_questions.jsonl", (SEEDS,)),
    "shared_list_questions": (
        ROOT / "eval" / "shared_list_questions.jsonl",
        (
            SEEDS,
            FURTHER / "m01_sh_compulsory_2009.md",
            FURTHER / "m02_sh_compulsory_2024.md",
            FURTHER / "t10_tj_detailed_rules_2021.txt",
        ),
    ),
    "development": (SHARED / "eval" / "questions.jsonl", (SEEDS,)),
}
FORMATS = (".txt", ".docx", ".md", ".html")


def measure(name: str, assistant: Assistant, as_of: datetime.date) -> EvalReport:
    """One of SETS, answered and searched, without baselines."""
    questions, _ = SETS[name]
    return run_questions(
        questions, assistant, baselines=False, as_of=as_of, search=assistant.search
    )


def measure_anew(name: str, folder: Path, as_of: datetime.date) -> EvalReport:
    """One of SETS over its documents, filed in an empty folder."""
    _, documents = SETS[name]
    with ClauseStore.open(folder, load_embedder(None), writable=True) as store:
        for path in find_files(list(documents)):
            if path.suffix in FORMATS:
                store.replace(load_file(path))
        return measure(name, Assistant(store), as_of)


def main() -> None:
    """Measure, say what was lost, accept."""
    accepted = load_accepted()
    for name, (questions, documents) in SETS.items():
        if not questions.is_file() or not all(path.exists() for path in documents):
            sys.stdout.write(f"{name}：这里没有，保留原来的分数\n")
            continue
        day = accepted[name].as_of if name in accepted else datetime.date.today()
        with tempfile.TemporaryDirectory() as folder:
            report = measure_anew(name, Path(folder), day)
        losses = find_losses(accepted[name], report) if name in accepted else ()
        sys.stdout.write(format_losses(name, losses) + "\n" if losses else f"{name}：没有损失\n")
        accepted[name] = accept(report)
    write_accepted(accepted)


if __name__ == "__main__":
    main()
