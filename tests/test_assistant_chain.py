"""The LangChain face: the same answers, in LangChain's forms."""

import asyncio
import datetime
import subprocess
import sys
from collections.abc import Iterator

import pytest
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda, RunnableParallel
from pydantic import ValidationError

from assistant.assistant import Assistant
from assistant.chain import PolicyEmbeddings, PolicyRetriever, build_chain, gather_replies
from assistant.model import (
    Answer,
    Draft,
    Evidence,
    NoAnswer,
    NoAnswerReason,
    NoticeKind,
    Question,
    QuestionError,
    Reply,
    Support,
    Turn,
)
from assistant.serving.wire import write_reply
from assistant.verifying.draft import DraftingError
from tests.builders import LetterEmbedder
from tests.conftest import ROOT
from vectorstore.store import ClauseStore

DAY = datetime.date(2025, 6, 1)
QUESTIONS = (
    "松棠县的班主任津贴每个月最少多少钱？",
    "今天天气怎么样？",
    "云岚州的小学寄宿生一年补助多少？",
)


def ask(text: str) -> Question:
    return Question(text, DAY)


def test_the_chain_answers_as_the_assistant_does(assistant: Assistant) -> None:
    chain = build_chain(assistant)
    for text in QUESTIONS:
        assert chain.invoke(ask(text)) == assistant.answer(ask(text))


def test_a_batch_keeps_the_order_of_its_questions(assistant: Assistant) -> None:
    replies = build_chain(assistant).batch([ask(text) for text in QUESTIONS])
    assert replies == [assistant.answer(ask(text)) for text in QUESTIONS]


def test_words_and_mappings_are_taken_for_questions(assistant: Assistant) -> None:
    chain = build_chain(assistant, as_of=lambda: DAY)
    follow_up = {
        "question": "那梨溪县呢？",
        "history": [{"user": "松棠县名师工作室一年给多少工作经费？", "assistant": "6万元。"}],
        "as_of": "2025-02-01",
    }
    turn = Turn("松棠县名师工作室一年给多少工作经费？", "6万元。")
    asked = Question("那梨溪县呢？", datetime.date(2025, 2, 1), (turn,))
    assert chain.invoke(QUESTIONS[0]) == assistant.answer(ask(QUESTIONS[0]))
    assert chain.invoke({"question": QUESTIONS[0]}) == assistant.answer(ask(QUESTIONS[0]))
    assert chain.invoke(follow_up) == assistant.answer(asked)


def test_a_mapping_of_another_form_is_refused(assistant: Assistant) -> None:
    with pytest.raises(ValidationError, match="questoin"):
        build_chain(assistant).invoke({"questoin": "有多少钱"})


def test_a_bad_question_is_an_error_and_no_reply(assistant: Assistant) -> None:
    with pytest.raises(QuestionError):
        build_chain(assistant).invoke("  ")


def test_each_streamed_reply_takes_the_place_of_the_one_before(assistant: Assistant) -> None:
    question = ask("澄岩县有哪些任务是人事股牵头的？")
    replies = list(build_chain(assistant).stream(question))
    whole = assistant.answer(question)
    assert replies[-1] == whole
    assert isinstance(whole, Answer)
    assert len(whole.statements) > 1
    for shown, reply in enumerate(replies[:-1], start=1):
        assert isinstance(reply, Answer)
        assert reply.statements == whole.statements[:shown]


def test_it_runs_in_front_of_another_runnable(assistant: Assistant) -> None:
    def write(reply: Reply) -> str:
        return write_reply(reply).answer

    chain = build_chain(assistant) | RunnableLambda(write)
    expected = write(assistant.answer(ask(QUESTIONS[0])))
    assert "500元" in expected
    assert chain.invoke(ask(QUESTIONS[0])) == expected
    assert list(chain.stream(ask(QUESTIONS[0]))) == [expected]


def test_it_runs_behind_and_beside_other_runnables(assistant: Assistant) -> None:
    beside = RunnableParallel(
        reply=build_chain(assistant, as_of=lambda: DAY),
        found=PolicyRetriever(assistant=assistant, limit=3, as_of=DAY),
    )

    def unwrap(given: str) -> str:
        return given.strip("“”")

    told = (RunnableLambda(unwrap) | beside).invoke(f"“{QUESTIONS[0]}”")
    assert told["reply"] == assistant.answer(ask(QUESTIONS[0]))
    assert len(told["found"]) == 3


def test_waiting_callers_get_the_same(assistant: Assistant) -> None:
    chain = build_chain(assistant)
    question = ask("澄岩县有哪些任务是人事股牵头的？")

    async def gather() -> tuple[Reply, list[Reply]]:
        return await chain.ainvoke(question), [reply async for reply in chain.astream(question)]

    invoked, streamed = asyncio.run(gather())
    assert invoked == assistant.answer(question)
    assert streamed == list(chain.stream(question))


def test_its_steps_are_seen_by_name(assistant: Assistant) -> None:
    chain = build_chain(assistant)
    names = [node.name for node in chain.get_graph().nodes.values()]
    assert [name for name in names if name in ("understand", "retrieve", "answer")] == [
        "understand",
        "retrieve",
        "answer",
    ]


