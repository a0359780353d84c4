import gc
import threading

import pytest

from ingest.collector import CollectorPause
from ingest.load import parse_content
from ingest.model import EmptyFileError


def test_the_collector_is_back_when_the_last_thread_has_left() -> None:
    pause = CollectorPause()
    entered, leave = threading.Event(), threading.Event()

    def stay() -> None:
        with pause:
            entered.set()
            leave.wait()

    thread = threading.Thread(target=stay)
    with pause:
        thread.start()
        entered.wait()
    assert not gc.isenabled()
    leave.set()
    thread.join()
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with CollectorPause():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_text_that_cannot_be_parsed_leaves_the_collector_on() -> None:
    with pytest.raises(EmptyFileError):
        parse_content(b" ", "a.txt")
    assert gc.isenabled()


def test_parsing_leaves_no_cycles_behind() -> None:
    text = "某县办法\n" + "第一条 甲。\n（一）乙。\n（二）丙。\n附件：1.表\n2.册\n" * 50
    parse_content(text.encode(), "a.txt")
    gc.collect()
    gc.disable()
    try:
        parsed = parse_content(text.encode(), "a.txt")
        assert len(parsed.documents[0].clauses) > 200
        del parsed
        assert gc.collect() < 50  # what other tests' threads have left; a cycle each would be 200
    finally:
        gc.enable()
