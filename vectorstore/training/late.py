"""Trains the piece table of late interaction (`vectorstore/late.py`): clauses told apart by pieces.

For each question its clause must score above clauses that word search and model together put
first for it, and above some drawn at random.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch.nn import functional

from vectorstore.training.fit import Floats, Integers, embed
from vectorstore.training.measure import TermIndex, cosine_shares, standardise
from vectorstore.training.sources import Clause
from vectorstore.words import cut

SEARCHED = 50  # clauses found for a question, from which its negatives are drawn
_LONGEST_QUESTION, _LONGEST_CLAUSE = 24, 96  # different pieces; what is longer is cut off
_AT_ONCE = 256  # questions searched at a time

Padded = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LateSchedule:
    """How long and how hard to train; the defaults are what paid most on held-out questions."""

    dimensions: int = 128
    passes: float = 2.0  # over the questions of the larger set
    batch: int = 48
    law_share: float = 0.2  # of a batch: questions about law articles
    hard: int = 6  # clauses found for the question
    random: int = 3
    rate: float = 0.002  # Adam, falling to 0; at .004 for twice as long it learns by heart
    weight_rate: float = 0.006
    dropout: float = 0.3  # share of a question's pieces left out at each step, half of a clause's
    scale: float = 8.0  # of a score, at first


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions with the places of the clauses that answer them, among clauses."""

    questions: tuple[str, ...]
    golds: tuple[tuple[int, ...], ...]
    clauses: tuple[Clause, ...]
    shown: frozenset[int]  # places of the clauses that may be trained on


class _Pool:
    """Asked as pieces, with the negatives of each question; row 0 is padding."""

    def __init__(
        self, asked: Asked, index: TermIndex, tokenizer: Tokenizer, vectors: Floats
    ) -> None:
        self.golds = asked.golds
        self.questions = pad_pieces(tokenizer, asked.questions, _LONGEST_QUESTION)
        texts = [clause.full for clause in asked.clauses]
        self.clauses = pad_pieces(tokenizer, texts, _LONGEST_CLAUSE)
        self.shown: Integers = np.array(sorted(asked.shown), dtype=np.int64)
        self.negatives: list[Integers] = []
        shown = embed(tokenizer, vectors, [texts[place] for place in self.shown])
        for begin in range(0, len(asked.questions), _AT_ONCE):
            part = asked.questions[begin : begin + _AT_ONCE]
            words = index.score([cut(question) for question in part])[:, self.shown]
            cosines = embed(tokenizer, vectors, part) @ shown.T
            share = cosine_shares(cosines)[:, None]
            fused = (1 - share) * standardise(words) + share * standardise(cosines)
            depth = min(SEARCHED, fused.shape[1] - 1)
            best = self.shown[np.argpartition(-fused, depth, axis=1)[:, :depth]]
            best.sort(axis=1)
            golds = asked.golds[begin : begin + _AT_ONCE]
            self.negatives += [
                row[~np.isin(row, gold)] for row, gold in zip(best, golds, strict=True)
            ]

    def draw(
        self, count: int, schedule: LateSchedule, rng: np.random.Generator
    ) -> tuple[Padded, Padded]:
        """Questions, and for each its clause first and then others; shape (count, clauses, …)."""
        rows = rng.integers(0, len(self.golds), count)
        chosen = np.empty((count, 1 + schedule.hard + schedule.random), dtype=np.int64)
        for at, row in enumerate(rows.tolist()):
            gold, wrong = self.golds[row], self.negatives[row]
            chosen[at, 0] = gold[int(rng.integers(len(gold)))]
            chosen[at, 1 : 1 + schedule.hard] = rng.choice(wrong, schedule.hard)
        chosen[:, 1 + schedule.hard :] = rng.choice(self.shown, (count, schedule.random))
        return self.questions[rows], self.clauses[chosen]


def pad_pieces(tokenizer: Tokenizer, texts: Sequence[str], longest: int) -> Padded:
    """The different pieces of each text in order, 0 behind the last."""
    found = np.zeros((len(texts), longest), dtype=np.int64)
    for row, entry in enumerate(tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)):
        pieces = list(dict.fromkeys(piece for piece in entry.ids if piece))[:longest]
        found[row, : len(pieces)] = pieces
    return found


