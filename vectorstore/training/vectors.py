"""First word vectors from word neighbourhoods: PPMI, truncated SVD, SIF weights."""

import numpy as np
import numpy.typing as npt
from scipy import sparse  # type: ignore[import-untyped]

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

WINDOW = 8
SUBSAMPLING = 1e-4
CONTEXT_EXPONENT = 0.75
SIF = 1e-3


def count_neighbours(
    texts: list[list[int]], size: int, rng: np.random.Generator
) -> sparse.csr_matrix:
    """How often piece j stands within the window of piece i, frequent pieces thinned out."""
    flat = np.concatenate([np.asarray(ids, dtype=np.int64) for ids in texts if ids])
    owner = np.repeat(np.arange(len(texts), dtype=np.int64), np.array([len(ids) for ids in texts]))
    share = np.bincount(flat, minlength=size) / len(flat)
    keep_share = np.minimum(1.0, np.sqrt(SUBSAMPLING / np.maximum(share, 1e-12)))
    kept = (rng.random(len(flat)) < keep_share[flat]) & (flat > 0)
    flat, owner = flat[kept], owner[kept]
    counts = sparse.csr_matrix((size, size), dtype=np.float32)
    for distance in range(1, WINDOW + 1):
        same = owner[:-distance] == owner[distance:]
        left, right = flat[:-distance][same], flat[distance:][same]
        weight = np.full(len(left), 1.0, dtype=np.float32)
        counts = counts + sparse.coo_matrix((weight, (left, right)), (size, size)).tocsr()
    return (counts + counts.T).tocsr()


def weigh_neighbours(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Positive pointwise mutual information of pieces and their neighbours."""
    rows = np.asarray(counts.sum(axis=1)).ravel()
    columns = rows**CONTEXT_EXPONENT
    columns = columns / max(columns.sum(), 1e-12)
    pairs = counts.tocoo()
    value = np.log(
        np.maximum(pairs.data, 1e-12) / (np.maximum(rows[pairs.row], 1e-12) * columns[pairs.col])
    )
    kept = value > 0
    return sparse.csr_matrix(
        (value[kept].astype(np.float32), (pairs.row[kept], pairs.col[kept])), counts.shape
    )


def reduce(matrix: sparse.csr_matrix, dimensions: int, rng: np.random.Generator) -> Floats:
    """Rows in `dimensions` dimensions, by randomised SVD (Halko et al. 2011), two passes."""
    sketch = rng.standard_normal((matrix.shape[1], dimensions + 16)).astype(np.float32)
    basis = np.linalg.qr(matrix @ sketch)[0]
    for _ in range(2):
        basis = np.linalg.qr(matrix.T @ basis)[0]
        basis = np.linalg.qr(matrix @ basis)[0]
    small = (matrix.T @ basis).T
    left, values, _ = np.linalg.svd(small, full_matrices=False)
    rows = (basis @ left) * np.sqrt(values)
    reduced: Floats = rows[:, :dimensions].astype(np.float32)
    return reduced


def first_vectors(
    texts: list[list[int]], size: int, dimensions: int, rng: np.random.Generator
) -> Floats:
    """Vectors to start training from: unit rows, mean removed, rare pieces weighing more.

    Row 0 (the unknown character) is zero; a piece never seen gets a small random row.
    """
    counts = count_neighbours(texts, size, rng)
    rows = reduce(weigh_neighbours(counts), dimensions, rng)
    seen = np.bincount(
        np.concatenate([np.asarray(t, dtype=np.int64) for t in texts if t]), minlength=size
    )
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    noise = rng.standard_normal(rows.shape).astype(np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    rows = np.where(lengths > 1e-6, rows / np.maximum(lengths, 1e-6), 0.3 * noise)
    share = seen / seen.sum()
    rows = rows * (SIF / (SIF + share))[:, None]
    rows = rows - (share[:, None] * rows).sum(axis=0)
    rows[0] = 0.0
    started: Floats = rows.astype(np.float32)
    return started
