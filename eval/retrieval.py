"""How well clauses are found: a benchmark folder through the very search of the chat.

Each entry of the corpus is a clause of a store in a temporary folder; each query is a question
to `Assistant.search`. One search gives all rankings: its hits carry the scores of both searches
beside the fused one, and the reranker's where there is one. The store is read as the terminal
reads it (vectors compared exactly), so the same folder gives the same figures.

The chat looks only into the documents that a question names. Where it took a question to name
documents that hold none of its answers, the report counts it; `whole` searches everything.
"""

import datetime
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from assistant.assistant import Assistant
from assistant.choosing.doubt import assess_hit
from assistant.model import MAX_QUESTION_CHARACTERS, Question
from eval.corpus import Query, load_queries, read_files
from eval.ranking import (
    DEPTH,
    MEASURES,
    Interval,
    Values,
    bootstrap,
    check_installed,
    measure_rankings,
)
from ingest.model import DocumentId
from vectorstore.model import Embedder, Hit
from vectorstore.rerank import WeighedReranker
from vectorstore.store import ClauseStore

SYSTEMS = ("lexical", "dense", "fused")
RERANKED = "reranked"  # one more, where there is a reranker
EVERYTHING = 10_000  # more than both searches together give
TIMED = 200  # queries that are also asked as the chat asks, with the clock running
CHAT_DEPTH = 30
_BATCH = 200  # queries whose rankings are held at once

Progress = Callable[[str, int, int], None]  # what is done, how many, of how many (0: unknown)
Places = Mapping[tuple[DocumentId, int], str]


@dataclass(frozen=True, slots=True)
class RankedSystem:
    """One way of finding: the means with intervals, and each query's values."""

    name: str
    means: Mapping[str, Interval]  # by measure
    values: Mapping[str, Values]  # by query id, in the order of MEASURES


@dataclass(frozen=True, slots=True)
class RetrievalReport:
    """A benchmark folder measured."""

    name: str  # the folder's
    entries: int
    questions: Mapping[str, str]  # text by query id
    types: Mapping[str, str]  # by query id
    missing: int  # relevant entries that the corpus does not hold; they count as not found
    misled: tuple[str, ...]  # queries (ids) narrowed to documents without a relevant entry
    whole: bool
    systems: tuple[RankedSystem, ...]
    build_s: float
    latencies_ms: tuple[float, ...]  # of single searches as the chat does them
    chances: tuple[tuple[float, bool], ...]  # evidence score of the first found, is it relevant


class WholeCorpus(Assistant):
    """The assistant, but a question is asked of all documents whichever it names."""

    def search(self, question: Question, limit: int = 10) -> tuple[Hit, ...]:
        """Hits for the question as the chat reads it, from everything."""
        read = self.understand(question)
        if read.scope.document_ids is not None:
            everything = replace(read.scope, document_ids=None)
            read = replace(read, search_text=read.text, scope=everything)  # names left in
        return self._retrieve(read, question.scope, limit)


def run_retrieval(
    folder: Path,
    embedder: Embedder | None,
    progress: Progress | None = None,
    *,
    whole: bool = False,
    reranker: WeighedReranker | None = None,
) -> RetrievalReport:
    """The folder measured; without an embedder lexical and fused are the same, dense is empty."""
    systems = (*SYSTEMS, RERANKED) if reranker is not None else SYSTEMS
    check_installed()
    queries = load_queries(folder)
    tell = progress or _say_nothing
    with tempfile.TemporaryDirectory(prefix="eval-") as place:
        started = time.perf_counter()
        places = build_store(folder, Path(place), embedder, tell)
        build_s = time.perf_counter() - started
        with ClauseStore.open(Path(place), embedder) as store:
            made = WholeCorpus if whole else Assistant
            assistant = made(store, reranker=reranker)
            values = measure_queries(queries, assistant, places, tell, systems)
            latencies = time_searches(queries[:TIMED], assistant)
            chances = assess_first(queries[:TIMED], assistant, places)
            unfound = [query for query in queries if not any(values["fused"][query.id])]
            misled = () if whole else find_misled(unfound, assistant, places)
    held = set(places.values())
    return RetrievalReport(
        name=folder.resolve().name,
        entries=len(places),
        questions={query.id: query.text for query in queries},
        types={query.id: query.type for query in queries},
        missing=sum(entry not in held for query in queries for entry in query.gold),
        misled=misled,
        whole=whole,
        systems=tuple(_summarise(name, found) for name, found in values.items()),
        build_s=build_s,
        latencies_ms=latencies,
        chances=chances,
    )


