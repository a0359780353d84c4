"""Fitting of weights: a minimiser, sparse tables, logistic regression.

The only importer of scipy, which comes with the extra `eval`.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse  # type: ignore[import-untyped]
from scipy.optimize import minimize as _minimize  # type: ignore[import-untyped]

Floats = npt.NDArray[np.float64]

STEPS = 300


def minimise(loss: Callable[[Floats], tuple[float, Floats]], count: int) -> Floats:
    """Where the loss, which also gives its gradient, is least; begun at zeros."""
    options = {"maxiter": STEPS}
    found: Floats = _minimize(loss, np.zeros(count), jac=True, method="L-BFGS-B", options=options).x
    return found


def tabulate(held: Sequence[Sequence[int]], columns: int) -> Any:
    """A sparse table with 1 in the named columns of each row."""
    rows = np.repeat(np.arange(len(held)), [len(each) for each in held])
    places = np.array([at for each in held for at in each], dtype=np.intp)
    return sparse.csr_matrix((np.ones(len(rows)), (rows, places)), (len(held), columns))


def join_tables(left: Floats, right: Any) -> Any:
    """Two tables side by side, sparse."""
    return sparse.hstack([left, right]).tocsr()


def fit_logistic(table: Any, truths: Floats, weights: Floats, ridge: float) -> Floats:
    """Weights of a ridge logistic regression, the intercept last; the table may be sparse."""
    signs = 2 * truths - 1

    def lose(found: Floats) -> tuple[float, Floats]:
        margins = signs * (table @ found[:-1] + found[-1])
        slopes = -signs * weights / (1 + np.exp(np.clip(margins, -60, 60)))
        loss = weights @ np.logaddexp(0, -margins) + ridge / 2 * found[:-1] @ found[:-1]
        return float(loss), np.append(table.T @ slopes + ridge * found[:-1], slopes.sum())

    return minimise(lose, table.shape[1] + 1)
