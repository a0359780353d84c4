"""What a question took from its conversation, told to the person who asked it."""

import re

from assistant.library import Library
from assistant.reading.mentions import MentionKind
from assistant.reading.scope import Scope


def tell_completed(scope: Scope, library: Library, body: str, context: str) -> str:
    """How a follow-up was read: 已结合上文（云峤县）理解：一个月多少（承接：班主任津贴）."""
    return f"已结合上文{_name_scope(scope, library)}理解：{_completed(body, context)}"


def tell_kept(scope: Scope, library: Library) -> str:
    """That a question with a thing of its own was asked of the place talked about."""
    return f"已沿用上文的范围{_name_scope(scope, library)}"


def _name_scope(scope: Scope, library: Library) -> str:
    """The places or documents that a question was read to be about: （云峤县）."""
    if scope.document_ids is None:
        return ""
    places = [m.words for m in scope.mentions if m.kind is MentionKind.REGION]
    names = dict.fromkeys(places if places else _names_of(scope, library))
    return f"（{'、'.join(names)}）"


def _names_of(scope: Scope, library: Library) -> list[str]:
    ids = scope.document_ids or frozenset()
    tops = [d for d in library.documents if d.id in ids and d.parent_id not in ids]
    return [f"《{d.title}》" for d in tops[:2]]


def _completed(body: str, context: str) -> str:
    """A follow-up as read, for a person: 一个月多少（承接：班主任津贴）."""
    said, before = (_COMMAS.sub("，", words).strip("，。？?、 ") for words in (body, context))
    return f"{said}（承接：{before}）" if before else said


_COMMAS = re.compile(r"[，,\s]{2,}|[，,]")
