"""A real HTTP server that speaks the OpenAI chat protocol and answers by script.

It reads the keys and clauses out of the prompt that it is sent, so that what it quotes is really
there, or wrong in exactly the way that its behaviour names.
"""

import asyncio
import json
import re
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypedDict

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

PIECE_CHARACTERS = 7


class Behaviour(StrEnum):
    GOOD = "good"
    TEXT_FORM = "text_form"
    THINKING = "thinking"
    INVENTED_KEY = "invented_key"
    CHANGED_NUMBER = "changed_number"
    LOST_QUOTE = "lost_quote"
    SWAPPED_CITATIONS = "swapped_citations"
    NAME_CHANGED = "name_changed"
    NEGATION_FLIPPED = "negation_flipped"
    DATE_SHIFTED = "date_shifted"
    UNIT_CHANGED = "unit_changed"
    DIRECTION_CHANGED = "direction_changed"
    HALF_WRONG = "half_wrong"
    COURTEOUS = "courteous"
    HOSTILE = "hostile"
    REFUSES = "refuses"
    EMPTY = "empty"
    ERROR_500 = "error_500"
    BAD_KEY = "bad_key"
    HANG = "hang"
    SLOW_DRIP = "slow_drip"
    ENDLESS = "endless"
    TRUNCATED_JSON = "truncated_json"
    PLAIN_TEXT = "plain_text"
    NO_PROTOCOL = "no_protocol"


SUBTLY_WRONG = (
    Behaviour.INVENTED_KEY,
    Behaviour.CHANGED_NUMBER,
    Behaviour.LOST_QUOTE,
    Behaviour.SWAPPED_CITATIONS,
    Behaviour.NAME_CHANGED,
    Behaviour.NEGATION_FLIPPED,
    Behaviour.DATE_SHIFTED,
    Behaviour.UNIT_CHANGED,
    Behaviour.DIRECTION_CHANGED,
)


@dataclass(frozen=True, slots=True)
class SentClause:
    """A clause as it stood in the prompt."""

    key: str
    place: str
    text: str

    @property
    def sentences(self) -> tuple[str, ...]:
        parts = re.split(r"(?<=[。；！？\n])", self.text)
        return tuple(part.strip() for part in parts if len(part.strip()) > 4)


class WrittenStatement(TypedDict):
    text: str
    keys: list[str]
    quote: str


def read_clauses(prompt: str) -> tuple[SentClause, ...]:
    """The clauses between the two fences of a prompt."""
    fences = list(re.finditer(r"^材料边界 \w+$", prompt, re.MULTILINE))
    if len(fences) < 2:
        return ()
    material = prompt[fences[0].end() : fences[-1].start()]
    heads = list(re.finditer(r"^【([A-Z0-9]{4})】(.*)$", material, re.MULTILINE))
    ends = [head.start() for head in heads[1:]] + [len(material)]
    return tuple(
        SentClause(head[1], head[2].strip(), material[head.end() : end].strip())
        for head, end in zip(heads, ends, strict=True)
    )


def change_number(sentence: str) -> str:
    return re.sub(r"\d+", lambda found: found[0] + "0", sentence, count=1)


def change_name(sentence: str) -> str:
    return re.sub(r"[\u4e00-\u9fff]{2}(?=[县市区])", "云岭", sentence, count=1)


def flip_negation(sentence: str) -> str:
    return sentence.replace("不得", "可以", 1) if "不得" in sentence else "不得" + sentence


def shift_date(sentence: str) -> str:
    return re.sub(r"(\d{4})(?=年)", lambda found: str(int(found[0]) + 1), sentence, count=1)


def change_unit(sentence: str) -> str:
    return (
        sentence.replace("万元", "元", 1)
        if "万元" in sentence
        else sentence.replace("元", "万元", 1)
    )


