"""Comparisons of documents: of counties, and of an older text with the one in its place."""

from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from assistant.model import Turn
from ingest.load import parse_content
from tests.replies import answer, cited, say
from vectorstore.embed import load_embedder
from vectorstore.store import ClauseStore

OLD = """枫桥县渔船补助办法

枫桥农〔2018〕4号

第一条　为扶持渔民，制定本办法。

第二条　补助标准为：小船每月80元，大船每月150元。

第三条　由船主每年3月10日前向村委会提出书面申请，提交船照复印件。

第四条　补助每年发放一次，于年底前拨付。

第五条　渔船被借用满一个季度的，停发补助。

第六条　本办法自2018年6月1日起施行。
"""
NEW = """枫桥县渔船补助和渔港管理办法

枫桥农〔2025〕7号

第一条　为扶持渔民，制定本办法。

第二条　补助标准为：小船每月120元，大船每月220元。

第三条　渔船补助实行免申即享，由县农业农村局按登记信息核定，船主不需要申请。

第四条　补助按季度发放，于每季度末月25日前拨入船主社会保障卡。

第五条　渔船出借给他人超过20日的，自次月起停发补助。

第六条　渔港停泊费每日每船3元。

第七条　本办法自2025年2月1日起施行。《枫桥县渔船补助办法》（枫桥农〔2018〕4号）同时废止。
"""
OTHER = """槐湾县渔民扶持若干措施

一、船主每月享受渔船补助：小船100元，大船180元。

二、本措施所称船主，是指持有船照并缴纳渔业保险满6个月的人员。

三、渔船补助每半年发放一次，分别于6月底、12月底前兑现。
"""

PLAN = """泊湾县渔业三年计划

一、总体要求。到2028年，渔业稳步发展。

二、主要指标如下：

| 指标 | 2026年目标 | 2028年目标 |
| --- | --- | --- |
| 休渔面积（亩） | 1200 | 1500 |
| 渔港数量（座） | 3 | 5 |
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("sides")
    with ClauseStore.open(folder / "data", load_embedder(None), writable=True) as store:
        texts = (("old.txt", OLD), ("new.txt", NEW), ("other.txt", OTHER), ("plan.md", PLAN))
        for name, text in texts:
            store.replace(parse_content(text.encode(), name))
        yield Assistant(store)


@pytest.mark.parametrize(
    ("text", "documents", "words"),
    [
        (
            "枫桥县的渔船补助，老办法和现在的比，小船涨了多少",
            {"old.txt", "new.txt"},
            ("80元", "120元"),
        ),
        (
            "枫桥县从前领渔船补助要自己递材料，如今还用不用，前后办法分别怎么说",
            {"old.txt", "new.txt"},
            ("书面申请", "免申即享"),
        ),
        (
            "枫桥县新旧两个办法，船借出去多久就停发补助",
            {"old.txt", "new.txt"},
            ("一个季度", "20日"),
        ),
        (
            "枫桥县和槐湾县的渔船补助多长时间打一次款",
            {"new.txt", "other.txt"},
            ("按季度发放", "每半年发放一次"),
        ),
    ],
)
def test_each_side_says_what_is_asked_though_they_word_it_differently(
    desk: Assistant, text: str, documents: set[str], words: tuple[str, ...]
) -> None:
    reply = answer(desk, text)
    assert {name for name, _ in cited(reply)} == documents
    assert all(word in say(reply) for word in words)


def test_the_older_side_is_told_to_be_repealed(desk: Assistant) -> None:
    reply = answer(desk, "枫桥县渔船补助，大船原来发多少、现在发多少")
    assert "150元" in say(reply)
    assert "220元" in say(reply)
    assert any("废止或取代" in notice.text for notice in reply.notices)


def test_when_something_is_paid_out_is_no_day_of_applying(desk: Assistant) -> None:
    reply = answer(desk, "槐湾县渔船补助最迟什么时候到手")
    assert "12月底前兑现" in say(reply).split("\n")[0]


def test_a_repealed_text_by_its_number_is_told_when_somebody_would_act_on_it(
    desk: Assistant,
) -> None:
    reply = answer(desk, "枫桥农〔2018〕4号今天还能照着领钱吗")
    assert cited(reply) == [("new.txt", "第七条")]
    assert "自2025年2月1日起施行" in say(reply)


def test_a_document_called_by_its_year_and_loose_words_is_found(desk: Assistant) -> None:
    reply = answer(desk, "2018年那个渔船补助办法从哪天起不管用的，被哪个文件替掉了")
    assert cited(reply) == [("new.txt", "第七条")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("枫桥县大船的渔船补助，2018年的和2025年的办法差多少", "150元与220元相差70元"),
        ("枫桥县小船补助，从2018年到2025年涨了多少", "80元与120元相差40元"),
        ("枫桥县和槐湾县的小船补助每月差多少钱", "120元与100元相差20元"),
    ],
)
def test_a_difference_is_computed_from_the_two_cited_figures(
    desk: Assistant, text: str, told: str
) -> None:
    reply = answer(desk, text)
    (statement,) = (s for s in reply.statements if told in s.text)
    assert statement.text.startswith("按所引两处的数字计算")
    assert len({citation.document_id for citation in statement.citations}) == 2


@pytest.mark.parametrize(
    "text",
    [
        "枫桥县的渔船补助，2018年的和2025年的办法差多少",  # of small boats or of large ones?
        "枫桥县新旧两个办法，船借出去停发补助的期限差多少",  # a season and days
        "枫桥县小船补助，2018年的和2025年的办法各是多少",  # no difference is asked
    ],
)
def test_nothing_is_computed_where_it_is_unsure_or_not_asked(desk: Assistant, text: str) -> None:
    assert "相差" not in say(answer(desk, text))


def test_a_text_that_is_called_old_or_by_its_year_answers_in_its_own_words(
    desk: Assistant,
) -> None:
    for text in ("枫桥县旧的渔船补助办法，大船每月多少", "枫桥县2018年的办法里大船每月多少"):
        reply = answer(desk, text)
        assert "150元" in say(reply)
        assert "220元" not in say(reply)
        assert any("废止或取代" in notice.text for notice in reply.notices)


@pytest.mark.parametrize("text", ["新办法给多少？", "现在呢", "2025年的办法呢", "后来涨到多少了"])
def test_a_follow_up_turns_from_the_older_text_to_the_one_in_its_place(
    desk: Assistant, text: str
) -> None:
    before = Turn("枫桥县2018年的渔船补助办法，大船每月多少", "第二条：大船每月150元。")
    assert "220元" in say(answer(desk, text, before))


def test_whether_the_older_text_still_holds_is_asked_of_itself(desk: Assistant) -> None:
    before = Turn("枫桥县2018年的渔船补助办法，大船每月多少", "第二条：大船每月150元。")
    assert "废止" in say(answer(desk, "这个办法现在还有效吗", before))


def test_two_columns_of_a_row_that_are_named_are_told_apart_by_what_they_differ(
    desk: Assistant,
) -> None:
    said = say(answer(desk, "泊湾县休渔面积2026年目标和2028年目标差多少"))
    assert "1200亩与1500亩相差300亩" in said


def test_each_aspect_that_is_asked_of_both_sides_is_answered(desk: Assistant) -> None:
    said = say(answer(desk, "枫桥县新旧两个办法，小船补助标准和渔船出借停发各是怎么说的"))
    assert all(words in said for words in ("80元", "120元", "一个季度", "20日"))
