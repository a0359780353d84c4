"""Ways of being wrong that no rule was written for, and paraphrases of an honest model.

`tests.further_untruths` makes sentences of clauses untrue in twenty-one ways; of
`tests.honest_paraphrases` every second one was put away while the rules were mended. What
survives of these is an accepted figure: raise it when more does.
"""

import dataclasses
import datetime
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant.locate import fold_text, split_sentences
from assistant.model import Draft, Statement, Support
from assistant.verify import verify_draft
from ingest.load import find_files, load_file
from ingest.model import Validity, ValidityState
from tests.clauses import make_document, make_hit
from tests.conftest import ROOT
from tests.further_untruths import WAYS
from tests.honest_paraphrases import HELD, LATE, OPEN
from tests.trial_statements import HITS as TRIAL_HITS
from vectorstore.model import Hit

STATE = Validity(ValidityState.IN_FORCE, datetime.date(2025, 6, 1), "", "")
PER_WAY = 90
ROLES_ALONE = re.compile("[（(](?:牵头|责任|配合)")  # says nothing without the task before it
READ = (".txt", ".docx", ".md", ".html")
# Of 50, 50 and 40, on 2026-11-28; before the rules 30, 38 and 32. `LATE` was written when the other
# two had been seen; at the first look 35 of it survived.
SURVIVING = {"open": 45, "held": 47, "late": 38}
STATUS_SAID = ("现行有效的《{}》规定，", "已正式印发的《{}》规定：", "国务院《{}》规定，")


def list_hits(folders: Sequence[Path]) -> Iterator[Hit]:
    paths = [path for path in sorted(find_files(folders)) if path.suffix in READ]
    documents = [document for path in paths for document in load_file(path).documents]
    for number, document in enumerate(documents, start=100):
        stored = make_document(number, document.metadata.title)
        stored = dataclasses.replace(stored, metadata=document.metadata)
        for n, clause in enumerate(document.clauses):
            above = tuple(
                other.heading
                for other in document.clauses
                if other is not clause and other.span.contains(clause.span) and other.heading
            )
            label = str(clause.ref.labels[-1])
            made = make_hit(stored, n, clause.text, label=label, heading=clause.heading, rank=n + 1)
            yield dataclasses.replace(
                made, passage=dataclasses.replace(made.passage, heading_path=above)
            )


@pytest.fixture(scope="module")
def hits(samples: Path) -> list[Hit]:
    return list(list_hits((samples, ROOT / "tests" / "data" / "town_documents")))


def survives(text: str, hit: Hit, quote: str) -> bool:
    draft = Draft(text, (Support(hit.passage.id, quote),))
    checked = verify_draft(draft, {hit.passage.id: hit}, {hit.document.id: STATE})
    return isinstance(checked, Statement)


def sentences(hits: Sequence[Hit]) -> list[tuple[Hit, str]]:
    return [
        (hit, hit.passage.text[span.start : span.end])
        for hit in hits
        if 30 < len(hit.passage.text) < 900
        for span in split_sentences(hit.passage.text)
        if 10 < len(span) < 140 and not ROLES_ALONE.match(hit.passage.text[span.start : span.end])
    ]


def make_untrue(hits: Sequence[Hit], way: str) -> list[tuple[Hit, str, str]]:
    """Up to `PER_WAY` untrue texts with their clause and the true sentence."""
    made = {
        (hit.passage.id, text): (hit, sentence, text)
        for hit, sentence in sentences(hits)
        for text in WAYS[way](sentence, hit.passage.text)
        if fold_text(text) not in fold_text(hit.passage.text)
    }
    drawn = list(made.values())
    random.Random(5).shuffle(drawn)
    return drawn[:PER_WAY]


@pytest.mark.parametrize("way", WAYS)
def test_no_sentence_made_untrue_in_a_further_way_survives(hits: list[Hit], way: str) -> None:
    drawn = make_untrue((*TRIAL_HITS, *hits), way)
    told = [t for hit, true, t in drawn if survives(t, hit, true) or survives(t, hit, "")]
    assert len(drawn) >= 5
    assert told == [], f"{len(told)} of {len(drawn)}"


@pytest.mark.parametrize("said", STATUS_SAID)
def test_what_is_said_of_a_documents_standing_is_not_shown(hits: list[Hit], said: str) -> None:
    drawn = random.Random(6).sample(sentences(hits), 60)
    told = [s for hit, s in drawn if survives(said.format(hit.document.title) + s, hit, s)]
    assert told == []


def test_a_sentence_is_not_shown_as_another_documents(hits: list[Hit]) -> None:
    source = random.Random(7)
    told = []
    for hit, sentence in source.sample(sentences(hits), 60):
        other = source.choice([h for h in hits if h.document.title not in hit.document.title])
        if other.document.title not in sentence:
            text = f"《{other.document.title}》规定，{sentence}"
            told += [text] if survives(text, hit, sentence) else []
    assert told == []


PLACE = "松棠县班主任津贴标准提高到每月不低于500元。"


def test_a_document_speaks_of_its_own_place_and_no_other(hits: list[Hit]) -> None:
    hit = next(h for h in hits if "班主任津贴标准提高到" in h.passage.text)
    assert survives(PLACE, hit, hit.passage.text)
    for other in ("梨溪县", "云岚州", "全州"):
        assert not survives(PLACE.replace("松棠县", other), hit, hit.passage.text)


@pytest.mark.shared
def test_of_real_sentences_made_untrue_hardly_one_survives(shared: Path) -> None:
    real = list(list_hits((shared / "corpus" / "seeds",)))
    tried = told = 0
    for way in WAYS:
        for hit, true, text in make_untrue(real, way):
            tried += 1
            told += survives(text, hit, true) or survives(text, hit, "")
    assert tried > 1_000
    assert told <= 0.01 * tried, f"{told} of {tried}"


@pytest.mark.parametrize(("half", "rows"), [("open", OPEN), ("held", HELD), ("late", LATE)])
def test_honest_paraphrases_survive_as_often_as_accepted(
    hits: list[Hit], half: str, rows: tuple[tuple[str, str], ...]
) -> None:
    surviving = 0
    for words, text in rows:
        holding = [hit for hit in hits if words in hit.passage.text]
        hit = min(holding, key=lambda found: len(found.passage.text))
        surviving += survives(text, hit, hit.passage.text)
    assert surviving >= SURVIVING[half], f"{surviving} of {len(rows)}"
