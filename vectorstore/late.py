"""Late interaction: each piece of a question takes the piece of a clause that comes nearest to it.

One vector a clause blurs what the clause says beside; word search sees none but the same words.
The best few that both together find are looked at once more, piece by piece, with a table of
piece vectors that was trained for this (static_model/README.md). A clause's pieces stand in the
catalog beside its vector, so nothing is cut into pieces while a question waits.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vectorstore.fuse import Scored, Values, keep_best, standardise
from vectorstore.model import ModelError, Vectors

FILE_NAME = "late.npz"
DEPTH = 40  # passages looked at once more; 60 and 100 gain the same
FULL_WEIGHT = 1.0  # deviations of the fused score for one deviation of this one
NEAR, FAR = 0.5, 0.2  # best cosine from which it has its full weight, up to which none

Pieces = npt.NDArray[np.int64]


class PieceTable:
    """Vectors of pieces; the length of a vector is how much its piece weighs in a question."""

    def __init__(self, matrix: Vectors) -> None:
        lengths = np.linalg.norm(matrix, axis=1)
        self._weights: Vectors = lengths
        self._units: Vectors = np.divide(
            matrix, lengths[:, None], out=np.zeros_like(matrix), where=lengths[:, None] > 0
        )

    def find_known(self, ids: Sequence[int]) -> Pieces:
        """Pieces with a vector, each once, in order."""
        pieces = np.fromiter(dict.fromkeys(ids), dtype=np.int64)
        return pieces[self._weights[pieces] > 0]

    def match(self, asked: Sequence[Pieces], texts: Sequence[Pieces]) -> Values:
        """How near each one's pieces come to those of each text, -1 to 1: shape (asked, texts).

        The mean over the asked pieces of each one's best cosine with a piece of the text, by their
        weights; 0 where no piece is known. All pieces are as `find_known` gives them.

        >>> table = PieceTable(np.array([[0, 0], [1, 0], [0, 3]], np.float32))
        >>> table.match([np.array([1, 2])], [np.array([2]), np.array([], np.int64)]).tolist()
        [[0.75, 0.0]]
        """
        scores: Values = np.zeros((len(asked), len(texts)))
        held = [at for at, pieces in enumerate(texts) if len(pieces)]
        wanted = [at for at, pieces in enumerate(asked) if len(pieces)]
        if not wanted or not held:
            return scores
        all_asked = np.concatenate([asked[at] for at in wanted])
        lengths = [len(texts[at]) for at in held]
        different, places = np.unique(
            np.concatenate([texts[at] for at in held]), return_inverse=True
        )
        cosines = self._units[all_asked] @ self._units[different].T
        best = np.maximum.reduceat(cosines[:, places], _find_starts(lengths), axis=1)
        starts = _find_starts([len(asked[at]) for at in wanted])
        weights = self._weights[all_asked]
        sums = np.add.reduceat(weights[:, None] * best, starts, axis=0)
        scores[np.ix_(wanted, held)] = sums / np.add.reduceat(weights, starts)[:, None]
        return scores


def _find_starts(lengths: Sequence[int]) -> Pieces:
    return np.concatenate(([0], np.cumsum(lengths)[:-1]))


def load_table(folder: Path, pieces: int) -> PieceTable | None:
    """The table of a model's folder, None where it has none; raises ModelError."""
    path = folder / FILE_NAME
    if not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as arrays:
        matrix, scales = arrays["pieces"], arrays["scales"]
    if len(matrix) != pieces or pieces > 1 << 16:
        raise ModelError(
            f"{str(path)!r} has rows for {len(matrix)} pieces; expected {pieces}, 65,536 at most",
            message_zh=f"向量模型文件 {path.name} 与词表不符。",
        )
    return PieceTable(matrix.astype(np.float32) * scales[:, None].astype(np.float32))


def save_table(folder: Path, matrix: Vectors) -> None:
    """Write the table as int8 with one scale a row."""
    scales = np.maximum(np.abs(matrix).max(axis=1), 1e-9) / 127
    rows = np.rint(matrix / scales[:, None]).astype(np.int8)
    np.savez(folder / FILE_NAME, pieces=rows, scales=scales.astype(np.float32))


def pack(pieces: Pieces) -> bytes:
    """Pieces as they are kept, two bytes each."""
    return pieces.astype("<u2").tobytes()


def unpack(kept: bytes) -> Pieces:
    """What was packed.

    >>> unpack(pack(np.array([3, 40_000]))).tolist()
    [3, 40000]
    """
    return np.frombuffer(kept, dtype="<u2").astype(np.int64)


def weigh_late(best_cosine: float) -> float:
    """What this score weighs beside the fused one, from the question's best cosine.

    As with `weigh_dense`: what the model has not learnt to read is far from everything.

    >>> weigh_late(0.6), weigh_late(0.1)
    (1.0, 0.0)
    """
    return FULL_WEIGHT * min(1.0, max(0.0, (best_cosine - FAR) / (NEAR - FAR)))


def choose_first(fused: Scored) -> Scored:
    """Those that are looked at once more."""
    return keep_best(fused, DEPTH)


def add_late(fused: Scored, first: Scored, late: Scored, weight: float) -> Scored:
    """The fused scores, and for the `first` the late ones in deviations of theirs.

    The others get what the last of the first gets, so none of them comes to stand before one.
    """
    if len(late.rows) < 2:
        return fused
    scale = weight * float(first.values.std())
    read = standardise(late)
    order = np.argsort(fused.rows)
    places = order[np.searchsorted(fused.rows, late.rows, sorter=order)]
    values = fused.values + scale * read.floor
    values[places] += scale * (read.scores.values - read.floor)
    return Scored(fused.rows, values)
