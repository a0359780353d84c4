"""Every character of any text is in a clause, a lead or left out; see `tests.parts_laws`."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.parts_laws import ANNEXED, COMPILATION, MEASURE, NOTICE, check_laws

PIECES = st.sampled_from(
    [
        *"一二三、（）()1234.．①②第条章项款 \n\n\n。；：，“”《》",
        "一、",
        "（一）",
        "1.",
        "(1)",
        "第一条 ",
        "第二章 总则\n",
        "附件1\n",
        "附件\n",
        "附件：1.",
        "篇一：",
        "\n篇二：",
        "目录\n",
        "……………3\n",
        "2024年3月5日\n",
        "松棠县教育局\n",
        "关于印发《办法》的通知\n",
        "本办法自2024年1月1日起施行。",
        "上一篇：\n",
        "加强组织领导",
        "成立工作专班，统筹推进各项工作，确保落到实处。",
        "- 3 -\n",
        "抄送：县委办。\n",
        "⼀、",
        "\r\n",
        "\u3000",
        "\n## ",
        "\n<!-- 完 -->\n",
        "\n任务：甲；单位：乙\n",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_every_character_of_a_text_of_marks_is_accounted_for(text: str) -> None:
    check_laws(text)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_every_character_of_any_text_is_accounted_for(text: str) -> None:
    check_laws(text)


def _mutate(text: str, chance: random.Random) -> str:
    for _ in range(chance.randrange(1, 8)):
        at = chance.randrange(len(text) + 1)
        length = chance.randrange(1, 300)
        other = chance.randrange(len(text) + 1)
        text = chance.choice(
            [
                text[:at] + text[at + length :],
                text[:at] + text[other : other + length] + text[at:],
                text[:at]
                + chance.choice(["\n", "附件1\n", "一、", "第一条 ", "”", "目录\n"])
                + text[at:],
                text[:at] + text[at : at + length].replace("\n", "") + text[at + length :],
                text[at : at + 4000],
            ]
        )
    return text


@pytest.mark.shared
def test_every_character_of_mutilated_documents_is_accounted_for(shared: Path) -> None:
    chance = random.Random(20240612)
    for path in sorted((shared / "corpus" / "seeds").glob("*.txt")):
        text = path.read_bytes().decode("utf-8")
        check_laws(text)
        for _ in range(25):
            check_laws(_mutate(text, chance))


@pytest.mark.parametrize("sample", [NOTICE, MEASURE, NOTICE + MEASURE, ANNEXED, COMPILATION])
def test_mutilated_samples_are_accounted_for(sample: str) -> None:
    chance = random.Random(7)
    for _ in range(60):
        check_laws(_mutate(sample, chance))
