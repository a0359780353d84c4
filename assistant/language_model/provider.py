"""LangChain chat models other than OpenAI-compatible ones, named by their class.

`langchain_ollama:ChatOllama/qwen3:8b` as the model's name asks that class, which must be
installed beside this package, for `qwen3:8b`.
"""

import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import SecretStr

from assistant.language_model.failure import ModelError, ModelFailure

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_NAMED = re.compile(r"([a-z_][a-z0-9_.]*):([A-Z]\w*)/(.+)")


@dataclass(frozen=True, slots=True)
class Provider:
    """A chat model's class, and which of its models is meant."""

    module: str
    class_name: str
    model: str


def find_provider(name: str) -> Provider | None:
    """The class that a model's name asks for; None for a model of an OpenAI-compatible service.

    >>> find_provider("langchain_ollama:ChatOllama/qwen3:8b").model
    'qwen3:8b'
    >>> find_provider("Qwen/Qwen2.5-7B-Instruct"), find_provider("qwen2.5:7b")
    (None, None)
    """
    found = _NAMED.fullmatch(name)
    return None if found is None else Provider(found[1], found[2], found[3])


def make_model(
    provider: Provider, *, base_url: str, api_key: SecretStr, temperature: float | None
) -> "BaseChatModel":
    """The chat model; raises ModelError where its class is not installed.

    An address that is none (`-`) and an empty key are left to the class. Its own timeouts are not
    set: the deadline of a draft ends a request all the same.
    """
    given: Mapping[str, object] = {
        "model": provider.model,
        **({"temperature": temperature} if temperature is not None else {}),
        **({"base_url": base_url} if base_url.startswith("http") else {}),
        **({"api_key": api_key} if api_key.get_secret_value() else {}),
    }
    try:
        made = getattr(importlib.import_module(provider.module), provider.class_name)
    except (ImportError, AttributeError) as error:
        raise ModelError(
            ModelFailure.NOT_INSTALLED, f"{provider.module}:{provider.class_name}"
        ) from error
    model: BaseChatModel = made(**given)
    return model
