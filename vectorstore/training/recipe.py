"""The recipe: sources → tokenizer → first vectors → training, whole or with parts held out."""

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from tokenizers import Tokenizer

from vectorstore.training import pairs, sources, vocabulary
from vectorstore.training.fit import Example, Floats, Schedule, fit
from vectorstore.training.late import Asked, LateSchedule, fit_late
from vectorstore.training.measure import TermIndex, index_terms
from vectorstore.training.pairs import LayWords
from vectorstore.training.sources import Clause, LayQuestion, Pair, StardQuestion
from vectorstore.training.vectors import first_vectors
from vectorstore.words import cut

PIECES = 12_000
DIMENSIONS = 256
SEED = 1
STARD_TIMES = 3  # how often each of these examples is shown in a pass
LAY_TIMES = 2
PER_ENTRY = 6  # clauses per thesaurus entry
POLICY_WEIGHT = 8  # the invented clauses are few and closest to what the product holds
QUESTION_WEIGHT = 4
THESAURUS_WEIGHT = 10


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that is trained on, as read."""

    articles: tuple[Clause, ...]
    stard: tuple[StardQuestion, ...]
    social: tuple[Clause, ...]  # law clauses that lay questions are about
    policy: tuple[Clause, ...]  # invented policy clauses
    lay: tuple[LayQuestion, ...]
    pairs: tuple[Pair, ...]
    laws: tuple[Clause, ...]
    entries: tuple[LayWords, ...]

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Clauses that lay questions are about, of both kinds."""
        return self.social + self.policy


def read_sources(
    laws: Path, stard: Path, pair_file: Path, lay: Sequence[Path], thesaurus: Path
) -> Sources:
    """All sources, read whole (1.5 s, 0.3 GB).

    Each folder of `lay` holds `policy_clauses.jsonl` and `questions.jsonl`; law clauses that lay
    questions are about stand in `corpus.jsonl.gz` of those that have one.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    groups = yaml.load(thesaurus.read_text("utf-8"), Loader=loader)["groups"]
    return Sources(
        sources.read_clauses(stard / "corpus.jsonl.gz"),
        sources.read_stard_questions(stard),
        tuple(
            clause
            for folder in lay
            if (folder / "corpus.jsonl.gz").is_file()
            for clause in sources.read_clauses(folder / "corpus.jsonl.gz")
        ),
        tuple(
            clause
            for folder in lay
            for clause in sources.read_clauses(folder / "policy_clauses.jsonl")
        ),
        tuple(
            question
            for folder in lay
            for question in sources.read_lay_questions(folder / "questions.jsonl")
        ),
        sources.read_pairs(pair_file),
        sources.read_laws(laws),
        tuple(
            LayWords(tuple(entry["lay"]), tuple(entry["official"]))
            for group in groups
            for entry in group["entries"]
            if not entry.get("weak")
        ),
    )


def is_fifth(key: str) -> bool:
    """Whether the key falls in the held-out fifth; the same on every machine."""
    return zlib.crc32(key.encode()) % 5 == 0


@dataclass(frozen=True, slots=True)
class Split:
    """What is trained on; the rest of the sources is held out."""

    stard: tuple[StardQuestion, ...]
    lay: tuple[LayQuestion, ...]
    clauses: tuple[Clause, ...]  # of the clauses that lay questions are about
    pairs: tuple[Pair, ...]


def split_nothing(given: Sources) -> Split:
    """Everything is trained on."""
    return Split(given.stard, given.lay, given.clauses, given.pairs)


def split_fifths(given: Sources) -> Split:
    """Without a fifth of STARD's questions and of the clauses that lay questions are about."""
    held = {question.text for question in given.stard if is_fifth("s" + question.id)}
    return Split(
        tuple(question for question in given.stard if question.text not in held),
        tuple(question for question in given.lay if not is_fifth(question.clause_id)),
        tuple(clause for clause in given.clauses if not is_fifth(clause.id)),
        tuple(pair for pair in given.pairs if pair.question not in held),
    )


def split_law(given: Sources) -> Split:
    """The fifths, and no question about law but the lay ones: law as a subject not seen."""
    fifths = split_fifths(given)
    service = tuple(pair for pair in fifths.pairs if pair.kind == "gdmatter")
    return Split((), fifths.lay, fifths.clauses, service)


def split_lay(given: Sources) -> Split:
    """The fifths, and no lay question or invented clause: school policy not seen."""
    fifths = split_fifths(given)
    social = {clause.id for clause in given.social}
    clauses = tuple(clause for clause in fifths.clauses if clause.id in social)
    return Split(fifths.stard, (), clauses, fifths.pairs)


def split_policy(given: Sources) -> Split:
    """The fifths, and no invented clause nor question on one, but the other lay questions."""
    fifths = split_fifths(given)
    social = {clause.id for clause in given.social}
    clauses = tuple(clause for clause in fifths.clauses if clause.id in social)
    lay = tuple(question for question in fifths.lay if question.clause_id in social)
    return Split(fifths.stard, lay, clauses, fifths.pairs)


@dataclass(frozen=True, slots=True)
class Indexes:
    """Word indexes for hard negatives and for measuring."""

    articles: TermIndex
    clauses: TermIndex
    words: Counter[str]  # of both together


