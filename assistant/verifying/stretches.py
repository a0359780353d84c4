"""Texts cut into sentences and stretches: the words between two commas.

A sentence of a list holds, before its own stretches, those that open the list (有下列情形之一的，
取消资格：), and every sentence holds the heading it stands under: so that a statement may be
carried by one sentence and yet say what the sentence is about.
"""

import functools
import re
from dataclasses import dataclass, replace

from assistant.locate import LABEL_WORDS, fold_text, is_page_break, split_sentences
from assistant.verifying.retelling import retell
from ingest.quantities import Quantity, find_quantities

LONGEST_BEFORE = 500  # characters; subjects and times stand at the beginning
LONGEST_HEADING = 24  # characters
_LABEL = re.compile(LABEL_WORDS)
_STRETCH_ENDS = re.compile(rf"[，,；;\n]|[：:](?=\s*$|{LABEL_WORDS})")
_EDGES = "，,；;：:（）() \t\n"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words between two commas, with what stands before them in the same sentence."""

    text: str
    folded: str
    before: str  # folded, headings first; of a very long sentence only the beginning
    previous: str  # folded; the stretch before it in its sentence, else what opens the sentence
    quantities: tuple[Quantity, ...]
    label: str  # its number where it has one: （一）, 3.
    first: str = ""  # folded; the first stretch of its sentence, without its number
    asked: bool = False  # of a question: it says nothing, but what is answered is said of it

    @property
    def begin(self) -> int:
        """Where the words begin in `folded`, after the number."""
        return len(fold_text(self.label))


@dataclass(frozen=True, slots=True)
class Source:
    """A clause cut up.

    A sentence is the numbers of its stretches, in reading order; so many of them at its
    beginning (its heading, the opening of its list) are not its own.
    """

    stretches: tuple[Stretch, ...]
    sentences: tuple[tuple[int, tuple[int, ...]], ...]


def split_stretches(text: str) -> tuple[tuple[Stretch, ...], ...]:
    """The stretches of each sentence of a text.

    >>> [[s.text for s in sentence] for sentence in split_stretches("甲镇300元，乙镇500元。完。")]
    [['甲镇300元', '乙镇500元。'], ['完。']]
    """
    sentences = (_split_sentence(text[s.start : s.end]) for s in split_sentences(text))
    return tuple(sentence for sentence in sentences if sentence)


def _split_sentence(sentence: str, above: str = "") -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    before = previous = above
    first = ""
    start = 0
    for end in (*(m.start() for m in _STRETCH_ENDS.finditer(sentence)), len(sentence)):
        raw = sentence[start:end].lstrip("，,；;：: \t\n")
        words = raw.strip(_EDGES)
        folded = fold_text(words)
        if folded:
            label = _LABEL.match(raw)
            number = label[0] if label is not None and len(label[0]) < len(words) else ""
            quantities = find_quantities(words)
            first = first or folded[len(fold_text(number)) :]
            found.append(Stretch(words, folded, before, previous, quantities, number, first))
            before = (before + folded)[:LONGEST_BEFORE]
            previous = folded
        start = end
    return tuple(found)


@functools.lru_cache(maxsize=256)
def read_source(text: str, headings: tuple[str, ...] = ()) -> Source:
    """The stretches and sentences of a clause under its headings.

    Lines broken by the page are also read as one, and the text also as it is retold. A heading
    that is a whole sentence, with commas or figures, opens nothing.
    """
    stretches: list[Stretch] = []
    for heading in headings:
        asked = _read_question(heading)
        parts = () if asked else _split_sentence(heading)
        stretches += asked or (parts if len(parts) == 1 and not _has_figures(parts[0]) else ())
    above = tuple(range(len(stretches)))
    sentences: dict[tuple[int, tuple[int, ...]], None] = {}
    for heading in headings:  # （五）激励政策 交流教师…
        text = re.sub(
            rf"(?m)^((?:{LABEL_WORDS})?{re.escape(heading)})[ \u3000]+(?=[\u4e00-\u9fff])",
            "\\1。\n",
            text,
        )
    whole = _unwrap(text)
    for version in dict.fromkeys(filter(None, (text, whole, *retell(whole, text)))):
        _read_version(version, above, stretches, sentences)
    return Source(tuple(stretches), tuple(sentences))


_COMMA_BREAK = re.compile(rf"([，,、])[ \t]*\n\s*(?!{LABEL_WORDS})")
_ANSWER = re.compile(r"(?:^|(?<=[？?\s]))答\d*[：:]\s*", re.MULTILINE)
_QUESTION = re.compile(r"^(?:追?问\s*\d*\s*[：:、．.]\s*(?P<asked>.+)|(?P<marked>.+[？?]))$", re.S)


def is_question(sentence: str) -> bool:
    """Whether it asks, or is numbered as a question (问3、…)."""
    return _QUESTION.match(sentence.strip()) is not None


def _read_question(sentence: str) -> tuple[Stretch, ...]:
    """The stretches of a question, what may stand before it (问1：) left off; else none."""
    found = _QUESTION.match(sentence.strip())
    if found is None:
        return ()
    words = found["asked"] or found["marked"]
    return tuple(replace(stretch, asked=True) for stretch in _split_sentence(words))


def _unwrap(text: str) -> str:
    text = _COMMA_BREAK.sub(r"\1", _ANSWER.sub("", text))
    lines: list[str] = []
    position = 0
    broken = False
    for line in text.splitlines(keepends=True):
        lines.append(line.lstrip(" \t") if broken else line)
        position += len(line)
        row = "\t" in line  # a row of a table ends where its line ends
        broken = line.endswith("\n") and not row and is_page_break(text, position - 1)
        if broken:
            lines[-1] = lines[-1].rstrip(" \t\n")
    return "".join(lines)


def _read_version(
    text: str,
    above: tuple[int, ...],
    stretches: list[Stretch],
    sentences: dict[tuple[int, tuple[int, ...]], None],
) -> None:
    heading: tuple[int, ...] = ()
    opening: tuple[int, ...] = ()
    kind = ""  # how the members of the list that is being read are numbered
    was_question = False
    for span in split_sentences(text):
        sentence = text[span.start : span.end]
        asked = _read_question(sentence)
        if asked:
            numbers = tuple(range(len(stretches), len(stretches) + len(asked)))
            heading, opening = (*heading, *numbers) if was_question else numbers, ()
            stretches.extend(asked)
        was_question = bool(asked)
        if asked:
            continue
        above_it = "".join(stretches[n].folded for n in (*above, *heading, *opening))
        parts = _split_sentence(sentence, above_it)
        if not parts:
            continue
        own = _kind(parts[0].label)
        kind = kind or own
        if own != kind:
            opening = ()
        numbers = tuple(range(len(stretches), len(stretches) + len(parts)))
        stretches.extend(parts)
        before = (*above, *heading, *opening)
        sentences[len(before), (*before, *numbers)] = None
        opened = _count_opening(sentence)
        if opened:
            opening = numbers[:opened]
            kind = _kind(parts[opened].label) if opened < len(parts) else ""
        elif not own and sentence[-1] not in "；;":
            opening, kind = (), ""
        if _is_heading(sentence, parts, text[span.end : span.end + 1]):
            heading, opening = numbers, ()


def _kind(label: str) -> str:
    plain = re.sub(r"[一二三四五六七八九十百零]+", "一", re.sub("[①-⑳]", "①", label))
    return re.sub(r"\d+", "1", plain).strip()


def _count_opening(sentence: str) -> int:
    """How many stretches open the list that the sentence begins; 0 where it begins none."""
    for found in _STRETCH_ENDS.finditer(sentence):
        if found[0] in "：:":
            return len(_split_sentence(sentence[: found.start()]))
    return 0


def _is_heading(sentence: str, parts: tuple[Stretch, ...], following: str) -> bool:
    """Whether a numbered line of its own, or a short numbered sentence at the head of one."""
    ends = sentence[-1]
    return (
        len(parts) == 1
        and bool(parts[0].label)
        and len(sentence) <= LONGEST_HEADING
        and ends not in "；;：:"
        and (ends not in "。！？" or following.strip() != "")
        and not _has_figures(parts[0])
    )


def _has_figures(stretch: Stretch) -> bool:
    return not all(quantity.ordinal for quantity in stretch.quantities)
