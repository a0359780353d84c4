"""Which unit holds which term how often, as arrays: made, merged, thinned, looked up.

A term is known by the first 64 bits of its BLAKE2b hash: among a million terms two share one
with a probability of 3e-8. A posting is one uint32: the unit's place in its segment in the
lower half, how often it holds the term in the upper (65,535 where more often).
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

MOST_UNITS = 1 << 16  # in a segment: a place has 16 bits
_PLACE = np.uint32(MOST_UNITS - 1)
_MOST_COUNT = MOST_UNITS - 1
_RUNS = 1 << 14  # gathered at a time: the index of all would need twice their memory

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Hashes = npt.NDArray[np.uint64]
Packed = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """The postings of each term, terms in order of their hashes, postings of the place."""

    hashes: Hashes
    starts: Places  # one more than terms: those of term n are packed[starts[n] : starts[n + 1]]
    packed: Packed
    letters: Packed  # the terms' code points, one term after the other
    letter_starts: Places  # one more than terms


def hash_terms(terms: Iterable[str]) -> Hashes:
    """One hash per term, in the order given."""
    digests = [hashlib.blake2b(term.encode("utf-8", "replace"), digest_size=8) for term in terms]
    return np.frombuffer(b"".join(digest.digest() for digest in digests), dtype="<u8")


def build_postings(units: Sequence[Sequence[str]]) -> Postings:
    """Postings of the terms of each unit, whose place is its index."""
    numbers: dict[str, int] = {}
    flat = [numbers.setdefault(term, len(numbers)) for terms in units for term in terms]
    terms = list(numbers)
    hashes = hash_terms(terms)
    order = np.argsort(hashes, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    places = np.repeat(np.arange(len(units)), [len(terms) for terms in units])
    keys, counts = np.unique(rank[flat] * MOST_UNITS + places, return_counts=True)
    held = np.minimum(counts, _MOST_COUNT)
    ordered = [terms[at] for at in order]
    return Postings(
        hashes=hashes[order],
        starts=np.searchsorted(keys, np.arange(len(order) + 1) * MOST_UNITS),
        packed=(keys % MOST_UNITS + held * MOST_UNITS).astype(np.uint32),
        letters=np.frombuffer("".join(ordered).encode("utf-32-le", "surrogatepass"), dtype="<u4"),
        letter_starts=_count_up([len(term) for term in ordered]),
    )


def merge_postings(parts: Sequence[Postings], offsets: Sequence[int]) -> Postings:
    """One list of all parts; each part's places are moved up by its offset, which ascend."""
    hashes = np.concatenate([part.hashes for part in parts])
    order = np.argsort(hashes, kind="stable")
    ordered = hashes[order]
    first = _find_firsts(ordered)
    starts = [part.starts for part in parts]
    begins = _count_up(_measure(starts)[order])
    letter_starts = [part.letter_starts for part in parts]
    texts = order[first]
    return Postings(
        hashes=ordered[first],
        starts=begins[np.append(first, len(order))],
        packed=_gather(
            [part.packed + np.uint32(at) for part, at in zip(parts, offsets, strict=True)],
            starts,
            order,
        ),
        letters=_gather([part.letters for part in parts], letter_starts, texts),
        letter_starts=_count_up(_measure(letter_starts)[texts]),
    )


def thin_postings(postings: Postings, kept: Bools) -> Postings:
    """The postings of the kept places, moved together; terms without any are dropped."""
    places = get_places(postings.packed)
    stay = kept[places]
    moved = (_count_up(kept)[:-1][places[stay]]).astype(np.uint32)
    starts = _count_up(stay)[postings.starts]
    held = np.flatnonzero(np.diff(starts))
    return Postings(
        hashes=postings.hashes[held],
        starts=np.append(starts[held], starts[-1]),
        packed=(postings.packed[stay] & ~_PLACE) + moved,
        letters=_gather([postings.letters], [postings.letter_starts], held),
        letter_starts=_count_up(np.diff(postings.letter_starts)[held]),
    )


def count_places(postings: Postings, counted: Bools) -> Places:
    """For each term at how many of the counted places it stands."""
    so_far = _count_up(counted[get_places(postings.packed)])
    return np.diff(so_far[postings.starts])


def list_terms(letters: Packed, letter_starts: Places) -> list[str]:
    """The terms as text."""
    text = letters.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    ends = letter_starts.tolist()
    return [text[start:end] for start, end in pairwise(ends)]


def find_terms(hashes: Hashes, wanted: Hashes) -> tuple[Places, Places]:
    """Of the wanted hashes those held: their index in `wanted`, and in `hashes`."""
    at = np.searchsorted(hashes, wanted)
    held = np.flatnonzero(at < len(hashes))
    held = held[hashes[at[held]] == wanted[held]]
    return held, at[held]


def get_places(packed: Packed) -> Packed:
    """The place of each posting."""
    return packed & _PLACE


def get_counts(packed: Packed) -> Packed:
    """How often the unit holds the term, of each posting."""
    return packed >> np.uint32(16)


def _find_firsts(ordered: Hashes) -> Places:
    """Where a hash stands that differs from the one before."""
    differs = np.ones(len(ordered), dtype=np.bool_)
    differs[1:] = ordered[1:] != ordered[:-1]
    return np.flatnonzero(differs)


def _count_up(lengths: npt.ArrayLike) -> Places:
    """Where each of these lengths begins when they stand in a row, and where the last ends."""
    ends = np.cumsum(lengths, dtype=np.int64)
    return np.concatenate((np.zeros(1, dtype=np.int64), ends))


def _measure(starts: Sequence[Places]) -> Places:
    return np.concatenate([np.diff(each) for each in starts])


def _gather(parts: Sequence[Packed], starts: Sequence[Places], order: Places) -> Packed:
    """The runs of all parts, numbered on from part to part, in this order."""
    whole = np.concatenate(parts)
    offsets = _count_up([len(part) for part in parts])
    begins = np.concatenate([each[:-1] + at for each, at in zip(starts, offsets, strict=False)])
    lengths = _measure(starts)
    gathered = [whole[:0]]
    for start in range(0, len(order), _RUNS):
        runs = order[start : start + _RUNS]
        ends = _count_up(lengths[runs])
        index = np.repeat(begins[runs] - ends[:-1], lengths[runs]) + np.arange(ends[-1])
        gathered.append(whole[index])
    return np.concatenate(gathered)
