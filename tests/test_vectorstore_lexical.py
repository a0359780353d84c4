"""The lexical search against a plain reference: BM25 written down term by term, in dictionaries."""

import math
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.model import DocumentId, ParsedFile
from tests.builders import ClauseText, build_file
from vectorstore.filing import prepare_document
from vectorstore.model import SearchQuery, WeightedText
from vectorstore.store import ClauseStore
from vectorstore.words import NameIndex, character_grams, cut

Key = tuple[str, int]  # document, ordinal
TERMS: dict[str, Callable[[str, NameIndex], list[str]]] = {
    "words": cut,
    "grams": lambda text, _: character_grams(text),
}
DEPTH = 1000

PHRASES = (
    "乡村教师", "生活补助", "每月500元", "县教育体育局", "负责", "的", "校车", "困难学生",
    "“县管校聘”", "第三条", "不得", "应当", "2027年", "食堂", "公开招标", "，", "。", "义务教育",
)  # fmt: skip


class Reference:
    """Files with their units' terms as they were cut when filed."""

    def __init__(self) -> None:
        self.units: dict[str, list[tuple[Key, bool, dict[str, Counter[str]]]]] = {}

    def file(self, parsed: ParsedFile, names: frozenset[str]) -> None:
        index = NameIndex(names)
        held: list[tuple[Key, bool, dict[str, Counter[str]]]] = []
        for document in parsed.documents:
            draft = prepare_document(document)
            for unit in draft.units:
                passage = draft.passages[unit.ordinal]
                path = " ".join((*passage.heading_path, passage.label.replace("›", " ")))
                fields = (document.metadata.title, path, unit.text)
                terms = {
                    table: Counter(term for field in fields for term in split(field, index))
                    for table, split in TERMS.items()
                }
                held.append(((document.id, unit.ordinal), unit.is_group, terms))
        self.units[parsed.file_name] = held

    def search(
        self,
        text: str,
        expansions: tuple[WeightedText, ...],
        names: frozenset[str],
        only: frozenset[str] | None,
    ) -> dict[Key, float]:
        index = NameIndex(names)
        words = dict.fromkeys(cut(text, index), 1.0)
        for expansion in expansions:
            for word in set(cut(expansion.text, index)) - set(cut(text, index)):
                words[word] = max(words.get(word, 0.0), expansion.weight)
        by_words = self.score("words", words)
        by_grams = self.score("grams", dict.fromkeys(character_grams(text), 1.0))
        allowed = [u for held in self.units.values() for u in held if not only or u[0][0] in only]
        pool = min(DEPTH, sum(not is_group for _, is_group, _ in allowed))
        keys = {key for key, _, _ in allowed}
        lists = [
            standardise({key: score for key, score in found.items() if key in keys}, pool)
            for found in (by_words, by_grams)
        ]
        lists = [found for found in lists if found[0]]
        total = {
            key: sum(scores.get(key, floor) for scores, floor in lists)
            for key in {key for scores, _ in lists for key in scores}
        }
        return standardise(total, 0)[0]

    def score(self, table: str, terms: dict[str, float]) -> dict[Key, float]:
        units = [(key, found[table]) for held in self.units.values() for key, _, found in held]
        mean = sum(found.total() for _, found in units) / max(1, len(units))
        held = {term: sum(term in other for _, other in units) for term in terms}
        if any(0 < 2 * number < len(units) for number in held.values()):
            terms = {term: w for term, w in terms.items() if 2 * held[term] < len(units)}
        best: dict[Key, float] = {}
        for key, found in units:
            score = 0.0
            for term in terms.keys() & set(found):
                rarity = math.log((len(units) - held[term] + 0.5) / (held[term] + 0.5))
                norm = 1.2 * (0.25 + 0.75 * found.total() / mean)
                weight = terms[term] * max(1e-6, rarity)
                score += weight * 2.2 * found[term] / (found[term] + norm)
            if score:
                best[key] = max(best.get(key, 0.0), score)
        return best

    def vocabulary(self) -> Counter[str]:
        return Counter(
            term
            for held in self.units.values()
            for _, is_group, terms in held
            if not is_group
            for term in terms["words"]
        )