def build_store(folder: Path, data_dir: Path, embedder: Embedder | None, tell: Progress) -> Places:
    """The corpus in a store, file by file; gives back which entry each clause is."""
    places: dict[tuple[DocumentId, int], str] = {}
    with ClauseStore.open(data_dir, embedder, writable=True) as store:
        for file in read_files(folder):
            store.replace(file.parsed)
            places.update(file.places)
            tell("建立索引", len(places), 0)
    return places


def measure_queries(
    queries: Sequence[Query],
    assistant: Assistant,
    places: Places,
    tell: Progress,
    systems: Sequence[str] = SYSTEMS,
) -> dict[str, dict[str, Values]]:
    """Each query's values by system."""
    values: dict[str, dict[str, Values]] = {name: {} for name in systems}
    done = 0
    for batch in _batches(queries):
        rankings: dict[str, dict[str, list[str]]] = {name: {} for name in systems}
        for query in batch:
            hits = assistant.search(make_question(query), EVERYTHING)
            for name in systems:
                rankings[name][query.id] = rank_entries(name, hits, places)
            done += 1
            tell("检索", done, len(queries))
        for name in systems:
            values[name] |= measure_rankings(batch, rankings[name])
    return values


def rank_entries(system: str, hits: Sequence[Hit], places: Places) -> list[str]:
    """Ids of the best 100 entries by one of the scores; equal ones in their fused order."""
    ranked = [_find_place(hit, places) for hit in order_hits(system, hits)[: 2 * DEPTH]]
    return list(dict.fromkeys(entry for entry in ranked if entry is not None))[:DEPTH]


def order_hits(system: str, hits: Sequence[Hit]) -> list[Hit]:
    """The hits that have one of the scores, best first.

    Clauses that a question names by number stand first in what both searches come to.
    """
    if system == RERANKED:  # that is the order in which hits come
        return list(hits)
    scored = [(score, hit) for hit in hits if (score := _score(system, hit)) is not None]
    scored.sort(key=lambda pair: (-pair[0], -pair[1].scores.fused, pair[1].rank))
    ordered = [hit for _, hit in scored]
    if system == "fused":
        ordered.sort(key=lambda hit: not hit.named)
    return ordered


def make_question(query: Query) -> Question:
    """The query as a question; what is longer than a question may be is cut off."""
    return Question(query.text[:MAX_QUESTION_CHARACTERS], as_of=datetime.date.today())


def time_searches(queries: Sequence[Query], assistant: Assistant) -> tuple[float, ...]:
    """Milliseconds of each search from the question to the hits that the chat looks at."""
    taken: list[float] = []
    for query in queries:
        question = make_question(query)
        started = time.perf_counter()
        assistant.search(question, CHAT_DEPTH)
        taken.append(1000 * (time.perf_counter() - started))
    return tuple(taken)


def assess_first(
    queries: Sequence[Query], assistant: Assistant, places: Places
) -> tuple[tuple[float, bool], ...]:
    """How probable it is said to be that the first entry found answers, and whether it does."""
    found: list[tuple[float, bool]] = []
    for query in queries:
        question = make_question(query)
        hits = assistant.search(question, CHAT_DEPTH)
        first = next((hit for hit in hits if _find_place(hit, places) is not None), None)
        if first is not None:
            score = assess_hit(assistant.understand(question), first)
            found.append((score.probability, _find_place(first, places) in query.gold))
    return tuple(found)


def find_misled(unfound: Sequence[Query], assistant: Assistant, places: Places) -> tuple[str, ...]:
    """Ids of those that were asked only of documents that hold no relevant entry."""
    documents = {entry: document_id for (document_id, _), entry in places.items()}
    misled: list[str] = []
    for query in unfound:
        named = assistant.understand(make_question(query)).scope.document_ids
        if named is not None and not any(documents.get(entry) in named for entry in query.gold):
            misled.append(query.id)
    return tuple(misled)


def _score(system: str, hit: Hit) -> float | None:
    if system == "lexical":
        return hit.scores.lexical
    return hit.scores.dense if system == "dense" else hit.scores.fused


def _find_place(hit: Hit, places: Places) -> str | None:
    """The entry that the clause is; None for a heading, which is no entry."""
    return places.get((hit.document.id, hit.passage.ordinal))


def _summarise(name: str, values: Mapping[str, Values]) -> RankedSystem:
    columns = zip(*values.values(), strict=True)
    means = dict(zip(MEASURES, map(bootstrap, columns), strict=True))
    return RankedSystem(name, means, values)


def _batches(queries: Sequence[Query]) -> Iterator[list[Query]]:
    left = iter(queries)
    while batch := list(islice(left, _BATCH)):
        yield batch


def _say_nothing(what: str, done: int, total: int) -> None:
    """Progress that nobody wants to see."""
