import threading

from assistant.language_model.breaker import Breaker, BreakerState, Outcome


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def open_breaker(clock: Clock, failures: int = 3) -> Breaker:
    breaker = Breaker(failures=failures, rest_s=30, clock=clock)
    for _ in range(failures):
        breaker.leave(breaker.enter(), Outcome.FAILURE)
    return breaker


def test_it_opens_only_after_failures_in_a_row() -> None:
    breaker = Breaker(failures=2, rest_s=30, clock=Clock())
    for outcome in (Outcome.FAILURE, Outcome.SUCCESS, Outcome.FAILURE, Outcome.ABANDONED):
        breaker.leave(breaker.enter(), outcome)
    before = breaker.state
    assert before is BreakerState.CLOSED
    breaker.leave(breaker.enter(), Outcome.FAILURE)
    assert breaker.state is BreakerState.OPEN


def test_while_open_nobody_enters_and_the_rest_is_told() -> None:
    clock = Clock()
    breaker = open_breaker(clock)
    clock.now = 10
    assert breaker.enter() is None
    assert breaker.remaining_s() == 20


def test_after_the_rest_one_probe_enters_and_its_success_closes() -> None:
    clock = Clock()
    breaker = open_breaker(clock)
    clock.now = 30
    probe = breaker.enter()
    assert probe is not None
    assert breaker.enter() is None
    breaker.leave(probe, Outcome.SUCCESS)
    assert breaker.state is BreakerState.CLOSED
    assert breaker.enter() is not None


def test_a_failed_probe_begins_another_rest() -> None:
    clock = Clock()
    breaker = open_breaker(clock)
    clock.now = 30
    breaker.leave(breaker.enter(), Outcome.FAILURE)
    assert breaker.state is BreakerState.OPEN
    assert breaker.remaining_s() == 30


def test_an_abandoned_probe_lets_the_next_one_in() -> None:
    clock = Clock()
    breaker = open_breaker(clock)
    clock.now = 30
    breaker.leave(breaker.enter(), Outcome.ABANDONED)
    assert breaker.enter() is not None


def test_a_call_from_before_the_opening_changes_nothing_later() -> None:
    clock = Clock()
    breaker = Breaker(failures=1, rest_s=30, clock=clock)
    late = breaker.enter()
    breaker.leave(breaker.enter(), Outcome.FAILURE)
    breaker.leave(late, Outcome.SUCCESS)
    assert breaker.state is BreakerState.OPEN


def test_one_probe_among_many_threads() -> None:
    clock = Clock()
    breaker = open_breaker(clock)
    clock.now = 30
    gate = threading.Barrier(16)
    tickets = []

    def try_it() -> None:
        gate.wait()
        tickets.append(breaker.enter())

    threads = [threading.Thread(target=try_it) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(ticket is not None for ticket in tickets) == 1