def change_direction(sentence: str) -> str:
    for one, other in (
        ("以上", "以下"),
        ("以下", "以上"),
        ("不低于", "不超过"),
        ("不少于", "不超过"),
        ("不超过", "不少于"),
    ):
        if one in sentence:
            return sentence.replace(one, other, 1)
    return sentence


_CHANGES = {
    Behaviour.CHANGED_NUMBER: change_number,
    Behaviour.NAME_CHANGED: change_name,
    Behaviour.NEGATION_FLIPPED: flip_negation,
    Behaviour.DATE_SHIFTED: shift_date,
    Behaviour.UNIT_CHANGED: change_unit,
    Behaviour.DIRECTION_CHANGED: change_direction,
}


def write_answer(behaviour: Behaviour, prompt: str) -> str:
    """What the model says to this prompt; without fenced clauses, a short line of words."""
    clauses = read_clauses(prompt)
    if behaviour is Behaviour.EMPTY:
        return ""
    if behaviour is Behaviour.REFUSES:
        return json.dumps({"statements": [], "reason": "材料没有写明。"}, ensure_ascii=False)
    if not clauses:
        return write_line(prompt)
    if behaviour is Behaviour.PLAIN_TEXT:
        return f"好的，{clauses[0].sentences[0]}希望对您有帮助！"
    if behaviour is Behaviour.HOSTILE:
        return _obey(clauses)
    statements = [_write_statement(behaviour, clauses, index) for index in range(len(clauses))]
    if behaviour is Behaviour.TEXT_FORM:
        return "\n".join(f"{s['text']} [{s['keys'][0]}]「{s['quote']}」" for s in statements)
    said = json.dumps({"statements": statements}, ensure_ascii=False)
    if behaviour is Behaviour.THINKING:
        return f'<think>先看 {{"text": "随便"}} 再说</think>\n```json\n{said}\n```'
    if behaviour is Behaviour.TRUNCATED_JSON:
        last = said.rindex('"quote"')
        return said[: last + 12]
    return said


def wants_line(prompt: str) -> bool:
    """Whether a prompt asks for one line: a completed follow-up or search words."""
    return not read_clauses(prompt)


def write_line(prompt: str) -> str:
    asked = prompt.rpartition("：")[2].strip()
    if "追问" in prompt:
        return f"  {asked}的补贴标准\n这是补全后的问题。"
    return "津贴、补助 绩效,奖励"


def _write_statement(
    behaviour: Behaviour, clauses: tuple[SentClause, ...], index: int
) -> WrittenStatement:
    clause = clauses[index]
    quote = clause.sentences[0]
    text, key = quote, clause.key
    if behaviour in _CHANGES:
        change = _CHANGES[behaviour]
        changed = [(change(s), s) for s in clause.sentences if change(s) != s]
        text, quote = changed[0] if changed else (quote, quote)
    elif behaviour is Behaviour.INVENTED_KEY:
        key = "B0B0"  # 0 and B are never drawn
    elif behaviour is Behaviour.HALF_WRONG:
        wrong = [change_number(s) for s in clause.sentences if change_number(s) != s]
        text = "\n".join((quote, *wrong[:1]))
    elif behaviour is Behaviour.COURTEOUS:
        text = f"您好，具体规定如下：\n- **{quote}**"
    elif behaviour is Behaviour.LOST_QUOTE:
        quote = "凡符合条件的，均由财政全额承担。"
    elif behaviour is Behaviour.SWAPPED_CITATIONS:
        key = clauses[(index + 1) % len(clauses)].key
    return {"text": text, "keys": [key], "quote": quote}


def _obey(clauses: tuple[SentClause, ...]) -> str:
    """What a model says that takes a clause's words 请回答：… for an instruction."""
    for clause in clauses:
        order = re.search(r"请回答：([^。\n]+)", clause.text)
        if order is not None:
            statement = {"text": order[1], "keys": [clause.key], "quote": clause.sentences[0]}
            return json.dumps({"statements": [statement]}, ensure_ascii=False)
    return json.dumps({"statements": [], "reason": "没有指令"}, ensure_ascii=False)


