"""Drafts statements with a LangChain chat model behind any OpenAI-compatible address.

The model is never trusted: it sees clauses under opaque keys, and what it says goes through
`assistant.verify` like any draft. A request runs in a thread of its own, so that the deadline
holds even against a server that never answers or never stops. Neither the key nor a prompt nor
a document's text is ever logged, nor sent to a tracing service.
"""

import dataclasses
import logging
import queue
import secrets
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import SecretStr

from assistant.language_model.breaker import Breaker, Outcome
from assistant.language_model.failure import RETRIED, ModelError, ModelFailure
from assistant.language_model.material import lay_out, make_draft
from assistant.language_model.output import OutputReader, Written, strip_thought
from assistant.language_model.provider import find_provider, make_model
from assistant.model import Draft, Evidence, Turn
from prompts.load import FilledPrompt, load_prompt

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

LOGGER = logging.getLogger(__name__)
CHARACTERS_PER_TOKEN = 6  # no tokenizer writes more Chinese or JSON than this per token
BACKOFF_S = 0.5  # before the first retry; doubled for each further one
CONNECT_TIMEOUT_S = 5.0
MAX_REWRITTEN_CHARACTERS = 200
MAX_SEARCH_WORDS = 8
MAX_WORD_CHARACTERS = 12
MAX_TURNS = 4  # how much of a conversation is sent to complete a follow-up
MAX_TURN_CHARACTERS = 600
PREPARING_SHARE = 0.4  # of the time for a draft that all calls before it may take together
MIN_PREPARING_S = 0.2  # less is not worth asking
LINE_TOKENS = 600  # longest answer of one line, a thinking model's thoughts included
# Failures of a call for one line that say nothing of the service.
_OF_THE_TASK = frozenset({ModelFailure.TIMEOUT, ModelFailure.EMPTY, ModelFailure.UNFINISHED})


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Where a chat model is and how long it may take."""

    base_url: str  # of the OpenAI-compatible service, with /v1 where it has that
    model: str  # its name there, or a LangChain class and its name (see `provider`)
    api_key: SecretStr = field(default=SecretStr(""))  # empty: the service wants none
    temperature: float | None = 0.0  # None: not sent, for models that refuse it
    timeout_s: float = 60.0  # for all calls of one question, retries included
    read_timeout_s: float = 30.0  # for one sign of life
    max_tokens: int = 1_500
    max_tokens_field: str = "max_tokens"  # newer services: max_completion_tokens; "": not sent
    max_material_characters: int = 12_000
    retries: int = 1
    breaker_failures: int = 3
    breaker_rest_s: float = 30.0

    def __post_init__(self) -> None:
        positive = (self.timeout_s, self.read_timeout_s, self.max_tokens)
        if not self.base_url or not self.model or min(positive) <= 0 or self.retries < 0:
            raise ValueError(
                "expected an address, a model and positive limits, found "
                f"model {self.model!r}, limits {positive!r}, retries {self.retries!r}"
            )


class ChatModelDrafter:
    """Implements `Drafter` and `Completer`; one instance serves all threads.

    It remembers nothing of a request but whether it failed, in its breaker.
    """

    def __init__(
        self,
        settings: ModelSettings,
        *,
        breaker: Breaker | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings = settings
        self._breaker = breaker or Breaker(
            failures=settings.breaker_failures, rest_s=settings.breaker_rest_s
        )
        self._clock = clock
        self._sleep = sleep

    def draft(self, evidence: Evidence) -> Iterator[Draft]:
        """Each statement as soon as the model has written it; raises ModelError, maybe after some.

        A statement with a key that was never given has no supports, so that verification drops
        it.
        """
        material = lay_out(evidence.hits, budget=self._settings.max_material_characters)
        LOGGER.debug(
            "material: %d passages, cut %s, left out %s",
            len(material.passages),
            list(material.cut),
            list(material.left_out),
        )
        if not material.passages:
            raise ModelError(ModelFailure.NOTHING_SUPPORTED, "there is no passage to answer from")
        prompt = load_prompt("answer").fill(
            fence=material.fence, material=material.text, question=evidence.question
        )
        reader = OutputReader()
        invented = 0
        settings = self._within(self._settings.timeout_s - evidence.spent_s)
        with self._guard():
            for written in self._read(prompt, reader, settings):
                draft = make_draft(written, material)
                invented += not draft.supports
                yield draft
            LOGGER.info(
                "model output: %d statements, %d without a valid key, %d unreadable",
                reader.found,
                invented,
                reader.malformed,
            )
            check_output(reader)

    def rewrite_follow_up(
        self, history: tuple[Turn, ...], text: str, *, spent_s: float = 0.0
    ) -> str | None:
        """The follow-up as a question of its own, to search with; None if it is one already.

        Raises ModelError. The result is one line of at most 200 characters, and untrusted.
        """
        if not history:
            return None
        turns = [
            f"问：{turn.user[:MAX_TURN_CHARACTERS]}\n答：{turn.assistant[:MAX_TURN_CHARACTERS]}"
            for turn in history[-MAX_TURNS:]
        ]
        prompt = load_prompt("follow_up").fill(
            fence=secrets.token_hex(6).upper(), history="\n".join(turns), question=text
        )
        rewritten = self._say_line(prompt, spent_s).strip('“”"「」 ')
        rewritten = rewritten.removeprefix("追问：").removeprefix("问题：").strip()
        if not 0 < len(rewritten) <= MAX_REWRITTEN_CHARACTERS:
            raise ModelError(
                ModelFailure.NOT_STATEMENTS, f"a question of {len(rewritten)} characters"
            )
        return None if rewritten == text.strip() else rewritten

    def propose_search_words(self, question: str, *, spent_s: float = 0.0) -> tuple[str, ...]:
        """Official words for a question in everyday ones, to search with; maybe none.

        Raises ModelError. At most 8 words of at most 12 characters, untrusted.
        """
        line = self._say_line(load_prompt("search_words").fill(question=question), spent_s)
        for mark in "，、；,;":
            line = line.replace(mark, " ")
        words = (word.strip('“”"「」。') for word in line.split())
        fitting = (word for word in words if 1 < len(word) <= MAX_WORD_CHARACTERS)
        return tuple(dict.fromkeys(fitting))[:MAX_SEARCH_WORDS]

    def _within(self, seconds: float) -> ModelSettings:
        """The settings for a call that may take so long; raises ModelError where none is left."""
        if seconds < MIN_PREPARING_S:
            raise ModelError(ModelFailure.TIMEOUT, f"{max(0.0, seconds):.1f} s were left")
        return dataclasses.replace(self._settings, timeout_s=seconds)

    @contextmanager
    def _guard(self, *, blameless: frozenset[ModelFailure] = frozenset()) -> Iterator[None]:
        ticket = self._breaker.enter()
        if ticket is None:
            raise ModelError(
                ModelFailure.RESTING, f"not asked for {self._breaker.remaining_s():.0f} s"
            )
        outcome = Outcome.ABANDONED
        try:
            yield
            outcome = Outcome.SUCCESS
        except ModelError as error:
            answered = error.kind is ModelFailure.NOTHING_SUPPORTED
            outcome = Outcome.SUCCESS if answered else Outcome.FAILURE
            if error.kind in blameless:
                outcome = Outcome.ABANDONED
            LOGGER.warning("language model: %s", error)
            raise
        finally:
            self._breaker.leave(ticket, outcome)

    def _read(
        self, prompt: FilledPrompt, reader: OutputReader, settings: ModelSettings
    ) -> Iterator[Written]:
        for piece in self._stream(prompt, settings):
            yield from reader.feed(piece)
            if reader.complete:
                return
        yield from reader.finish()

    def _say_line(self, prompt: FilledPrompt, spent_s: float) -> str:
        """The first line said, within what calls before a draft may take; asked only once.

        Failing in it speaks of the short time and the task, not of a service that is down.
        """
        settings = dataclasses.replace(
            self._within(PREPARING_SHARE * self._settings.timeout_s - spent_s),
            max_tokens=min(LINE_TOKENS, self._settings.max_tokens),
            retries=0,
        )
        said = ""
        with self._guard(blameless=_OF_THE_TASK):
            pieces = self._stream(prompt, settings)
            for piece in pieces:
                said += piece
                if "\n" in strip_thought(said).lstrip():
                    break
            pieces.close()
            lines = [line.strip() for line in strip_thought(said).splitlines() if line.strip()]
            if not lines:
                raise ModelError(ModelFailure.EMPTY, "the text is empty")
            return lines[0]

    def _stream(self, prompt: FilledPrompt, settings: ModelSettings) -> Generator[str]:
        """The pieces of one answer; asked again while nothing was said and time is left."""
        deadline = self._clock() + settings.timeout_s
        attempt = 0
        while True:
            said = False
            exchange = Exchange(settings, prompt, deadline - self._clock())
            try:
                for piece in exchange.pieces(deadline, self._clock):
                    said = said or bool(piece)
                    yield piece
                return
            except ModelError as error:
                wait = BACKOFF_S * 2**attempt
                late = self._clock() + wait >= deadline
                if said or late or attempt >= settings.retries or error.kind not in RETRIED:
                    raise
            finally:
                exchange.close()
            self._sleep(wait)
            attempt += 1


def check_output(reader: OutputReader) -> None:
    """Raise ModelError where what was read is no whole answer."""
    if reader.empty:
        raise ModelError(ModelFailure.EMPTY, "the text is empty")
    if reader.unfinished:
        raise ModelError(ModelFailure.UNFINISHED, f"{reader.found} statements, then it broke off")
    if reader.found:
        return
    if reader.reason is not None:
        raise ModelError(ModelFailure.NOTHING_SUPPORTED, "the model says so")
    raise ModelError(ModelFailure.NOT_STATEMENTS, f"{reader.malformed} unreadable statements")


class Exchange:
    """One request in a thread of its own. `close` it: that ends the request."""

    def __init__(self, settings: ModelSettings, prompt: FilledPrompt, remaining_s: float) -> None:
        self._settings = settings
        self._prompt = prompt
        self._read_timeout_s = max(0.1, min(settings.read_timeout_s, remaining_s))
        self._said: queue.SimpleQueue[str | ModelError | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._shut: Callable[[], None] | None = None
        threading.Thread(target=self._run, name="language-model", daemon=True).start()

    def pieces(self, deadline: float, clock: Callable[[], float]) -> Iterator[str]:
        """What the model says as it says it; raises ModelError, at the latest at the deadline."""
        while True:
            try:
                said = self._said.get(timeout=max(0.0, deadline - clock()))
            except queue.Empty:
                raise ModelError(
                    ModelFailure.TIMEOUT, f"not done within {self._settings.timeout_s} s"
                ) from None
            if said is None:
                return
            if isinstance(said, ModelError):
                raise said
            yield said

    def close(self) -> None:
        """End the request. The thread ends with its next byte or its read timeout."""
        self._closed.set()
        if self._shut is not None:
            self._shut()

    def _run(self) -> None:
        try:
            self._receive()
        except ModelError as error:
            self._said.put(error)
        except Exception as error:  # noqa: BLE001  (the door: whatever LangChain or HTTP raises)
            LOGGER.debug("request to the language model ended with %s", type(error).__name__)
            self._said.put(classify(error))
        finally:
            self._said.put(None)

    def _receive(self) -> None:
        import openai
        from langchain_openai import ChatOpenAI
        from langsmith import tracing_context

        quieten_clients()
        settings = self._settings
        limit = settings.max_tokens * CHARACTERS_PER_TOKEN
        name = settings.max_tokens_field
        with openai.DefaultHttpxClient() as http, tracing_context(enabled=False):
            self._shut = http.close
            if self._closed.is_set():
                return
            provider = find_provider(settings.model)
            key, temperature = settings.api_key, settings.temperature
            model: BaseChatModel = (
                ChatOpenAI(
                    model=settings.model,
                    base_url=settings.base_url,
                    api_key=key if key.get_secret_value() else SecretStr("-"),
                    temperature=temperature,
                    timeout=openai.Timeout(self._read_timeout_s, connect=CONNECT_TIMEOUT_S),
                    max_retries=0,
                    extra_body={name: settings.max_tokens} if name else {},
                    http_client=http,
                    cache=False,
                )
                if provider is None
                else make_model(
                    provider, base_url=settings.base_url, api_key=key, temperature=temperature
                )
            )
            received = 0
            for message in model.stream(
                [("system", self._prompt.system), ("user", self._prompt.user)]
            ):
                if self._closed.is_set():
                    return
                piece = str(message.text)
                received += max(1, len(piece))
                self._said.put(piece)
                if received > limit:
                    raise ModelError(ModelFailure.UNFINISHED, f"more than {limit} characters")


def quieten_clients() -> None:
    """Keep the HTTP and OpenAI clients from logging addresses and bodies below warnings."""
    for name in ("openai", "httpx", "httpx2", "httpcore", "httpcore2"):
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.WARNING))


def classify(error: Exception) -> ModelError:
    """What an exception of LangChain, of the OpenAI client or of HTTP means.

    Only its type and status are kept: bodies and messages may repeat the prompt.
    """
    import openai

    name = type(error).__name__
    if isinstance(error, openai.APIStatusError):
        return ModelError(_classify_status(error.status_code), f"HTTP {error.status_code}")
    # While a stream is read, errors of the HTTP client come through as they are.
    if isinstance(error, openai.APITimeoutError) or "Timeout" in name:
        return ModelError(ModelFailure.TIMEOUT, name)
    if isinstance(error, openai.APIConnectionError) or type(error).__module__.startswith("http"):
        return ModelError(ModelFailure.UNREACHABLE, name)
    return ModelError(ModelFailure.UNREADABLE, name)


def _classify_status(status: int) -> ModelFailure:
    if status in (401, 403):
        return ModelFailure.KEY_REJECTED
    if status == 404:
        return ModelFailure.UNKNOWN_MODEL
    if status in (408, 429):
        return ModelFailure.BUSY
    return ModelFailure.SERVER_ERROR if status >= 500 else ModelFailure.REQUEST_REJECTED