def make_indexes(given: Sources) -> Indexes:
    """Indexes of the words of all articles and clauses (40 s)."""
    articles = [_cut_fields(clause) for clause in given.articles]
    clauses = [_cut_fields(clause) for clause in given.clauses]
    counts: Counter[str] = Counter()
    for fields in articles + clauses[: len(given.social)]:
        for field in fields:
            counts.update(field)
    return Indexes(index_terms(articles), index_terms(clauses), counts)


def _cut_fields(clause: Clause) -> tuple[list[str], ...]:
    return cut(clause.title), cut(clause.heading), cut(clause.text)


def _trained_texts(given: Sources, split: Split) -> Iterator[tuple[str, int]]:
    """Texts beside the laws with how often each counts."""
    policy = {clause.id for clause in given.policy}
    for clause in split.clauses:
        if clause.id in policy:
            yield clause.text, POLICY_WEIGHT
    for text in sorted({q.text for q in split.lay} | {q.text for q in split.stard}):
        yield text, QUESTION_WEIGHT
    for pair in split.pairs:
        yield pair.question, 1


def build_tokenizer(given: Sources, split: Split, indexes: Indexes) -> Tokenizer:
    """Pieces from the words of the laws and of what is trained on."""
    words: Counter[str] = Counter(indexes.words)
    for text, times in _trained_texts(given, split):
        for word in cut(text):
            words[word] += times
    wordings = [word for entry in given.entries for word in entry.lay + entry.official]
    for wording in wordings:
        for word in cut(wording):
            words[word] += THESAURUS_WEIGHT
    asked = [question.text for question in split.stard]
    asked += [question.text for question in split.lay]
    characters = vocabulary.count_characters(
        [*(clause.text for clause in given.laws), *(asked + wordings) * vocabulary.FEWEST]
    )
    return vocabulary.make_tokenizer(vocabulary.choose_pieces(words, characters, PIECES))


def build_first_vectors(given: Sources, split: Split, tokenizer: Tokenizer) -> Floats:
    """Vectors from neighbourhoods in the laws and in what is trained on (20 s)."""
    texts = [clause.full for clause in (*given.laws, *given.articles)]
    for text, times in _trained_texts(given, split):
        texts += [text] * max(1, times // 2)
    encoded = tokenizer.encode_batch_fast(texts, add_special_tokens=False)
    rng = np.random.default_rng(SEED)
    ids = [entry.ids for entry in encoded]
    return first_vectors(ids, tokenizer.get_vocab_size(), DIMENSIONS, rng)


def build_examples(given: Sources, split: Split, indexes: Indexes) -> list[Example]:
    """Every example of one pass, some kinds several times."""
    rng = np.random.default_rng(SEED)
    trained = frozenset(clause.id for clause in split.clauses)
    articles = {clause.id: clause for clause in given.articles}
    clauses = {clause.id: clause for clause in given.clauses}
    stard_golds = {question.text: set(question.articles) for question in split.stard}
    lay_golds: dict[str, set[str]] = {}
    for question in split.lay:
        if question.answerable:
            lay_golds.setdefault(question.text, set()).add(question.clause_id)
    near_law = pairs.hard_negatives(stard_golds, given.articles, _searcher(indexes.articles))
    near_lay = pairs.hard_negatives(lay_golds, given.clauses, _searcher(indexes.clauses))
    near_lay = {
        question: [clause for clause in found if clause.id in trained]
        for question, found in near_lay.items()
    }
    found = pairs.stard_examples(split.stard, articles, near_law) * STARD_TIMES
    found += pairs.lay_examples(split.lay, clauses, near_lay) * LAY_TIMES
    found += pairs.pair_examples(split.pairs)
    found += pairs.thesaurus_examples(given.entries, split.clauses, PER_ENTRY, rng)
    return found


def _searcher(index: TermIndex) -> pairs.Search:
    def search(questions: Sequence[str]) -> Floats:
        return index.score([cut(question) for question in questions])

    return search


def train(given: Sources, split: Split, indexes: Indexes) -> tuple[Tokenizer, Floats]:
    """The tokenizer and the trained vectors."""
    tokenizer = build_tokenizer(given, split, indexes)
    start = build_first_vectors(given, split, tokenizer)
    return tokenizer, fit(tokenizer, start, build_examples(given, split, indexes), Schedule(), SEED)


def train_late(
    given: Sources, split: Split, indexes: Indexes, tokenizer: Tokenizer, vectors: Floats
) -> Floats:
    """The table for late interaction, of the questions on clauses and on law articles."""
    clauses = {clause.id: place for place, clause in enumerate(given.clauses)}
    articles = {clause.id: place for place, clause in enumerate(given.articles)}
    lay: dict[str, set[int]] = {}
    for question in split.lay:
        if question.answerable:
            lay.setdefault(question.text, set()).add(clauses[question.clause_id])
    law: dict[str, set[int]] = {}
    for asked in split.stard:
        law.setdefault(asked.text, set()).update(articles[article] for article in asked.articles)
    shown = frozenset(clauses[clause.id] for clause in split.clauses)
    return fit_late(
        tokenizer,
        vectors,
        (_ask(lay, given.clauses, shown), indexes.clauses),
        (_ask(law, given.articles, frozenset(range(len(given.articles)))), indexes.articles),
        LateSchedule(),
        SEED,
    )


def _ask(golds: dict[str, set[int]], clauses: tuple[Clause, ...], shown: frozenset[int]) -> Asked:
    return Asked(tuple(golds), tuple(map(tuple, map(sorted, golds.values()))), clauses, shown)
