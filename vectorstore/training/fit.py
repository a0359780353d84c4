"""Training: pieces' vectors are moved so that questions lie near the clauses that answer them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch.nn import functional

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Example:
    """A question, a clause that answers it, and clauses that look so but do not.

    Examples that share a `question` or `passage` text are never each other's negatives.
    """

    question: str
    passage: str
    negatives: tuple[str, ...] = ()
    plain: str = ""  # the passage without its title, used now and then instead


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how hard to train; the defaults are what paid most on held-out questions."""

    passes: int = 6
    batch: int = 512
    rate: float = 0.005  # Adam, falling to 0; .02 overwrites the first vectors of rare pieces
    temperature: float = 0.1
    dropout: float = 0.4  # share of pieces left out of each text at each step
    plain_share: float = 0.3  # share of passages shown without their title
    prefixes: tuple[int, ...] = (128, 64)  # Matryoshka: each prefix must work by itself


class Bags:
    """Texts as pieces, flat, ready to be drawn by number."""

    def __init__(self, tokenizer: Tokenizer, texts: Sequence[str]) -> None:
        encoded = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        ids = [[piece for piece in entry.ids if piece] or [0] for entry in encoded]
        self.lengths: Integers = np.array([len(entry) for entry in ids], dtype=np.int64)
        self.starts: Integers = np.concatenate([[0], np.cumsum(self.lengths)[:-1]])
        self.flat: Integers = np.concatenate([np.array(entry, dtype=np.int64) for entry in ids])

    def draw(
        self, rows: Integers, dropout: float, rng: np.random.Generator
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Pieces of the rows and where each row begins; some pieces left out, never all."""
        lengths = self.lengths[rows]
        first = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        places = np.arange(int(lengths.sum())) - np.repeat(first - self.starts[rows], lengths)
        pieces = self.flat[places]
        if dropout > 0:
            luck = rng.random(len(pieces))
            luck[first] *= 0.999
            best = np.minimum.reduceat(-luck, first)
            kept = (luck > dropout) | (-luck == np.repeat(best, lengths))
            counts = np.add.reduceat(kept.astype(np.int64), first)
            pieces, first = pieces[kept], np.concatenate([[0], np.cumsum(counts)[:-1]])
        return torch.from_numpy(pieces), torch.from_numpy(first)


def _loss(
    questions: torch.Tensor,
    passages: torch.Tensor,
    masks: tuple[torch.Tensor, torch.Tensor],
    schedule: Schedule,
) -> torch.Tensor:
    count = questions.shape[0]
    target = torch.arange(count)
    total = torch.zeros(())
    widths = [width for width in schedule.prefixes if width < questions.shape[1]]
    for width in [questions.shape[1], *widths]:
        left = functional.normalize(questions[:, :width], dim=1)
        right = functional.normalize(passages[:, :width], dim=1)
        scores = left @ right.T / schedule.temperature
        forward = scores.masked_fill(masks[0], -1e4)
        backward = scores[:, :count].T.masked_fill(masks[1], -1e4)
        total = total + functional.cross_entropy(forward, target)
        total = total + functional.cross_entropy(backward, target)
    return total / (2 * (1 + len(widths)))


def _number(texts: Sequence[str]) -> tuple[list[str], Integers]:
    seen: dict[str, int] = {}
    numbers = [seen.setdefault(text, len(seen)) for text in texts]
    return list(seen), np.array(numbers, dtype=np.int64)


class _Deck:
    """Examples as numbered texts, to be drawn in batches."""

    def __init__(self, tokenizer: Tokenizer, examples: Sequence[Example]) -> None:
        questions, self.asked = _number([example.question for example in examples])
        shown = [example.passage for example in examples]
        shown += [negative for example in examples for negative in example.negatives]
        passages, numbers = _number(shown)
        self.shown = numbers[: len(examples)]
        rest = iter(numbers[len(examples) :].tolist())
        self.negatives = [[next(rest) for _ in example.negatives] for example in examples]
        plains, self.bare = _number([example.plain or example.passage for example in examples])
        self.question_bags = Bags(tokenizer, questions)
        self.passage_bags = Bags(tokenizer, passages)
        self.plain_bags = Bags(tokenizer, plains)
        self.answers: dict[int, list[int]] = {}
        for question, passage in zip(self.asked.tolist(), self.shown.tolist(), strict=True):
            self.answers.setdefault(question, []).append(passage)

    def __len__(self) -> int:
        return len(self.asked)

    def draw_negatives(self, rows: Integers, rng: np.random.Generator) -> Integers:
        """One hard negative for each row that has any."""
        held = [self.negatives[row] for row in rows if self.negatives[row]]
        return np.array([numbers[int(rng.integers(len(numbers)))] for numbers in held], np.int64)

    def mask(self, rows: Integers, wrong: Integers) -> tuple[torch.Tensor, torch.Tensor]:
        """Which passages answer a row's question besides its own: questions × passages, back."""
        held = np.concatenate([self.shown[rows], wrong])
        mask = np.array([np.isin(held, self.answers[asked]) for asked in self.asked[rows].tolist()])
        back = mask[:, : len(rows)].T.copy()
        np.fill_diagonal(mask, False)
        np.fill_diagonal(back, False)
        return torch.from_numpy(mask), torch.from_numpy(back)


def _step(
    table: torch.nn.EmbeddingBag,
    deck: _Deck,
    rows: Integers,
    schedule: Schedule,
    rng: np.random.Generator,
) -> torch.Tensor:
    wrong = deck.draw_negatives(rows, rng)
    left = table(*deck.question_bags.draw(deck.asked[rows], schedule.dropout, rng))
    full = table(*deck.passage_bags.draw(deck.shown[rows], schedule.dropout, rng))
    bare = table(*deck.plain_bags.draw(deck.bare[rows], schedule.dropout, rng))
    swap = torch.from_numpy(rng.random(len(rows)) < schedule.plain_share)[:, None]
    right = torch.where(swap, bare, full)
    if len(wrong):
        against = table(*deck.passage_bags.draw(wrong, schedule.dropout, rng))
        right = torch.cat([right, against])
    return _loss(left, right, deck.mask(rows, wrong), schedule)


def fit(
    tokenizer: Tokenizer,
    start: Floats,
    examples: Sequence[Example],
    schedule: Schedule,
    seed: int,
) -> Floats:
    """Vectors after training; row 0 (the unknown character) stays zero."""
    rng = np.random.default_rng(seed)
    deck = _Deck(tokenizer, examples)
    table = torch.nn.EmbeddingBag.from_pretrained(
        torch.from_numpy(start.copy()), freeze=False, mode="mean"
    )
    optimizer = torch.optim.Adam(table.parameters(), lr=schedule.rate)
    batches = max(1, len(deck) // schedule.batch)
    for number in range(schedule.passes * batches):
        if number % batches == 0:
            order = rng.permutation(len(deck))
        begin = number % batches * schedule.batch
        loss = _step(table, deck, order[begin : begin + schedule.batch], schedule, rng)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        assert table.weight.grad is not None
        table.weight.grad[0] = 0.0
        for group in optimizer.param_groups:
            group["lr"] = schedule.rate * (1 - number / (schedule.passes * batches))
        optimizer.step()
    trained: Floats = table.weight.detach().numpy().copy()
    trained[0] = 0.0
    return trained


def embed(tokenizer: Tokenizer, vectors: Floats, texts: Sequence[str]) -> Floats:
    """Unit vectors of texts: the mean of their pieces' vectors, scaled to length 1."""
    bags = Bags(tokenizer, texts)
    sums = np.empty((len(texts), vectors.shape[1]), dtype=np.float32)
    for begin in range(0, len(texts), 4096):
        end = min(begin + 4096, len(texts))
        starts = bags.starts[begin:end]
        stop = int(starts[-1] + bags.lengths[end - 1])
        sums[begin:end] = np.add.reduceat(
            vectors[bags.flat[starts[0] : stop]], starts - starts[0], axis=0
        )
    lengths = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
    unit: Floats = sums / lengths
    return unit
