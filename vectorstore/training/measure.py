"""How well clauses are found: word search, the model, and both together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse  # type: ignore[import-untyped]
from tokenizers import Tokenizer

from vectorstore.fuse import Scored, make_scored, weigh_dense
from vectorstore.late import PieceTable, add_late, choose_first, weigh_late
from vectorstore.training.fit import embed
from vectorstore.training.sources import Clause
from vectorstore.words import character_grams, cut

Floats = npt.NDArray[np.float32]

TERM_SATURATION = 1.2
LENGTH_WEIGHT = 0.75
DEPTHS = (1, 5, 10, 100)
STANDARD_DEPTH = 1000  # scores are standardised on the best this many
# the adaptive rule by the words held, kept to compare with
LEAST_DENSE, MOST_DENSE, DENSE_AT_NO_MATCH, RARE_WORDS = 0.1, 0.8, 0.9, 2.7


@dataclass(frozen=True, slots=True)
class TermIndex:
    """BM25 over terms; several fields of a text count alike (BM25F)."""

    terms: dict[str, int]
    weights: sparse.csc_matrix  # passages × terms
    idf: Floats

    def question_matrix(self, questions: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        """Questions × terms, 1 for each term that a question holds and the index knows."""
        rows, columns = [], []
        for row, question in enumerate(questions):
            for term in sorted(set(question)):
                if term in self.terms:
                    rows.append(row)
                    columns.append(self.terms[term])
        ones = np.ones(len(rows), dtype=np.float32)
        return sparse.csr_matrix((ones, (rows, columns)), (len(questions), len(self.terms)))

    def score(self, questions: Sequence[Sequence[str]]) -> Floats:
        """Scores, questions × passages."""
        found: Floats = (self.question_matrix(questions) @ self.weights.T).toarray()
        return found


def index_terms(passages: Sequence[Sequence[Sequence[str]]]) -> TermIndex:
    """An index of passages, each a sequence of fields, each a sequence of terms."""
    terms: dict[str, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    fields = len(passages[0])
    means = [
        max(1.0, sum(len(passage[field]) for passage in passages) / len(passages))
        for field in range(fields)
    ]
    for row, passage in enumerate(passages):
        for field, words in enumerate(passage):
            length = 1 - LENGTH_WEIGHT + LENGTH_WEIGHT * len(words) / means[field]
            for word in words:
                rows.append(row)
                columns.append(terms.setdefault(word, len(terms)))
                values.append(1.0 / length)
    shape = (len(passages), len(terms))
    matrix = sparse.coo_matrix((np.array(values, np.float32), (rows, columns)), shape).tocsc()
    matrix.sum_duplicates()
    holders = np.diff(matrix.indptr)
    idf = np.log(1 + (len(passages) - holders + 0.5) / (holders + 0.5)).astype(np.float32)
    saturated = matrix.data * (TERM_SATURATION + 1) / (matrix.data + TERM_SATURATION)
    matrix.data = saturated * np.repeat(idf, holders)
    return TermIndex(terms, matrix, idf)


def standardise(scores: Floats) -> Floats:
    """Each row less the mean and over the deviation of its best 1,000 scores."""
    depth = min(STANDARD_DEPTH, scores.shape[1])
    best = -np.partition(-scores, depth - 1, axis=1)[:, :depth]
    mean = best.mean(axis=1, keepdims=True)
    deviation = np.maximum(best.std(axis=1, keepdims=True), 1e-6)
    standard: Floats = ((scores - mean) / deviation).astype(np.float32)
    return standard


def adaptive_weights(index: TermIndex, words: Floats, questions: Sequence[Sequence[str]]) -> Floats:
    """The model's share per question: large where the passages lack the question's words."""
    asked = index.question_matrix(questions)
    total = np.asarray(asked @ index.idf).ravel()
    unknown = np.array(
        [len({word for word in question if word not in index.terms}) for question in questions]
    )
    total = total + unknown * index.idf.max()
    top = np.argsort(-words, axis=1)[:, :3]
    held = index.weights.tocsr().astype(bool)
    weighted = asked.multiply(index.idf[None, :]).tocsr()
    matched = np.array(
        [
            max(
                (float((weighted[row] @ held[best].T.astype(np.float32)).sum()) for best in tops),
                default=0.0,
            )
            for row, tops in enumerate(top)
        ]
    )
    reachable = np.maximum(np.minimum(total, RARE_WORDS * index.idf.max()), 1e-6)
    share: Floats = np.clip(
        DENSE_AT_NO_MATCH * (1 - np.minimum(1, matched / reachable)), LEAST_DENSE, MOST_DENSE
    )
    return share.astype(np.float32)


def cosine_shares(cosines: Floats) -> Floats:
    """The model's share per question by its own best cosine: what it has not learnt is far away.

    The numbers belong to this model's cosines (temperature .1). They were chosen on held-out
    questions, on subjects trained on and not: see the model card.
    """
    rule = (weigh_dense(float(best)) for best in cosines.max(axis=1))
    shares: Floats = np.fromiter(rule, dtype=np.float32, count=len(cosines))
    return shares


def recalls(
    scores: Floats, golds: Sequence[Sequence[int]], depths: Sequence[int] = DEPTHS
) -> tuple[float, ...]:
    """Mean share of a question's gold passages among the best `depth`, for each depth."""
    deepest = min(max(depths), scores.shape[1])
    top = np.argpartition(-scores, deepest - 1, axis=1)[:, :deepest]
    order = np.take_along_axis(-scores, top, axis=1).argsort(axis=1, kind="stable")
    ranked = np.take_along_axis(top, order, axis=1)
    return tuple(
        float(
            np.mean(
                [
                    len(set(row[:depth].tolist()) & set(gold)) / len(set(gold))
                    for row, gold in zip(ranked, golds, strict=True)
                ]
            )
        )
        for depth in depths
    )


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Questions over passages with what word search says of them, kept for every model."""

    questions: tuple[str, ...]
    passages: tuple[str, ...]  # as they are embedded
    golds: tuple[tuple[int, ...], ...]
    words: Floats  # questions × passages, as the others below
    lexical: Floats
    shares: Floats  # the model's share per question, by the adaptive rule


def make_benchmark(
    questions: Sequence[str],
    clauses: Sequence[Clause],
    golds: Sequence[tuple[int, ...]],
    index: TermIndex,
) -> Benchmark:
    """A benchmark of word search over `clauses`; `index` holds their words."""
    asked = [cut(question) for question in questions]
    words = index.score(asked)
    fields = [(clause.title, clause.heading, clause.text) for clause in clauses]
    grams = index_terms([[character_grams(part) for part in passage] for passage in fields])
    gram_scores = grams.score([character_grams(question) for question in questions])
    return Benchmark(
        tuple(questions),
        tuple(clause.full for clause in clauses),
        tuple(golds),
        words,
        standardise(standardise(words) + standardise(gram_scores)),
        adaptive_weights(index, words, asked),
    )


def read_by_pieces(
    benchmark: Benchmark,
    tokenizer: Tokenizer,
    table: PieceTable,
    fused: Floats,
    nearest: Floats,
    rows: Sequence[int],
) -> Floats:
    """The fused scores with those of late interaction added, as the search of the store does."""
    texts = tokenizer.encode_batch_fast(list(benchmark.passages), add_special_tokens=False)
    asked = tokenizer.encode_batch_fast(list(benchmark.questions), add_special_tokens=False)
    read = fused.copy()
    for row in rows:
        scores = make_scored(enumerate(fused[row].tolist()))
        first = choose_first(scores)
        pieces = [table.find_known(texts[place].ids) for place in first.rows.tolist()]
        late = Scored(first.rows, table.match([table.find_known(asked[row].ids)], pieces)[0])
        read[row] = add_late(scores, first, late, weigh_late(float(nearest[row]))).values
    return read


def measure(
    benchmark: Benchmark,
    tokenizer: Tokenizer,
    vectors: Floats,
    table: PieceTable,
    chosen: Sequence[int] | None = None,
) -> dict[str, dict[str, float]]:
    """Recall by system and depth, for the `chosen` questions or all."""
    cosines = embed(tokenizer, vectors, benchmark.questions) @ (
        embed(tokenizer, vectors, benchmark.passages).T
    )
    dense, lexical = standardise(cosines), benchmark.lexical
    share = benchmark.shares[:, None]
    trust = cosine_shares(cosines)[:, None]
    systems = {
        "words": benchmark.words,
        "lexical": lexical,
        "dense": cosines,
        "fused adaptive": share * dense + (1 - share) * lexical,
        "fused by cosine": trust * dense + (1 - trust) * lexical,
        "fused half": 0.5 * dense + 0.5 * lexical,
        "fused .7 dense": 0.7 * dense + 0.3 * lexical,
    }
    rows = list(range(len(benchmark.questions))) if chosen is None else list(chosen)
    by_cosine = systems["fused by cosine"]
    systems["fused, read by pieces"] = read_by_pieces(
        benchmark, tokenizer, table, by_cosine, cosines.max(axis=1), rows
    )
    golds = [benchmark.golds[row] for row in rows]
    return {
        name: {
            f"R@{depth}": round(value, 3)
            for depth, value in zip(DEPTHS, recalls(scores[rows], golds), strict=True)
        }
        for name, scores in systems.items()
    }
