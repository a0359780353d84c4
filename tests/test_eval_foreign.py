"""Questions that no held document answers, asked of the sample documents."""

import datetime
import json
from pathlib import Path

from assistant.assistant import Assistant
from eval.foreign import CAUTIONED, PLAIN, REFUSED, ask_all, read_questions
from vectorstore.store import ClauseStore

DAY = datetime.date(2026, 11, 28)


def test_only_answerable_questions_are_chosen_and_the_same_again(tmp_path: Path) -> None:
    rows = [{"question": f"第{n}问", "answerable": n % 2 == 0} for n in range(20)]
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "questions.jsonl").write_text("\n".join(lines), "utf-8")
    chosen = read_questions(tmp_path, 5, seed=3)
    assert chosen == read_questions(tmp_path, 5, seed=3)
    assert len(set(chosen)) == 5
    assert all(int(question.strip("第问")) % 2 == 0 for question in chosen)


def test_what_becomes_of_a_question_is_told(sample_store: ClauseStore) -> None:
    asked = {
        "松棠县班主任津贴每月多少钱？": PLAIN,
        "渔船出海要带什么证？": REFUSED,
        "小区物业费涨价要不要业主投票？": REFUSED,
    }
    found = dict(ask_all(Assistant(sample_store), asked, DAY))
    assert found == asked
    assert CAUTIONED not in found.values()