class Scripted:
    """A drafter that says the given drafts, then fails where it is told to."""

    def __init__(self, text: str, quote: str, *, fails: bool) -> None:
        self._text = text
        self._quote = quote
        self._fails = fails

    def draft(self, evidence: Evidence) -> Iterator[Draft]:
        for hit in evidence.hits:
            if self._quote in hit.passage.text:
                yield Draft(self._text, (Support(hit.passage.id, self._quote),))
                break
        if self._fails:
            raise DraftingError("it broke off", message_zh="模型中断。")


QUOTE = "班主任津贴标准提高到每月不低于500元"


def test_what_a_model_drafts_passes_through_with_its_label(sample_store: ClauseStore) -> None:
    chain = build_chain(Assistant(sample_store, Scripted(f"{QUOTE}。", QUOTE, fails=False)))
    replies = list(chain.stream(ask(QUESTIONS[0])))
    for reply in replies:
        assert isinstance(reply, Answer)
        assert reply.written_by_model
        assert NoticeKind.MODEL_WRITTEN in {notice.kind for notice in reply.notices}


def test_what_a_failed_model_said_is_gone_from_what_follows(sample_store: ClauseStore) -> None:
    said = f"{QUOTE}。"
    chain = build_chain(Assistant(sample_store, Scripted(said, QUOTE, fails=True)))
    replies = list(chain.stream(ask(QUESTIONS[0])))
    first, *rest = replies
    assert isinstance(first, Answer)
    assert [line.text for line in first.statements] == [said]
    for reply in rest:
        assert isinstance(reply, Answer)
        assert said not in [line.text for line in reply.statements]
        assert not reply.written_by_model
        kinds = {notice.kind for notice in reply.notices}
        assert NoticeKind.MODEL_FALLBACK in kinds
        assert NoticeKind.MODEL_WRITTEN not in kinds
    assert rest


def test_a_refusal_streams_as_one_reply(assistant: Assistant) -> None:
    (reply,) = gather_replies(assistant.stream(ask(QUESTIONS[1])))
    assert isinstance(reply, NoAnswer)
    assert reply.reason is NoAnswerReason.OUT_OF_SCOPE


def test_the_retriever_finds_what_the_chat_finds(assistant: Assistant) -> None:
    retriever = PolicyRetriever(assistant=assistant, limit=5, as_of=DAY)
    assert isinstance(retriever, BaseRetriever)
    for text in (QUESTIONS[0], "住校的娃娃一年给多少钱"):
        found = retriever.invoke(text)
        hits = assistant.search(ask(text), 5)
        assert [document.id for document in found] == [hit.passage.id for hit in hits]
        for document, hit in zip(found, hits, strict=True):
            assert document.page_content == hit.passage.text
            assert document.metadata["scores"] == {
                "lexical": hit.scores.lexical,
                "dense": hit.scores.dense,
                "fused": hit.scores.fused,
            }


def test_found_documents_tell_where_they_stand(
    assistant: Assistant, sample_store: ClauseStore
) -> None:
    (found,) = PolicyRetriever(assistant=assistant, limit=1, as_of=DAY).invoke(QUESTIONS[0])
    told = found.metadata
    assert told["title"] == "松棠县推进教育高质量发展十条措施"
    assert told["document_number"] == "松办发〔2024〕18号"
    assert (told["label"], told["rank"], told["validity"]) == ("六", 1, "in_force")
    text = sample_store.source_text(told["document_id"])
    assert text[told["start"] : told["end"]] == found.page_content


def test_the_retriever_tells_the_state_on_its_day(assistant: Assistant) -> None:
    text = "按照云岚财教〔2019〕7号，小学寄宿生一年补助多少"
    states = [
        PolicyRetriever(assistant=assistant, limit=1, as_of=day).invoke(text)[0].metadata
        for day in (datetime.date(2020, 1, 1), DAY)
    ]
    assert [told["doc"][:9] for told in states] == ["yunlan_05", "yunlan_05"]
    assert [told["validity"] for told in states][1] == "repealed"
    assert states[0]["validity"] != "repealed"


def test_the_retriever_keeps_to_its_region(assistant: Assistant) -> None:
    retriever = PolicyRetriever(assistant=assistant, limit=5, region="梨溪县", as_of=DAY)
    docs = {document.metadata["doc"][:9] for document in retriever.invoke("名师工作室工作经费")}
    assert docs == {"yunlan_02"}


def test_our_vectors_come_out_unchanged() -> None:
    embedder = LetterEmbedder()
    embeddings = PolicyEmbeddings(embedder)
    texts = ["班主任津贴", "寄宿生补助"]
    vectors = embeddings.embed_documents(texts)
    assert vectors == embedder.embed_passages(texts).tolist()
    assert embeddings.embed_query("津贴") == embedder.embed_query("津贴").tolist()
    assert embeddings.embed_documents([]) == []


def test_the_assistant_does_without_langchain() -> None:
    code = (
        "import sys, assistant.assistant, assistant.wiring, assistant.api\n"
        "print(sorted(name for name in sys.modules if name.startswith('langchain')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