class _Late(torch.nn.Module):
    """`PieceTable.match` in torch: direction and weight of each piece apart."""

    def __init__(self, vectors: Floats, schedule: LateSchedule) -> None:
        super().__init__()
        start = torch.from_numpy(vectors[:, : schedule.dimensions].copy())
        lengths = torch.from_numpy(np.linalg.norm(vectors, axis=1)).clamp(min=0.05)
        self.directions = torch.nn.Parameter(functional.normalize(start, dim=1))
        self.weights = torch.nn.Parameter(lengths.log())
        self.scale = torch.nn.Parameter(torch.tensor(schedule.scale))

    def forward(self, questions: torch.Tensor, clauses: torch.Tensor) -> torch.Tensor:
        count, each, _ = clauses.shape
        with torch.no_grad():  # which piece is nearest; only that one learns
            units = functional.normalize(self.directions, dim=1)
            cosines = units[questions] @ units[clauses.view(count, -1)].transpose(1, 2)
            cosines = cosines.view(count, questions.shape[1], each, -1)
            nearest = cosines.masked_fill_(clauses[:, None] == 0, -2).argmax(dim=3)
        spread = clauses[:, None].expand(-1, questions.shape[1], -1, -1)
        taken = torch.gather(spread, 3, nearest[..., None])[..., 0]
        left = functional.normalize(self.directions[questions], dim=2)
        right = functional.normalize(self.directions[taken], dim=3)
        best = torch.einsum("bqd,bqcd->bqc", left, right) * (taken > 0)
        weights = self.weights[questions].exp() * (questions > 0)
        shares = weights / weights.sum(dim=1, keepdim=True).clamp(min=1e-6)
        return self.scale * (best * shares[:, :, None]).sum(dim=1)

    def write(self) -> Floats:
        """The table: directions as long as their weights; row 0 (the unknown character) is zero."""
        with torch.no_grad():
            table = functional.normalize(self.directions, dim=1) * self.weights.exp()[:, None]
        written: Floats = table.numpy().copy()
        written[0] = 0.0
        return written


def _leave_out(pieces: Padded, share: float, rng: np.random.Generator) -> Padded:
    """Some pieces made padding, never the first, so that no text is left without."""
    left_out = rng.random(pieces.shape) < share
    left_out[..., 0] = False
    return np.where(left_out, 0, pieces)


def fit_late(
    tokenizer: Tokenizer,
    vectors: Floats,
    lay: tuple[Asked, TermIndex],
    law: tuple[Asked, TermIndex],
    schedule: LateSchedule,
    seed: int,
) -> Floats:
    """The trained table, starting from the model's own vectors; either set may be empty."""
    rng = np.random.default_rng(seed)
    pools = [
        _Pool(asked, index, tokenizer, vectors) for asked, index in (lay, law) if asked.questions
    ]
    model = _Late(vectors, schedule)
    rates = (schedule.rate, schedule.weight_rate)
    optimizer = torch.optim.Adam(
        [
            {"params": [model.directions], "lr": schedule.rate},
            {"params": [model.weights, model.scale], "lr": schedule.weight_rate},
        ]
    )
    some = round(schedule.batch * schedule.law_share)
    counts = [schedule.batch - some, some] if len(pools) == 2 else [schedule.batch] * len(pools)
    longest = max((len(pool.golds) for pool in pools), default=0)
    steps = int(schedule.passes * longest / schedule.batch)
    for step in range(steps):
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * (1 - step / steps)
        drawn = [pool.draw(count, schedule, rng) for pool, count in zip(pools, counts, strict=True)]
        questions, clauses = (np.concatenate(part) for part in zip(*drawn, strict=True))
        scores = model(
            torch.from_numpy(_leave_out(questions, schedule.dropout, rng)),
            torch.from_numpy(_leave_out(clauses, schedule.dropout / 2, rng)),
        )
        loss = functional.cross_entropy(scores, torch.zeros(len(scores), dtype=torch.int64))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return model.write()
