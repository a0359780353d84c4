"""The self-check over the sample documents: in the chat, over the API and as a file."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

import openpyxl  # type: ignore[import-untyped]
import pytest
from fastapi.testclient import TestClient

from assistant.api import create_api
from assistant.applying.condition_parts import Verdict
from assistant.applying.profile import CONFIRM, Profile
from assistant.applying.selfcheck import GROUPS, Assessment
from assistant.applying.situation import ASKING
from assistant.assistant import Assistant
from assistant.model import Answer, NoticeKind, Question, Turn
from assistant.serving.desk import check_profile
from assistant.serving.wire import write_reply
from tests.replies import DAY, answer, notice, say
from vectorstore.model import PUBLIC, ReaderScope

TEACHER = Profile(
    region="松棠县",
    city="云岚州",
    level="primary",
    place="township",
    posts=frozenset({"teacher", "class_teacher"}),
    years=21,
    rural_years=21,
    rural_total=21,
    school="public",
    facts=(("appraised", True), ("permanent", True)),
)


@pytest.fixture(scope="module")
def client(assistant: Assistant) -> Iterator[TestClient]:
    with TestClient(create_api(assistant, assistant.store, as_of=lambda: DAY)) as opened:
        yield opened


def check(assistant: Assistant, profile: Profile) -> Assessment:
    return check_profile(assistant, profile, PUBLIC, DAY)


def test_what_is_met_by_all_its_conditions_is_met(assistant: Assistant) -> None:
    found = check(assistant, TEACHER)
    met = {result.amount: result for result in found.results if result.group == "符合"}
    assert "5000元" in met
    assert {c.verdict for c in met["5000元"].conditions} == {Verdict.MET}
    for result in found.results:
        for condition in result.conditions:
            assert condition.citation.quote in condition.citation.clause_text


def test_a_benefit_is_met_only_where_every_condition_is(assistant: Assistant) -> None:
    for result in check(assistant, TEACHER).results:
        verdicts = {condition.verdict for condition in result.conditions}
        if result.verdict is Verdict.MET:
            assert verdicts <= {Verdict.MET}
        assert (Verdict.UNMET in verdicts) == (result.verdict is Verdict.UNMET)


def test_tiers_of_one_sentence_stand_alone(assistant: Assistant) -> None:
    tiers = {
        result.amount: result.verdict
        for result in check(assistant, TEACHER).results
        if result.citation.label.endswith("第九条")
    }
    assert tiers["每人每月100元"] is Verdict.UNMET
    assert tiers["每人每月200元"] is Verdict.UNMET
    assert tiers["每人每月300元"] is not Verdict.UNMET


def test_the_conditions_of_the_whole_document_hold_for_each_item(assistant: Assistant) -> None:
    leader = next(
        result
        for result in check(assistant, TEACHER).results
        if result.citation.label.endswith("第十条 › （一）")
    )
    labels = {condition.citation.label for condition in leader.conditions}
    assert any(label.endswith("第四条 › （二）") for label in labels)
    assert any(label.endswith("第二条") for label in labels)
    assert any(label.endswith("第六条") for label in labels)


def test_answers_to_all_that_is_asked_leave_nothing_to_ask(assistant: Assistant) -> None:
    profile = replace(TEACHER, title="junior")
    found = check(assistant, profile)
    while found.missing:
        missing = found.missing[0]
        assert missing.field is None, "everything with a value is said"
        excluded = "您有没有" in missing.question
        facts = {**dict(profile.facts), missing.name: not excluded}
        profile = replace(profile, facts=tuple(facts.items()))
        found = check(assistant, profile)
    assert not [result for result in found.results if result.group == "还差什么"]
    leader = [r for r in found.results if r.citation.label.endswith("第十条 › （一）")]
    assert leader[0].verdict is Verdict.MET


def test_nothing_of_another_county_counts(assistant: Assistant) -> None:
    titles = {result.citation.title for result in check(assistant, TEACHER).results}
    assert titles
    assert not [title for title in titles if "梨溪" in title or "澄岩" in title]


def test_the_prefectures_documents_count_and_are_labelled(assistant: Assistant) -> None:
    wider = [r for r in check(assistant, TEACHER).results if "云岚州" in r.citation.title]
    assert wider
    assert {result.note for result in wider} == {"市（州）级文件（云岚州），适用于松棠县"}
    unsure = check(assistant, replace(TEACHER, city=None))
    for result in unsure.results:
        if "云岚州" in result.citation.title:
            assert result.verdict is not Verdict.MET
    assert "city" in {missing.name for missing in unsure.missing}


def test_a_draft_is_labelled_and_what_has_ended_is_left_out(assistant: Assistant) -> None:
    drafts = check(assistant, replace(TEACHER, region="梨溪县")).results
    assert any(r.citation.validity.state == "draft" for r in drafts)
    found = check(assistant, TEACHER)
    assert any("寄宿生生活补助" in title for title in found.ended)
    assert not [r for r in found.results if r.citation.title in found.ended]


def test_who_to_ask_names_who_explains_and_who_pays(assistant: Assistant) -> None:
    asked = {r.citation.label: r.ask for r in check(assistant, TEACHER).results}
    method = next(ask for label, ask in asked.items() if label.endswith("第九条"))
    assert method == "州教育体育局会同州人力资源和社会保障局、州财政局（负责解释）"
    assert any("县财政（承担或发放）" in ask for ask in asked.values())


def test_only_what_matters_here_is_asked(assistant: Assistant) -> None:
    here = {m.name for m in check(assistant, Profile(region="松棠县")).depends_on}
    assert {"place", "posts", "rural_years", "city", "appraised"} <= here
    assert not {"degree", "age"} & here  # no document of this county depends on them
    elsewhere = check(assistant, Profile(region="梨溪县", city="青禾市")).depends_on
    assert not {m.name for m in elsewhere} & {"rural_years", "city", "appraised"}


def test_closed_documents_are_in_no_check(assistant: Assistant) -> None:
    nobody = ReaderScope(frozenset({"nothing"}))
    assert not check_profile(assistant, TEACHER, nobody, DAY).results


# in the chat


def talk(assistant: Assistant, *texts: str) -> list[Answer]:
    history: tuple[Turn, ...] = ()
    replies = []
    for text in texts:
        reply = answer(assistant, text, *history)
        replies.append(reply)
        history = (*history, Turn(text, write_reply(reply).answer))
    return replies


def test_a_question_about_oneself_is_checked_condition_by_condition(assistant: Assistant) -> None:
    reply = answer(assistant, "我是松棠县乡镇小学班主任，教了21年，能拿哪些补贴")
    assert reply.statements[0].group == "符合"
    assert "班主任津贴" in reply.statements[0].text
    assert "满二十年——无法判断" in say(reply)
    assert "%" not in say(reply)
    assert notice(reply, NoticeKind.MISSING).count("？") == 1


def test_who_only_says_what_he_is_gets_a_check(assistant: Assistant) -> None:
    (reply,) = talk(assistant, "我在松棠县乡镇小学教了21年书，当班主任")
    said = "按您所说（松棠县、小学、乡镇、班主任、乡村任教累计21年）逐条对照"
    assert said in notice(reply, NoticeKind.COMPLETENESS)
    assert {s.group for s in reply.statements} <= set(GROUPS)
    assert "班主任——符合" in say(reply)


def test_answers_over_follow_ups_fill_the_profile(assistant: Assistant) -> None:
    first, second, third = talk(
        assistant,
        "我在松棠县乡镇小学教了21年书，当班主任",
        "云岚州",
        "在编，学校是公办的，历年考核都合格，在乡镇连续教了21年",
    )
    assert "哪个市（州）" in notice(first, NoticeKind.MISSING)
    assert "不能确定松棠县是否属于云岚州" in say(first)
    assert "适用于松棠县" in say(second)
    assert "不能确定" not in say(second)
    assert "在编在岗——符合" in say(third)
    met = [s.text for s in third.statements if s.group == "符合"]
    assert any("5000元" in text for text in met)
    assert notice(third, NoticeKind.MISSING) != notice(second, NoticeKind.MISSING)


def test_a_place_that_is_not_named_is_asked_first(assistant: Assistant) -> None:
    (reply,) = talk(assistant, "我在乡镇小学教了21年书，当班主任")
    assert notice(reply, NoticeKind.MISSING) == f"{ASKING}您在哪个县（市、区）任教？"


def test_what_is_not_known_is_not_asked_again(assistant: Assistant) -> None:
    replies = talk(assistant, "我在松棠县乡镇小学教了21年书，当班主任", *["不清楚"] * 3)
    asked = [notice(reply, NoticeKind.MISSING) for reply in replies]
    assert len(set(asked)) == 4
    assert [s.group for s in replies[0].statements] == [s.group for s in replies[-1].statements]


def test_a_county_of_which_nothing_is_held_gets_nothing_of_another(assistant: Assistant) -> None:
    (reply,) = talk(assistant, "我在梅岭县乡镇小学教了21年书，当班主任")
    titles = {c.title for s in reply.statements for c in s.citations}
    assert titles
    assert not [title for title in titles if "云岚州" not in title]
    assert "符合" not in {s.group for s in reply.statements}
    assert "不能确定梅岭县是否属于云岚州" in say(reply)


def test_a_new_question_ends_the_check(assistant: Assistant) -> None:
    _, reply = talk(
        assistant,
        "我在松棠县乡镇小学教了21年书，当班主任",
        "松棠县学前教育生均公用经费标准提高到多少？",
    )
    assert "700元" in say(reply)
    assert not notice(reply, NoticeKind.MISSING)


def test_the_region_chosen_beside_the_question_counts(assistant: Assistant) -> None:
    question = Question("我在乡镇小学教了21年书，当班主任", DAY, (), region="梨溪县")
    reply = assistant.answer(question)
    assert "松棠县" not in say(reply)
    assert "送审稿" in say(reply) or "草案" in say(reply) or "征求意见稿" in say(reply)


# over the API


def test_the_self_check_answers_over_the_api(client: TestClient) -> None:
    found = client.post("/api/selfcheck", json={"region": "松棠县", "posts": ["class_teacher"]})
    assert found.status_code == 200
    body = found.json()
    assert {r["verdict"] for r in body["results"]} <= {"符合", "不符合", "无法判断"}
    assert {r["group"] for r in body["results"]} <= set(GROUPS)
    assert body["missing"]
    assert {m["kind"] for m in body["depends_on"]} <= {"choice", "number", "yes_no"}


def test_an_answer_by_name_or_in_words_counts_alike(client: TestClient) -> None:
    asked = client.post("/api/selfcheck", json={"region": "松棠县"}).json()["depends_on"]
    names = {question["name"] for question in asked}
    assert any(name.startswith(CONFIRM) for name in names)
    by_name = {"region": "松棠县", "level": "primary", "facts": {"permanent": True}}
    in_words = {"region": "松棠县", "situation": "小学，在编"}
    replies = [client.post("/api/selfcheck", json=body).json() for body in (by_name, in_words)]
    assert replies[0]["results"] == replies[1]["results"]


@pytest.mark.parametrize(
    "body",
    [
        {"years": -1},
        {"level": "university"},
        {"facts": {"x" * 201: True}},
        {"facts": {str(n): True for n in range(201)}},
        {"situation": "教" * 501},
    ],
)
def test_what_cannot_be_a_situation_is_refused(client: TestClient, body: dict[str, object]) -> None:
    assert client.post("/api/selfcheck", json=body).status_code == 422


def test_places_can_be_chosen(client: TestClient) -> None:
    assert client.get("/api/selfcheck/places").json() == {
        "places": ["松棠县", "梨溪县", "澄岩县", "云岚州"]
    }


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_holds_every_condition(client: TestClient, kind: str) -> None:
    body = {"region": "松棠县", "posts": ["class_teacher"]}
    sent = client.post(f"/api/selfcheck/export?format={kind}", json=body)
    assert sent.status_code == 200
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(sent.content.decode("utf-8-sig"))))
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(sent.content)).active
        rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    results = client.post("/api/selfcheck", json=body).json()["results"]
    assert len(rows) == 1 + sum(max(1, len(result["conditions"])) for result in results)
    assert {row[5] for row in rows[1:]} <= {"符合", "不符合", "无法判断", ""}
