"""The terminal's self-check asks back, and says in JSON what is still open."""

import json
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest

from assistant.applying.profile import Profile
from assistant.applying.selfcheck import Assessment
from assistant.assistant import Assistant
from assistant.serving.desk import check_profile
from tests.conftest import Terminal
from tests.replies import DAY
from ui.selfcheck import ask_back
from vectorstore.model import PUBLIC


class Asker:
    """A teacher at the keyboard: answers by the words of the question, else skips."""

    def __init__(self, answers: dict[str, str], leaves_at: int | None = None) -> None:
        self.answers, self.leaves_at = answers, leaves_at
        self.asked: list[str] = []

    def __call__(self, question: str) -> str:
        self.asked.append(question)
        if self.leaves_at is not None and len(self.asked) > self.leaves_at:
            raise EOFError
        return next((said for words, said in self.answers.items() if words in question), "")


@pytest.fixture
def assess(assistant: Assistant):  # type: ignore[no-untyped-def]
    def check(profile: Profile) -> Assessment:
        return check_profile(assistant, profile, PUBLIC, DAY)

    return check


def test_it_asks_for_what_is_missing_and_matters(assess) -> None:  # type: ignore[no-untyped-def]
    asker = Asker({"市（州）": "1", "学校在": "乡镇", "担任": "班主任", "在编": "是", "公办": "1"})
    said = ask_back(Profile(region="松棠县"), assess, asker)
    assert (said.city, said.place, said.school) == ("云岚州", "township", "public")
    assert said.posts == frozenset({"teacher", "class_teacher"})
    assert said.fact("permanent") is True
    assert len(asker.asked) == len(set(asker.asked)), "a question is put once"
    assert not [question for question in asker.asked if "学位" in question]


@pytest.mark.parametrize("word", ["q", "够了"])
def test_whoever_has_said_enough_is_asked_no_more(assess, word: str) -> None:  # type: ignore[no-untyped-def]
    asker = Asker({"？": word})
    assert ask_back(Profile(region="松棠县"), assess, asker).known == 0
    assert len(asker.asked) == 1


def test_the_end_of_input_ends_the_questions(assess) -> None:  # type: ignore[no-untyped-def]
    asker = Asker({"市（州）": "云岚州"}, leaves_at=1)
    assert ask_back(Profile(region="松棠县"), assess, asker).city == "云岚州"


def test_json_says_what_is_open_and_asks_nothing(terminal: Terminal) -> None:
    terminal("ingest", "--samples")
    words = ("selfcheck", "--region", "松棠县", "--situation", "乡镇小学班主任，教了21年", "--json")
    found = json.loads(terminal(*words).out)
    open_ones = {missing["name"]: missing["question"] for missing in found["missing"]}
    assert "您是否是在编在岗教师？" in open_ones.values()
    assert "place" not in open_ones
    shown = terminal(*words[:-1]).out
    assert "还需要知道：" in shown
    assert "问谁：" in shown


def test_the_check_is_written_to_a_file(terminal: Terminal, tmp_path: Path) -> None:
    terminal("ingest", "--samples")
    target = tmp_path / "check.xlsx"
    assert terminal("selfcheck", "--region", "松棠县", "--output", str(target)).code == 0
    assert openpyxl.load_workbook(target).active.title == "待遇自查"
    assert terminal("selfcheck", "--output", str(tmp_path / "check.doc")).code == 2
