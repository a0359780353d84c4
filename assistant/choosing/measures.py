"""What is measured of a sentence beside a question, and what each measure counts for.

The weights were fitted on questions with known clauses (`python -m eval.weights`); the file
`ranking.toml` holds them, so that every rank can be explained by a sum of named parts.
"""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Measures:
    """One sentence beside one question. Shares are 0 to 1, cosines -1 to 1; flags are 0 or 1.

    `cosine`, `words` and `spoken_of` are None until they are measured (only the best are), and
    without an embedding model.
    """

    coverage: float  # share of the question's weight held, headings and clause counted in part
    own_coverage: float  # the same, for the sentence's own words
    missing: float  # weight of the heaviest term that neither it nor a heading holds, /10
    pairs: float  # share of the question's character pairs
    said: float  # share of the asker's own figures (98岁, 25户) that lie in its ranges
    context: float  # share of the weight of the question before
    heading_said: float  # whether the question says the clause's heading
    type_held: float  # whether it holds the kind of figure, date or body that is asked for
    type_lacking: float  # whether one is asked for that it does not hold
    strangeness: float  # how much more it says before its figure than is asked
    defines: float  # whether it says what the thing is whose meaning is asked
    lead: float  # whether it stands in a notice, preamble or tail
    heading_alone: float  # whether it only names its clause
    nearness: float  # 1 / rank of its passage among the hits
    lexical: float  # standardised word score of the passage
    passage_cosine: float
    standing: float  # 1 for a text in force; less for drafts and ended ones
    allows: float  # whether it says what is allowed or goes on, where yes or no is asked
    outcome: float  # whether it says what comes of a case, where that is asked
    cosine: float | None = None  # of the question with the sentence under its heading
    words: float | None = None  # how near, on average, the question's words come to its words
    spoken_of: float | None = None  # share of the question's terms that it holds or comes near


# What decides between the sentences of one question and says little of how well one answers.
OF_ORDER = frozenset({"allows", "outcome", "spoken_of"})


def weigh(measures: Measures) -> float:
    """What the sentence is ranked by: the sum of its measures, each times its weight."""
    return _add_up(measures, frozenset(read_weights()))


def weigh_order(measures: Measures) -> float:
    """The part of it that counts for order alone."""
    return _add_up(measures, OF_ORDER)


def _add_up(measures: Measures, names: frozenset[str]) -> float:
    total = 0.0
    for name, weight in read_weights().items():
        value: float | None = getattr(measures, name)
        total += weight * (value or 0.0) if name in names else 0.0
    return total


@cache
def read_weights() -> dict[str, float]:
    """Weight by name of the measure."""
    text = resources.files("assistant.choosing").joinpath("ranking.toml").read_text("utf-8")
    weights = {name: float(value) for name, value in tomllib.loads(text)["weights"].items()}
    assert set(weights) == {field.name for field in fields(Measures)}
    return weights
