"""What changed between two reports of the same kind."""

from pathlib import Path

from eval.cases import QuestionSetError
from eval.report import compare_reports, format_comparison, read_json
from eval.retrieval_report import KIND, compare_retrieval


def format_changes(before: Path, after: Path) -> str:
    """What was gained and lost, question by question; raises QuestionSetError."""
    old, new = read_json(before), read_json(after)
    kinds = [content.get("kind") for content in (old, new)]
    if kinds[0] != kinds[1]:
        raise QuestionSetError(
            f"comparing {before.name!r} with {after.name!r}: one is of a retrieval run, the other "
            "of a question run; expected two of a kind",
            message_zh="一份是检索评测，一份是问答评测，不能比较。",
        )
    if kinds[0] == KIND:
        return compare_retrieval(old, new)
    return format_comparison(compare_reports(before, after))
