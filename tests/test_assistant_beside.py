"""Which clauses stand beside the best one, and that what a thing is stands alone."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from assistant.assistant import Assistant
from assistant.choosing.beside import MAX_LESS_SUPPORTED, choose_clauses
from assistant.choosing.judge import judge
from assistant.choosing.meanings import says_meaning
from assistant.choosing.support import MEANING
from assistant.locate import fold_text
from assistant.model import Question
from assistant.reading.kinds import asks_meaning
from tests.invented import open_invented
from tests.replies import DAY, answer, cited, say
from vectorstore.thesaurus import load_thesaurus

RULES = """榉川县校园管理办法
榉政办发〔2025〕3号

第一条　学校落实“三清一查”制度（清点人数、清理通道、清查器具，放学后检查门窗）。

第二条　“三清一查”制度的落实情况由乡镇中心校每月检查一次，检查结果向全县通报。

第三条　对“三清一查”制度落实不力的学校，取消当年评优资格。

第四条　本办法所称宿管人员，依次为生活教师、值夜教师和经学校聘用的管理员。

第五条　宿管人员每月补助400元，由学校按寄宿学生人数配备。

第六条　组建教研联盟，实行计划、教研、考核“三同步”，“三同步”的情况每学期公布。

第七条　学生宿舍夜间由值夜教师巡查两次，巡查情况记入台账。

第八条　本办法自2025年3月1日起施行。

榉川县人民政府办公室
2025年2月10日
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    files = {"juchuan_001_校园管理办法.txt": RULES}
    with open_invented(tmp_path_factory.mktemp("beside"), files) as store:
        yield Assistant(store)


MEANT = (
    ("“三清一查”是哪三清、哪一查？", "第一条"),
    ("“三同步”是哪三个同步", "第六条"),
    ("宿管人员指哪些人", "第四条"),
    ("“宿管人员”包括哪几类人？", "第四条"),
)


@pytest.mark.parametrize(("text", "label"), MEANT)
def test_what_a_thing_is_is_told_by_the_clause_that_says_it_alone(
    desk: Assistant, text: str, label: str
) -> None:
    assert [place for _, place in cited(answer(desk, text))] == [label]


def test_what_else_is_asked_of_a_named_thing_is_not_its_meaning(desk: Assistant) -> None:
    assert "400元" in say(answer(desk, "宿管人员每月补助多少钱"))
    both = say(answer(desk, "“三清一查”是什么意思？落实不力会怎么样？"))
    assert "清点人数" in both
    assert "取消当年评优资格" in both
    assert "取消当年评优资格" in say(answer(desk, "“三清一查”落实不力的学校会怎么样"))


TWO_QUESTIONS = (
    ("宿管人员是指谁，按月发多少钱的补助？", ("值夜教师", "400元")),
    ("“三清一查”是指什么，多久检查一次？", ("清点人数", "每月检查一次")),
)


@pytest.mark.parametrize(("text", "told"), TWO_QUESTIONS)
def test_a_meaning_and_a_figure_asked_in_one_text_are_both_told(
    desk: Assistant, text: str, told: tuple[str, ...]
) -> None:
    said = say(answer(desk, text))
    assert [words for words in told if words not in said] == []


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("“三同时”是哪三个同时", True),
        ("“就业困难人员”包括哪几类人", True),
        ("双线四包，哪双线", True),
        ("“荧光班”是什么时候招生", False),
        ("“荧光班”的学生每月补多少", False),
        ("小学三年级有哪些课", False),
    ],
)
def test_a_name_with_what_it_takes_in_asks_for_a_meaning(text: str, asks: bool) -> None:
    assert asks_meaning(text) is asks


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("落实“三同时”制度（同时设计、同时施工、同时投产）", True),
        ("实行“三同时”，即同时设计、同时施工", True),
        ("坚持“三同时”：同时设计、同时施工", True),
        ("实行设计、施工、投产“三同时”", True),
        ("设计和投产同步的要求（以下简称“三同时”）按本办法执行", False),
        ("对违反“三同时”制度的单位从严查处", False),
        ("“三同时”制度（试行）", False),
        ("落实“五统一”制度（统一命题、统一阅卷）", False),
    ],
)
def test_a_sentence_says_what_a_named_thing_is(text: str, says: bool) -> None:
    assert says_meaning(text, fold_text("“三同时”是哪三个同时")) is says


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("本办法所称一次性补助，是指按人发放的补助。", "一次性补助是什么"),
        ("本办法所称行为规范，依次为课堂规范和宿舍规范。", "行为规范指哪些"),
        ("本办法所称宿管人员为学校聘用的管理员。", "宿管人员指谁"),
        ("“双肩挑”人员是指同时任课的干部。", "双肩挑是什么意思"),
    ],
)
def test_a_clause_says_whom_it_calls_so(text: str, question: str) -> None:
    assert says_meaning(text, fold_text(question))
    assert not says_meaning(text, fold_text("骨干教师指谁"))


def test_a_rival_is_shown_only_where_all_signs_leave_room_for_it(desk: Assistant) -> None:
    inquiry = desk.find(desk.read(Question("值夜教师要做什么", DAY)))
    answering = judge(inquiry, load_thesaurus()).answering
    best, rival = (group[0] for group in choose_clauses(answering, inquiry))
    less = rival.measures.passage_cosine - MAX_LESS_SUPPORTED / MEANING
    far = replace(rival, measures=replace(rival.measures, passage_cosine=less))
    changed = tuple(far if c is rival else c for c in answering)
    assert [group[0] for group in choose_clauses(changed, inquiry)] == [best]


def test_an_item_of_the_best_clause_is_no_rival_of_it(desk: Assistant) -> None:
    inquiry = desk.find(desk.read(Question("值夜教师要做什么", DAY)))
    answering = judge(inquiry, load_thesaurus()).answering
    best, rival = (group[0] for group in choose_clauses(answering, inquiry))
    place = replace(rival.hit.passage, parent=best.hit.passage.id)
    less = replace(rival.measures, passage_cosine=rival.measures.passage_cosine - 1)
    item = replace(rival, hit=replace(rival.hit, passage=place), measures=less)
    changed = tuple(item if c is rival else c for c in answering)
    assert [group[0] for group in choose_clauses(changed, inquiry)] == [best, item]
