"""The assistant as LangChain sees it: a runnable, a retriever, embeddings.

An edge, and no second way of answering: each step calls the `Assistant`. Nothing here is
imported unless a program plugs our parts into a chain of its own. Whether LangChain traces what
it runs is the business of that program's environment.
"""

import datetime
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from langchain_core.runnables.config import run_in_executor

from assistant.assistant import Assistant, Understood
from assistant.inquiry import Inquiry
from assistant.model import (
    Answer,
    Event,
    Notice,
    NoticeKind,
    NoticeReady,
    Question,
    Reply,
    ReplyReady,
    Statement,
    StatementReady,
)
from assistant.serving.wire import QuestionIn, read_question
from ingest.model import Validity
from vectorstore.model import PUBLIC, Embedder, Hit, ReaderScope

CHAIN_NAME = "policy-assistant"
Asked = Question | Mapping[str, Any] | str


def build_chain(
    assistant: Assistant, *, as_of: Callable[[], datetime.date] = datetime.date.today
) -> Runnable[Asked, Reply]:
    """A runnable of three named steps, understand | retrieve | answer, from question to reply.

    It takes a `Question`, its words, or a mapping in the form of `QuestionIn` (question, history,
    region, as_of); `as_of` gives the day where none is named. `stream` yields replies, each of
    which takes the place of the one before (as LangChain's JSON parser does): answers with the
    statements verified so far, at last the whole reply. So a runnable behind this one is given
    the whole reply in `invoke` and in `stream`.

    Raises QuestionError on an empty or too long question, and ValidationError on a mapping of
    another form.
    """

    def understand(asked: Asked) -> Understood:
        return assistant.read(_read(asked, as_of))

    def answer(inquiry: Inquiry) -> Iterator[Reply]:
        return gather_replies(assistant.reply(inquiry))

    chain = (
        RunnableLambda(understand, name="understand")
        | RunnableLambda(assistant.find, name="retrieve")
        | RunnableLambda(*_on_both_sides(answer), name="answer")
    )
    return chain.with_config(run_name=CHAIN_NAME)


def _read(asked: Asked, as_of: Callable[[], datetime.date]) -> Question:
    if isinstance(asked, Question):
        return asked
    if isinstance(asked, str):
        return Question(asked, as_of())
    return read_question(QuestionIn.model_validate(asked), as_of())


def gather_replies(events: Iterator[Event]) -> Iterator[Reply]:
    """The reply as it grows with each statement, at last the whole one."""
    statements: list[Statement] = []
    notices: list[Notice] = []
    by_model = False
    for event in events:
        if isinstance(event, StatementReady):
            statements.append(event.statement)
            yield Answer(tuple(statements), tuple(notices), by_model)
        elif isinstance(event, NoticeReady):
            if event.notice.kind is NoticeKind.MODEL_FALLBACK:  # what the model said is void
                statements.clear()
                notices = [n for n in notices if n.kind is not NoticeKind.MODEL_WRITTEN]
                by_model = False
            by_model = by_model or event.notice.kind is NoticeKind.MODEL_WRITTEN
            notices.append(event.notice)
        elif isinstance(event, ReplyReady):
            yield event.reply


def _on_both_sides(
    answer: Callable[[Inquiry], Iterator[Reply]],
) -> tuple[Callable[[Inquiry], Iterator[Reply]], Callable[[Inquiry], AsyncIterator[Reply]]]:
    """Generator functions, as LangChain wants them, for callers that wait and that do not."""

    def stream(inquiry: Inquiry) -> Iterator[Reply]:
        yield from answer(inquiry)

    async def stream_async(inquiry: Inquiry) -> AsyncIterator[Reply]:
        replies = answer(inquiry)
        while (reply := await run_in_executor(None, next, replies, None)) is not None:
            yield reply

    return stream, stream_async


class PolicyRetriever(BaseRetriever):
    """Clauses for a question by exactly the retrieval that answers rest on, best first.

    `page_content` is the whole clause. Metadata: title, document_number, doc (file name),
    document_id, passage_id, label (clause path), heading, start and end (offsets into the file's
    extracted text), rank, scores (lexical, dense, fused; None where that search did not find
    it), validity (state on the day) and validity_note.
    """

    assistant: Assistant
    limit: int = 10
    region: str | None = None
    as_of: datetime.date | None = None  # None: today
    scope: ReaderScope = PUBLIC

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain passes it by name
    ) -> list[Document]:
        day = self.as_of or datetime.date.today()
        question = Question(query, day, region=self.region, scope=self.scope)
        hits = self.assistant.search(question, self.limit)
        validities = self.assistant.library(self.scope).validities(day)
        return [write_langchain_document(hit, validities[hit.document.id]) for hit in hits]


def write_langchain_document(hit: Hit, validity: Validity) -> Document:
    """A hit in LangChain's form; see `PolicyRetriever` for its metadata."""
    passage, document = hit.passage, hit.document
    return Document(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "title": document.title,
            "document_number": document.metadata.document_number,
            "doc": document.file_name,
            "document_id": document.id,
            "passage_id": passage.id,
            "label": passage.label,
            "heading": passage.heading,
            "start": passage.span.start,
            "end": passage.span.end,
            "rank": hit.rank,
            "scores": hit.scores.by_name(),
            "validity": validity.state.value,
            "validity_note": validity.note,
        },
    )


class PolicyEmbeddings(Embeddings):
    """Any of our embedders, as LangChain's vector stores call one."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector per text."""
        if not texts:
            return []
        return [[float(value) for value in row] for row in self._embedder.embed_passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return [float(value) for value in self._embedder.embed_query(text)]
