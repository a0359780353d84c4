"""What a splitter by length leaves of clauses: which stay whole, with their path beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.baselines import Piece, cut_pieces
from eval.structure import Share, Unit

MOST_CHARACTERS = 1_000
_CHINESE = ("\n\n", "\n", "。", "！", "？", "；", "，", " ", "")


@dataclass(frozen=True, slots=True)
class Splitting:
    """A way to cut by length."""

    name: str
    characters: int
    overlap: int
    separators: tuple[str, ...] | None


SPLITTINGS = (
    Splitting("LangChain recursive, 500/50", 500, 50, None),
    Splitting("LangChain recursive, 1000/0", 1000, 0, None),
    Splitting("LangChain recursive, 1000/200", 1000, 200, None),
    Splitting("LangChain recursive, 1000/200, 。；，", 1000, 200, _CHINESE),
)


def measure_splittings(gold: Sequence[Unit], texts: Mapping[str, str]) -> tuple[Share, ...]:
    """For each way the share of leaf clauses that stay whole with their full path.

    `texts` are whole files by the `doc` of the gold units.
    """
    return tuple(
        measure_pieces(
            way.name,
            gold,
            cut_pieces(
                texts, characters=way.characters, overlap=way.overlap, separators=way.separators
            ),
        )
        for way in SPLITTINGS
    )


def measure_pieces(name: str, gold: Sequence[Unit], pieces: Sequence[Piece]) -> Share:
    """Leaves of which one piece holds every word and the number of each clause above."""
    by_path: dict[tuple[str, tuple[str, ...]], list[Unit]] = {}
    for unit in gold:
        by_path.setdefault((unit.doc, unit.labels), []).append(unit)
    by_doc: dict[str, list[Piece]] = {}
    for piece in pieces:
        if len(piece.text) <= MOST_CHARACTERS:
            by_doc.setdefault(piece.file_name, []).append(piece)
    leaves = [unit for unit in gold if unit.leaf]
    missed = []
    for leaf in leaves:
        first = min((above.start for above in _find_above(leaf, by_path)), default=leaf.start)
        whole = any(
            piece.start <= first and leaf.end <= piece.start + len(piece.text)
            for piece in by_doc.get(leaf.doc, ())
        )
        if not whole:
            missed.append(f"{leaf.doc} {' › '.join(leaf.labels)} @{leaf.start}")
    return Share(name, len(leaves) - len(missed), len(leaves), tuple(missed))


def _find_above(
    leaf: Unit, by_path: Mapping[tuple[str, tuple[str, ...]], Sequence[Unit]]
) -> list[Unit]:
    return [
        unit
        for depth in range(1, len(leaf.labels))
        for unit in by_path.get((leaf.doc, leaf.labels[:depth]), ())
        if unit.start <= leaf.start and leaf.end <= unit.end
    ]