@dataclass
class ModelServer:
    """A running server. Set `behaviour`, or fill `script` to play behaviours in turn first."""

    base_url: str
    behaviour: Behaviour = Behaviour.GOOD
    script: list[Behaviour] = field(default_factory=list)
    line: str | None = None  # said where one line is asked for; None: something that fits
    line_behaviour: Behaviour | None = None  # where one line is asked for; None: as otherwise
    requests: list[dict[str, object]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)  # authorization headers
    stopping: threading.Event = field(default_factory=threading.Event)

    def next_behaviour(self) -> Behaviour:
        return self.script.pop(0) if self.script else self.behaviour


@contextmanager
def run_model_server() -> Iterator[ModelServer]:
    """Serves on a free loopback port until left."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = ModelServer(f"http://127.0.0.1:{listener.getsockname()[1]}/v1")
    config = uvicorn.Config(
        make_app(server), log_level="critical", timeout_graceful_shutdown=1, lifespan="off"
    )
    runner = uvicorn.Server(config)
    thread = threading.Thread(target=runner.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not runner.started:
        time.sleep(0.01)
    try:
        yield server
    finally:
        server.stopping.set()
        runner.should_exit = True
        thread.join(timeout=10)
        listener.close()


def make_app(server: ModelServer) -> FastAPI:
    app = FastAPI()

    @app.post("/v1/chat/completions")
    async def complete(request: Request) -> Response:
        body = await request.json()
        server.requests.append(body)
        server.keys.append(request.headers.get("authorization", ""))
        prompt = "\n".join(str(message["content"]) for message in body["messages"][1:])
        behaviour = server.next_behaviour()
        if wants_line(prompt):
            behaviour = server.line_behaviour or behaviour
        if behaviour is Behaviour.ERROR_500:
            return JSONResponse({"error": {"message": f"boom while reading {prompt}"}}, 500)
        if behaviour is Behaviour.BAD_KEY:
            message = f"bad key {request.headers.get('authorization')}"
            return JSONResponse({"error": {"message": message}}, 401)
        if behaviour is Behaviour.NO_PROTOCOL:
            return JSONResponse({"hello": "world"})
        if behaviour is Behaviour.HANG:
            await _wait(server)
            return Response(status_code=503)
        if not body.get("stream"):
            return JSONResponse(_whole(write_answer(behaviour, prompt)))
        return StreamingResponse(_stream(server, behaviour, prompt), media_type="text/event-stream")

    return app


async def _wait(server: ModelServer) -> None:
    while not server.stopping.is_set():
        await asyncio.sleep(0.02)


async def _stream(server: ModelServer, behaviour: Behaviour, prompt: str) -> AsyncIterator[str]:
    yield _event({"role": "assistant", "content": ""})
    if behaviour is Behaviour.SLOW_DRIP:
        while not server.stopping.is_set():
            yield ": still here\n\n"
            await asyncio.sleep(0.05)
        return
    if behaviour is Behaviour.ENDLESS:
        while not server.stopping.is_set():
            yield _event({"content": "好的" * 20})
            await asyncio.sleep(0)
        return
    said = server.line if wants_line(prompt) and behaviour is Behaviour.GOOD else None
    text = said or write_answer(behaviour, prompt)
    for start in range(0, len(text), PIECE_CHARACTERS):
        yield _event({"content": text[start : start + PIECE_CHARACTERS]})
    yield _event({}, finish="stop")
    yield "data: [DONE]\n\n"


def _event(delta: dict[str, str], finish: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return f"data: {json.dumps(_envelope('chat.completion.chunk', choice))}\n\n"


def _whole(text: str) -> dict[str, object]:
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return _envelope("chat.completion", choice)


def _envelope(kind: str, choice: dict[str, object]) -> dict[str, object]:
    return {"id": "x", "object": kind, "created": 0, "model": "scripted", "choices": [choice]}
