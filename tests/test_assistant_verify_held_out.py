"""Statements and documents that the rules of verification were not written on."""

import random
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from assistant.locate import fold_text, split_sentences
from assistant.model import Draft, Statement, Support
from assistant.verify import verify_draft
from ingest.load import find_files, load_file
from ingest.model import Validity, ValidityState
from tests.clauses import make_document, make_hit
from tests.held_out_statements import HITS, TRUE
from tests.held_out_untruths import UNTRUE
from tests.test_assistant_verify_trials import AS_OF
from vectorstore.model import Hit

PER_WAY = 150
STATE = Validity(ValidityState.IN_FORCE, AS_OF, "", "")

# way: (what stands there, what is put in its place)
CHANGES = {
    "number": ((r"(?<![\d第（(.])[1-9]\d*(?=\s?[元人名个天次%万所学小工周课节届倍])", "{}3"),),
    "numeral": ((r"(?<=[每满届期两内])[二三四五六七八两](?=[年次个届])", "九"),),
    "unit": (
        (r"(?<=\d)万元", "元"),
        (r"(?<=\d)元", "万元"),
        (r"(?<=\d)%", "个"),
        (r"(?<=\d)个?(工作日|课时|学时|小时)", "个月"),
        (r"每[生人年月周天次](?=.{0,12}\d)", "每校"),
        (r"每学期(?=.{0,12}\d)", "每月"),
    ),
    "date": (
        (r"(?<=20)[12]\d(?=年)", "33"),
        (r"(?<=[年—])\d{1,2}(?=月)", "11"),
        (r"(?<=月)\d{1,2}(?=日)", "29"),
        (r"(?<=20)[12]\d(?=[—-])", "16"),
    ),
    "negation": (
        ("不得", "可以"),
        ("不得", ""),
        ("严禁", "鼓励"),
        ("应当", "不得"),
        ("应当", "可以"),
        ("可以", "应当"),
        ("一律", ""),
        ("不予", ""),
        ("停止", "继续"),
        ("取消", "保留"),
    ),
    "softening": (
        ("原则上", ""),
        ("一般(?=不)", ""),
        ("优先", ""),
        ("可以", ""),
        ("逐步", ""),
        ("力争", ""),
        ("鼓励", "要求"),
        ("适当", "大幅"),
    ),
    "direction": (
        ("不低于", "低于"),
        ("不少于", "最多"),
        ("不超过", "超过"),
        ("不得超过", "可以超过"),
        (r"以上", "以下"),
        (r"以上", ""),
        ("以内", "以上"),
        ("至少", "不超过"),
        ("低于", "高于"),
    ),
    "name": (
        (r"(?:计财|基教|人事|安全|审计)股", "宣传股"),
        (r"(?<=县)(?:教育体育|财政|公安)局", "水利局"),
        (r"[松梨澄云][棠溪岩岚](?=[县州])", "北山"),
        ("小学(?=[^、，。]*\\d)", "高中"),
        ("校长", "教师"),
        ("陆见川|柏知秋|闻启山", "陆知秋"),
    ),
}


@pytest.fixture(scope="module")
def sample_hits(samples: Path) -> list[Hit]:
    documents = [
        document
        for path in find_files([samples])
        if path.suffix in (".txt", ".docx")
        for document in load_file(path).documents
    ]
    found: list[Hit] = []
    for number, document in enumerate(documents, start=100):
        stored = make_document(number, document.metadata.title)
        found += [
            make_hit(stored, n, c.text, label=str(c.ref.labels[-1]), heading=c.heading, rank=n + 1)
            for n, c in enumerate(document.clauses)
            if 40 < len(c.text) < 900
        ]
    return found


def sentences(hits: list[Hit]) -> list[tuple[Hit, str]]:
    return [
        (hit, hit.passage.text[span.start : span.end])
        for hit in hits
        for span in split_sentences(hit.passage.text)
        if 10 < len(span) < 160
    ]


def survives(text: str, hit: Hit, quote: str, hits: Sequence[Hit]) -> bool:
    passages = {found.passage.id: found for found in hits}
    validities = {found.document.id: STATE for found in hits}
    draft = Draft(text, (Support(hit.passage.id, quote),))
    return isinstance(verify_draft(draft, passages, validities), Statement)


def lead_in(hit: Hit, source: random.Random) -> str:
    title, label = hit.document.title, hit.passage.label
    label = label if label.startswith("第") else f"第{label.strip('（）')}条"
    return source.choice(["", f"《{title}》规定，", f"《{title}》{label}：", f"根据《{title}》，"])


