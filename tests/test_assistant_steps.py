"""Answers that need a second clause: a class and its figure, a definition and what it brings."""

from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from assistant.model import Turn
from ingest.load import parse_content
from tests.replies import answer, cited, refuse, say
from vectorstore.embed import load_embedder
from vectorstore.store import ClauseStore

NEW = """檀溪坞县护林员补助办法

檀政办发〔2024〕8号

第一条　护林员按月发放巡护补助。标准按林区类别确定：一类林区每人每月300元，二类林区每人每月520元，\
三类林区每人每月840元。林区类别见附件1。

第二条　本办法所称偏远哨卡，是指距乡镇驻地道路里程40公里以上，或者不通公路的哨卡。

第三条　在偏远哨卡值守的，每人每月另发260元。

第四条　护林员购买雨具，每人每年补贴90元。

第五条　巡护餐券由县林业局按月发放。餐券不能兑换现金。

第六条　当月未用完的餐券可以结转到下月，年底清零。

第七条　县林业局每年评选优秀护林员12名，每人奖励1500元。

第八条　县林业局设立护林示范站，每个示范站每年安排工作经费3万元，成员不少于5人。

第九条　本办法自2024年5月1日起施行，有效期五年。
《檀溪坞县山林看护津贴暂行规定》（檀政发〔2015〕3号）同时废止。

附件1
林区类别表
类别    所在乡镇    依据
一类    柏坪镇、杉渡镇    交通便利
二类    椴树乡、槭岭乡    交通一般
三类    栎沟乡、榛顶乡    交通困难
"""
DRAFT = """檀溪坞县林业局
关于公开征求《檀溪坞县山林防火若干规定（征求意见稿）》意见的公告

我局起草了《檀溪坞县山林防火若干规定（征求意见稿）》，现向社会公开征求意见。公众可以在2025年7月20日前，通过以下途径反馈：1.电子邮箱：tanxiwu@example.invalid；2.电话：0000-1234567。

檀溪坞县林业局
2025年6月1日

檀溪坞县山林防火若干规定
（征求意见稿）

第一条　防火期为每年10月1日至次年4月30日。

第二条　本规定自2026年1月1日起施行。
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("steps") / "data"
    with ClauseStore.open(folder, load_embedder(None), writable=True) as store:
        for name, text in (("护林.txt", NEW), ("防火.txt", DRAFT)):
            store.replace(parse_content(text.encode(), name))
        yield Assistant(store)


def test_the_class_of_a_place_and_the_figure_of_the_class_are_both_shown(desk: Assistant) -> None:
    reply = answer(desk, "檀溪坞县栎沟乡的护林员巡护补助每月多少")
    assert "类别：三类；所在乡镇：栎沟乡" in say(reply)
    assert "三类林区每人每月840元" in say(reply)
    assert len(cited(reply)) == 2


def test_a_payment_that_goes_by_no_class_is_told_without_one(desk: Assistant) -> None:
    said = say(answer(desk, "檀溪坞县栎沟乡的护林员雨具每年补贴多少"))
    assert "每人每年补贴90元" in said
    assert "840元" not in said


def test_a_case_that_a_definition_takes_in_is_told_what_it_brings(desk: Assistant) -> None:
    said = say(answer(desk, "檀溪坞县我那个哨卡离乡镇驻地四十多公里，能不能多领点钱"))
    assert "是指距乡镇驻地道路里程40公里以上" in said
    assert "每人每月另发260元" in said


def test_a_case_that_is_asked_beside_another_thing_is_answered_too(desk: Assistant) -> None:
    said = say(answer(desk, "檀溪坞县护林员的餐券，当月没用完会怎样，能兑换现金吗"))
    assert "结转到下月" in said
    assert "不能兑换现金" in said


@pytest.mark.parametrize(
    "text",
    [
        "檀溪坞县山林看护津贴暂行规定还管用吗",
        "檀溪坞县2015年那份山林看护津贴暂行规定是不是作废了",
        "《檀溪坞县山林看护津贴暂行规定》现在还有效吗",
    ],
)
def test_a_title_that_is_only_cited_is_answered_by_the_clause_that_ends_it(
    desk: Assistant, text: str
) -> None:
    said = say(answer(desk, text))
    assert "没有收录《檀溪坞县山林看护津贴暂行规定》" in said
    assert "同时废止" in said


def test_until_when_and_how_a_draft_takes_comments_is_told(desk: Assistant) -> None:
    assert "2025年7月20日前" in say(answer(desk, "檀溪坞县防火规定的稿子，提意见到哪天截止"))
    assert "0000-1234567" in say(answer(desk, "檀溪坞县防火规定的稿子怎么反馈意见，有电话吗"))


def test_a_draft_tells_from_when_it_means_to_hold(desk: Assistant) -> None:
    said = say(answer(desk, "檀溪坞县山林防火若干规定定下来了吗，是不是马上执行"))
    assert "尚未正式印发" in said
    assert "2026年1月1日" in said


def test_who_was_awarded_and_how_many_are_to_be_set_up_is_not_told_by_the_rule(
    desk: Assistant,
) -> None:
    before = Turn("檀溪坞县优秀护林员每人奖多少？", "第七条：优秀护林员12名，每人奖励1500元。")
    refuse(desk, "那去年是谁拿的？", before)
    refuse(desk, "檀溪坞县打算一共建多少个护林示范站")
