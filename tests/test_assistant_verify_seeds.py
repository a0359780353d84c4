"""Sentences of real documents, as they stand and made untrue, against verification.

The clauses here are plain paragraphs; nothing in this file was used to write the rules.
"""

import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.locate import fold_text, split_sentences
from assistant.model import Draft, Statement, Support
from assistant.verify import verify_draft
from ingest.model import Validity, ValidityState
from tests.clauses import make_document, make_hit
from tests.test_assistant_verify_trials import AS_OF
from vectorstore.model import Hit

pytestmark = pytest.mark.shared
PER_WAY = 120

# way: (what stands there, what is put in its place)
CHANGES = {
    "number": ((r"(?<=[^\d第（(+.x～~-]{4})\d{1,3}(?=\s?[元人名个天次%万])", "7{}"),),
    "unit": (
        (r"(?<=\d)\s?万元", "元"),
        (r"(?<=\d)\s?元", "万元"),
        (r"(?<=\d)\s?%", "人"),
        (r"(?<=\d)\s?天", "个月"),
        ("每年(?=.{0,12}\\d)", "每月"),
        ("每学期(?=.{0,12}\\d)", "每学年"),
    ),
    "date": ((r"(?<=20)2[0-7](?=\s?年)", "19"), (r"(?<=20)2[0-7](?=\s?年)", "31")),
    "negation": (
        ("不得", "可以"),
        ("严禁", "允许"),
        ("必须", "可以"),
        ("不再", "继续"),
        ("不予", "予以"),
        ("原则上", ""),
        ("优先", "不"),
    ),
    "direction": (
        ("不低于", "不高于"),
        ("不低于", "低于"),
        ("不少于", "不超过"),
        ("不少于", "少于"),
        ("不超过", "不少于"),
        ("不超过", "超过"),
        (r"(?<=\d[%人元年名个])以上", "以下"),
        (r"(?<=\d[%人元年名个])以上", ""),
        ("至少", "至多"),
    ),
    "name": ((r"[\u4e00-\u9fff]{2,4}(?=[局股]|委员会|办公室)", "县供销"),),
}


@pytest.fixture(scope="module")
def hits(shared: Path) -> list[Hit]:
    found: list[Hit] = []
    for number, path in enumerate(sorted((shared / "corpus" / "seeds").glob("*.txt"))):
        lines = (line.strip() for line in path.read_text(encoding="utf-8").split("\n"))
        paragraphs = [line for line in lines if 40 < len(line) < 700]
        document = make_document(number, f"样本文件{number}")
        found += [
            make_hit(document, n, text, label=f"段{n}", heading="", rank=n + 1)
            for n, text in enumerate(paragraphs)
        ]
    return found


def sentences(hits: list[Hit]) -> list[tuple[Hit, str]]:
    return [
        (hit, hit.passage.text[span.start : span.end])
        for hit in hits
        for span in split_sentences(hit.passage.text)
        if 12 < len(span) < 160
    ]


def survives(text: str, hit: Hit, quote: str, hits: Sequence[Hit]) -> bool:
    passages = {found.passage.id: found for found in hits}
    validity = Validity(ValidityState.IN_FORCE, AS_OF, "", "")
    validities = {found.document.id: validity for found in hits}
    draft = Draft(text, (Support(hit.passage.id, quote),))
    return isinstance(verify_draft(draft, passages, validities), Statement)


def change(sentence: str, way: str, source: random.Random) -> str | None:
    places = [(f, new) for old, new in CHANGES[way] for f in re.finditer(old, sentence)]
    if not places:
        return None
    found, new = source.choice(places)
    return sentence[: found.start()] + new.format(found[0]) + sentence[found.end() :]


@pytest.mark.parametrize("way", CHANGES)
def test_a_real_sentence_made_untrue_does_not_survive(hits: list[Hit], way: str) -> None:
    source = random.Random(7)
    drawn = sentences(hits)
    source.shuffle(drawn)
    tried, survivors = 0, []
    for hit, sentence in drawn:
        text = change(sentence, way, source)
        if text is None or fold_text(text) in fold_text(hit.passage.text):
            continue
        tried += 1
        if survives(text, hit, source.choice([sentence, ""]), hits):
            survivors.append(text)
        if tried == PER_WAY:
            break
    assert tried >= 10
    assert not survivors, f"{len(survivors)} of {tried}: {survivors[:5]}"


def test_real_sentences_and_parts_of_them_survive(hits: list[Hit]) -> None:
    source = random.Random(8)
    tried, lost = 0, []
    for hit, sentence in source.sample(sentences(hits), 400):
        stretches = re.split(r"[，,]", sentence)
        cut = source.randrange(1, len(stretches) + 1)
        for text in {sentence, "，".join(stretches[:cut])}:
            if len(text) < 8:
                continue
            tried += 1
            if not survives(text, hit, sentence, hits):
                lost.append(text)
    assert len(lost) <= 0.02 * tried, f"{len(lost)} of {tried}: {lost[:5]}"


def test_a_sentence_of_another_paragraph_does_not_survive(hits: list[Hit]) -> None:
    source = random.Random(9)
    survivors = []
    for _ in range(300):
        _, sentence = source.choice(sentences(hits))
        other = source.choice(hits)
        if fold_text(sentence) not in fold_text(other.passage.text) and survives(
            sentence, other, "", hits
        ):
            survivors.append(sentence)
    assert survivors == []