def test_true_statements_of_other_clauses_survive() -> None:
    lost = [
        text
        for clause, text in TRUE
        if not survives(text, HITS[clause], HITS[clause].passage.text, HITS)
    ]
    assert len(lost) <= 0.02 * len(TRUE), f"{len(lost)} of {len(TRUE)}: {lost}"


def test_untrue_statements_of_other_clauses_do_not_survive() -> None:
    told = [
        text
        for clause, text in UNTRUE
        if any(
            survives(text, HITS[clause], quote, HITS) for quote in (HITS[clause].passage.text, "")
        )
    ]
    assert told == [], f"{len(told)} of {len(UNTRUE)}"


@pytest.mark.parametrize("way", CHANGES)
def test_a_changed_sentence_of_a_sample_does_not_survive(sample_hits: list[Hit], way: str) -> None:
    source = random.Random(31)
    tried, survivors = 0, []
    drawn = [
        (hit, sentence, found, new)
        for hit, sentence in sentences(sample_hits)
        for old, new in CHANGES[way]
        for found in re.finditer(old, sentence)
    ]
    source.shuffle(drawn)
    for hit, sentence, found, new in drawn[:PER_WAY]:
        text = sentence[: found.start()] + new.format(found[0]) + sentence[found.end() :]
        if fold_text(text) in fold_text(hit.passage.text):
            continue
        tried += 1
        if survives(lead_in(hit, source) + text, hit, source.choice([sentence, ""]), sample_hits):
            survivors.append(text)
    assert tried >= 8
    assert not survivors, f"{len(survivors)} of {tried}: {survivors}"


def test_halves_of_two_sentences_of_a_sample_do_not_survive(sample_hits: list[Hit]) -> None:
    source = random.Random(32)
    pairs = [
        (hit, one, other)
        for hit, first in sentences(sample_hits)
        for one in [re.split("[，,]", first)[0]]
        for found, second in sentences([hit])
        if found is hit and second != first and re.search(r"\d", second) and "，" in second
        for other in [re.split("[，,]", second)[-1]]
    ]
    tried = survived = 0
    told = []
    for hit, one, other in source.sample(pairs, min(300, len(pairs))):
        text = f"{one.rstrip('。；')}，{other}"
        names = (hit.document.title, hit.passage.heading)
        if one.endswith(("。", "：", *filter(None, names))) or fold_text(text) in fold_text(
            hit.passage.text
        ):
            continue
        tried += 1
        if survives(text, hit, "", sample_hits):
            survived += 1
            told.append(text)
    assert tried >= 40
    assert not told, f"{survived} of {tried}: {told}"


def test_a_figure_moved_to_another_subject_of_its_sentence_does_not_survive(
    sample_hits: list[Hit],
) -> None:
    told, tried = [], 0
    for hit, sentence in sentences(sample_hits):
        parts = re.split("[，,、]", sentence.rstrip("。；"))
        for one, other in pairwise(parts):
            here, there = (re.search(r"\d[\d.]*(?=[元人名个天次%万所])", p) for p in (one, other))
            if here is None or there is None or here[0] == there[0]:
                continue
            text = one[: here.start()] + there[0] + one[here.end() :]
            if fold_text(text) in fold_text(hit.passage.text):
                continue
            tried += 1
            if survives(text, hit, "", sample_hits):
                told.append(text)
    assert tried >= 8
    assert not told, f"{len(told)} of {tried}: {told}"


def test_sentences_of_samples_and_parts_of_them_survive(sample_hits: list[Hit]) -> None:
    source = random.Random(33)
    tried, lost = 0, []
    drawn = sentences(sample_hits)
    for hit, sentence in source.sample(drawn, min(400, len(drawn))):
        stretches = re.split("，", sentence)
        cut = source.randrange(1, len(stretches) + 1)
        # What follows a condition is true only with it.
        whole = cut < 2 or not stretches[cut - 2].endswith(("的", "时", "后"))
        tail = "，".join(stretches[cut - 1 :]) if whole else sentence
        for text in {sentence, "，".join(stretches[:cut]), tail}:
            if len(text) < 8:
                continue
            tried += 1
            if not survives(lead_in(hit, source) + text, hit, sentence, sample_hits):
                lost.append(text)
    assert len(lost) <= 0.02 * tried, f"{len(lost)} of {tried}: {lost}"
