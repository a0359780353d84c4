"""What a language model wrote, read statement by statement while it is still writing.

JSON objects are found wherever they stand (bare, in a code fence, after a thinking passage);
a model that writes no JSON is read by lines of the form 一句陈述 [代号]「条款原文」.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_DEPTH = 4  # {"statements": [{…}]} has 2; deeper objects are not looked at
MAX_STATEMENT_CHARACTERS = 1_000

_THOUGHT = ("<think>", "</think>")
_KEY = re.compile(r"[A-Z]\d[A-Z]\d")  # as `assistant.language_model.material` draws them
_KEY_LIST = re.compile(
    r"[\[【［(（] ?([A-Z]\d[A-Z]\d(?: ?[,，、;；] ?[A-Z]\d[A-Z]\d)*) ?[\]】］)）]"
)
_LOOSE_OBJECT = re.compile(
    r'\{\s*"text"\s*:\s*"(?P<text>.*)"\s*,\s*"keys"\s*:\s*\[(?P<keys>[^\]]*)\]\s*,'
    r'\s*"quote"\s*:\s*"(?P<quote>.*)"\s*\}',
    re.DOTALL,
)
MAX_LOOSE_CHARACTERS = 4_000  # the pattern above is read against no more than this
_LINE_QUOTE = re.compile(r"[「『“\"]")
_BULLET = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.、)）])\s*")
_MARKS = re.compile(r"\*\*|__|`|(?m:^[ \t]*(?:#{1,6}[ \t]+|>[ \t]+|[-*•·][ \t]+))")
_REFUSAL = re.compile(r"^\s*无答案\s*[:：]?\s*")


@dataclass(frozen=True, slots=True)
class Written:
    """A statement as the model wrote it; nothing in it is checked."""

    text: str
    keys: tuple[str, ...]
    quotes: tuple[str, ...]


class OutputReader:
    """Takes the output piece by piece and gives back each statement when it is complete."""

    def __init__(self) -> None:
        self._text = ""
        self._position = 0
        self._starts: list[int] = []  # where the open objects begin; -1 below MAX_DEPTH
        self._in_string = False
        self._escaped = False
        self._whole_objects = 0
        self.reason: str | None = None  # the model's own words why it has no answer
        self.malformed = 0  # objects and lines that should have been statements
        self.found = 0
        self.complete = False  # the outermost object is closed: nothing more is to come

    def feed(self, piece: str) -> Iterator[Written]:
        """Statements that this piece completes."""
        self._text += piece
        if not self._skip_thought():
            return
        while self._position < len(self._text):
            position = self._position
            self._position += 1
            closed = self._step(self._text[position], position)
            if closed is not None:
                written = self._read_object(self._text[closed : position + 1])
                if written is not None:
                    self.found += 1
                    yield written

    def finish(self) -> Iterator[Written]:
        """Statements that only the end makes plain: those of a plain text."""
        if self.found or self._whole_objects or self.reason is not None:
            return
        if self._starts and '"text"' in self._text:
            return
        for written in self._read_lines(strip_thought(self._text)):
            self.found += 1
            yield written

    @property
    def unfinished(self) -> bool:
        """Whether the output broke off inside a JSON object."""
        return bool(self._starts) and (self._whole_objects > 0 or '"text"' in self._text)

    @property
    def empty(self) -> bool:
        """Whether nothing was said at all, apart from thoughts."""
        return not strip_thought(self._text).strip()

    def _skip_thought(self) -> bool:
        if self._position:
            return True
        opening, closing = _THOUGHT
        start = self._text.lstrip()
        if opening.startswith(start[: len(opening)]) and len(start) < len(opening):
            return False  # may become a thought; an empty start too
        if not start.startswith(opening):
            return True
        end = self._text.find(closing)
        if end < 0:
            return False
        self._position = end + len(closing)
        return True

    def _step(self, character: str, position: int) -> int | None:
        """Where the object that this character closes begins, if it closes one worth reading."""
        if self._in_string:
            if self._escaped:
                self._escaped = False
            elif character == "\\":
                self._escaped = True
            elif character == '"':
                self._in_string = False
        elif character == '"' and self._starts:
            self._in_string = True
        elif character == "{":
            self._starts.append(position if len(self._starts) < MAX_DEPTH else -1)
        elif character == "}" and self._starts:
            start = self._starts.pop()
            return start if start >= 0 else None
        return None

    def _read_object(self, source: str) -> Written | None:
        try:
            value = json.loads(source, strict=False)
        except (ValueError, RecursionError):
            written = read_loosely(source)
            self.malformed += written is None and '"text"' in source
            return written
        self._whole_objects += 1
        if "statements" in value:
            self.complete = not self._starts
            reason = value.get("reason")
            if not value["statements"]:
                self.reason = reason if isinstance(reason, str) else ""
        if "text" not in value:
            return None
        written = _read_fields(value)
        self.malformed += written is None
        return written

    def _read_lines(self, text: str) -> Iterator[Written]:
        refusal = _REFUSAL.match(text)
        if refusal is not None:
            self.reason = text[refusal.end() :].strip()
            return
        for line in text.splitlines():
            if not line.strip():
                continue
            written = read_line(line)
            if written is None or len(written.text) > MAX_STATEMENT_CHARACTERS:
                self.malformed += 1
                continue
            yield written


def read_line(line: str) -> Written | None:
    """The statement that one line of a plain-text answer holds; None where it names no key.

    >>> read_line("1. 每人每月补助300元 [K7Q2]「每人每月补助300元」")
    Written(text='每人每月补助300元', keys=('K7Q2',), quotes=('每人每月补助300元',))
    """
    first = _KEY_LIST.search(line)
    if first is None:
        return None
    keys = tuple(key for found in _KEY_LIST.finditer(line) for key in _KEY.findall(found[1]))
    text = _BULLET.sub("", line[: first.start()]).strip()
    after = line[first.end() :]
    quote = _quoted(after)
    text = strip_marks(text)
    return Written(text, tuple(dict.fromkeys(keys)), (quote,) if quote else ()) if text else None


def strip_keys(text: str) -> str:
    """The text without keys in brackets, which mean nothing to people.

    >>> strip_keys("每月300元[K7Q2]。")
    '每月300元。'
    """
    return _KEY_LIST.sub("", text).strip()


def strip_marks(text: str) -> str:
    """The text without the marks of Markdown: bold, headings, the points of a list.

    >>> strip_marks("**标准**如下：\\n- 小学`500`元")
    '标准如下：\\n小学500元'
    """
    return _MARKS.sub("", text).strip()


def strip_thought(text: str) -> str:
    """The text after the thinking passage that it begins with, if it does.

    >>> strip_thought("<think>会泽？</think>会泽县的补贴")
    '会泽县的补贴'
    """
    opening, closing = _THOUGHT
    before, opened, after = text.partition(opening)
    if not opened or before.strip():
        return text
    return after.partition(closing)[2]


def read_loosely(source: str) -> Written | None:
    """The statement of an object that is JSON but for bare quotation marks in its strings.

    >>> read_loosely('{"text": "办好"家门口"的学校", "keys": ["K7Q2"], "quote": "办好学校"}').text
    '办好"家门口"的学校'
    """
    found = _LOOSE_OBJECT.fullmatch(source[:MAX_LOOSE_CHARACTERS])
    if found is None or '"statements"' in source:
        return None
    return _read_fields(
        {"text": found["text"], "keys": _KEY.findall(found["keys"]), "quote": found["quote"]}
    )


def _read_fields(value: dict[str, object]) -> Written | None:
    text = value["text"]
    if not isinstance(text, str) or not 0 < len(text.strip()) <= MAX_STATEMENT_CHARACTERS:
        return None
    keys = _texts(value.get("keys", value.get("key")))
    quotes = _texts(value.get("quotes", value.get("quote")))
    return Written(
        strip_marks(strip_keys(text)), tuple(key.strip(" []【】") for key in keys), quotes
    )


def _quoted(text: str) -> str:
    opening = _LINE_QUOTE.search(text)
    if opening is None:
        return ""
    closing = {"「": "」", "『": "』", "“": "”", '"': '"'}[opening[0]]
    end = text.rfind(closing)
    return text[opening.end() : end].strip() if end > opening.end() else ""


def _texts(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(text for text in values if isinstance(text, str) and text.strip())
