"""Reads a prompt file, with its placeholders checked.

A file begins with the line `placeholders: a, b`, then `=== system ===` and `=== user ===`, each
with its text. A placeholder stands as `{{a}}`; single braces are text.
"""

import re
from dataclasses import dataclass
from importlib.resources import files

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_DECLARATION = "placeholders:"
_SYSTEM = "=== system ==="
_USER = "=== user ==="


class PromptError(Exception):
    """Root of what can be wrong with a prompt: its file, its placeholders, its values.

    `message_zh` is what a person is shown.
    """

    def __init__(self, message: str, *, message_zh: str) -> None:
        super().__init__(message)
        self.message_zh = message_zh


@dataclass(frozen=True, slots=True)
class FilledPrompt:
    """What is sent to a model: its instructions, and what they are about."""

    system: str
    user: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """The two texts of a prompt with the names that `fill` wants."""

    name: str
    placeholders: frozenset[str]
    system: str
    user: str

    def fill(self, **values: str) -> FilledPrompt:
        """Both texts with every placeholder replaced; raises PromptError on other names.

        A value is never searched for placeholders itself.
        """
        missing = sorted(self.placeholders - values.keys())
        surplus = sorted(values.keys() - self.placeholders)
        empty = sorted(name for name, value in values.items() if not value.strip())
        if missing or surplus or empty:
            raise _fault(
                self.name, f"missing values {missing!r}, surplus {surplus!r}, empty {empty!r}"
            )
        return FilledPrompt(_replace(self.system, values), _replace(self.user, values))


def load_prompt(name: str) -> Prompt:
    """The prompt kept in `<name>.txt` beside this module; raises PromptError on a bad one."""
    if not re.fullmatch(r"[a-z_]+", name):
        raise _fault(name, "expected a name of lower-case letters and _")
    source = files(__package__).joinpath(f"{name}.txt")
    if not source.is_file():
        raise _fault(name, "there is no such file; the prompts are part of the installation")
    return parse_prompt(name, source.read_text(encoding="utf-8"))


def parse_prompt(name: str, text: str) -> Prompt:
    """The prompt that a file's text holds; raises PromptError where the two do not agree.

    >>> prompt = parse_prompt(
    ...     "greet", "placeholders: who\\n=== system ===\\nBe kind.\\n=== user ===\\nI am {{who}}."
    ... )
    >>> prompt.fill(who="{{nobody}}").user
    'I am {{nobody}}.'
    """
    head, system_mark, rest = text.partition(_SYSTEM)
    system, user_mark, user = rest.partition(_USER)
    declaration = head.strip()
    if not system_mark or not user_mark or not declaration.startswith(_DECLARATION):
        raise _fault(name, f"expected {_DECLARATION!r}, {_SYSTEM!r} and {_USER!r} in this order")
    listed = declaration.removeprefix(_DECLARATION).split(",")
    declared = frozenset(word.strip() for word in listed if word.strip())
    found = frozenset(_PLACEHOLDER.findall(system + user))
    if declared != found:
        raise _fault(
            name, f"declared placeholders are {sorted(declared)!r}, found {sorted(found)!r}"
        )
    if not system.strip() or not user.strip():
        raise _fault(name, "the system text or the user text is empty")
    return Prompt(name, declared, system.strip(), user.strip())


def _replace(text: str, values: dict[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda match: values[match[1]], text)


def _fault(name: str, what: str) -> PromptError:
    return PromptError(
        f"prompt {name!r}: {what}", message_zh=f"提示词文件 {name} 有误，请检查安装是否完整。"
    )