def standardise(scores: dict[Key, float], pool: int) -> tuple[dict[Key, float], float]:
    size = max(len(scores), pool)
    if not size:
        return {}, 0.0
    filled = [*scores.values(), *[0.0] * (size - len(scores))]
    mean = sum(filled) / size
    deviation = math.sqrt(sum((value - mean) ** 2 for value in filled) / size)
    if deviation <= 1e-12 * max(1.0, mean):
        return dict.fromkeys(scores, 0.0), 0.0
    return {k: (s - mean) / deviation for k, s in scores.items()}, (min(filled) - mean) / deviation


def check(store: ClauseStore, reference: Reference, text: str, only: frozenset[str] | None) -> None:
    expansions = (WeightedText("生活补助和义务教育", 0.5), WeightedText("补助资金", 0.25))
    for added in ((), expansions[:1]):
        query = SearchQuery(
            text,
            added,
            document_ids=None if only is None else frozenset(map(DocumentId, only)),
            limit=DEPTH,
        )
        hits = store.search(query)
        found = {(hit.document.id, hit.passage.ordinal): hit.scores.lexical for hit in hits}
        assert found == pytest.approx(reference.search(text, added, store.names(), only), abs=1e-6)


_TEXTS = st.lists(st.sampled_from(PHRASES), max_size=12).map("".join)
_LONG = st.lists(st.sampled_from(PHRASES), min_size=120, max_size=160).map("".join)
_CLAUSES = st.lists(
    st.builds(
        ClauseText,
        st.sampled_from(["一", "第三条"]),
        st.sampled_from(["", "保障措施"]),
        _TEXTS | _LONG,
    ),
    max_size=3,
)
_STEPS = st.lists(
    st.tuples(st.integers(0, 6), st.none() | st.tuples(_TEXTS, _CLAUSES)), min_size=1, max_size=14
)


@settings(max_examples=40, deadline=None)
@given(_STEPS, _TEXTS, st.none() | st.frozensets(st.integers(0, 6), min_size=1))
def test_scores_equal_those_of_plain_bm25_whatever_was_filed_and_removed(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[int, tuple[str, list[ClauseText]] | None]],
    question: str,
    only: frozenset[int] | None,
) -> None:
    reference = Reference()
    folder = tmp_path_factory.mktemp("store")
    with ClauseStore.open(folder, writable=True) as store, ClauseStore.open(folder) as reader:
        for number, content in steps:
            name = f"{number}.txt"
            if content is None:
                assert store.remove(name) == (reference.units.pop(name, None) is not None)
                continue
            parsed = build_file(name, content[0], tuple(content[1]))
            store.replace(parsed)
            reference.file(parsed, store.names())
        chosen = None if only is None else frozenset(str(number) for number in only)
        for asked in (store, reader):
            check(asked, reference, question, chosen)
            assert dict(asked.vocabulary()) == reference.vocabulary()


def test_the_many_segments_of_many_files_are_merged(tmp_path: Path) -> None:
    reference = Reference()
    with ClauseStore.open(tmp_path, writable=True) as store, ClauseStore.open(tmp_path) as reader:
        for number in range(60):
            text = "".join(PHRASES[(number * k) % len(PHRASES)] for k in range(1, 9))
            clauses = tuple(ClauseText(f"第{n}条", "", f"{text}{n}。") for n in range(number % 7))
            parsed = build_file(f"{number}.txt", f"文件{number}", clauses)
            store.replace(parsed)
            reference.file(parsed, store.names())
            if number % 20 == 19:
                check(reader, reference, "乡村教师生活补助", None)
        with store._catalog.reading() as connection:
            assert connection.execute("SELECT count(*) FROM segments").fetchone()[0] <= 9
        check(reader, reference, "校车由谁负责", frozenset({"3", "44"}))
        pairs = store.character_pairs()
        held = [
            terms["grams"] for units in reference.units.values() for _, g, terms in units if not g
        ]
        assert dict(pairs) == Counter(pair for terms in held for pair in terms if len(pair) == 2)
        for number in range(60):
            assert store.remove(f"{number}.txt")
        assert reader.search(SearchQuery("校车")) == ()


@pytest.mark.parametrize("question", ["的", "的的", "乡村教师的的"])
def test_a_term_that_most_units_hold_still_finds_them(tmp_path: Path, question: str) -> None:
    with ClauseStore.open(tmp_path, writable=True) as store:
        clauses = tuple(ClauseText(f"第{n}条", "", "的确如此。") for n in range(1, 30))
        store.replace(build_file("多.txt", "多", clauses))
        assert len(store.search(SearchQuery(question, limit=50))) == 29
