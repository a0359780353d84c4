"""A circuit breaker (熔断): after failures in a row nobody is kept waiting for the next one."""

import threading
import time
from collections.abc import Callable
from enum import StrEnum
from typing import NewType

Ticket = NewType("Ticket", int)


class BreakerState(StrEnum):
    """Whether calls go through."""

    CLOSED = "closed"  # yes
    OPEN = "open"  # no, until the rest is over
    HALF_OPEN = "half_open"  # one, to see whether it works again


class Outcome(StrEnum):
    """How a call ended."""

    SUCCESS = "success"
    FAILURE = "failure"
    ABANDONED = "abandoned"  # the caller lost interest; it says nothing of the service


class Breaker:
    """Opens after `failures` failed calls in a row and rests for `rest_s` seconds.

    Then one call at a time goes through: its success closes the breaker, its failure begins
    another rest. Safe to share between threads.

    >>> now = 0.0
    >>> breaker = Breaker(failures=1, rest_s=30, clock=lambda: now)
    >>> breaker.leave(breaker.enter(), Outcome.FAILURE)
    >>> breaker.enter() is None, breaker.remaining_s()
    (True, 30.0)
    >>> now = 31.0
    >>> breaker.leave(breaker.enter(), Outcome.SUCCESS)
    >>> breaker.state.value
    'closed'
    """

    def __init__(
        self, *, failures: int, rest_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        if failures < 1 or rest_s < 0:
            raise ValueError(f"expected failures >= 1, rest_s >= 0, found {failures!r}, {rest_s!r}")
        self._limit = failures
        self._rest_s = rest_s
        self._clock = clock
        self._lock = threading.Lock()
        self._state = BreakerState.CLOSED
        self._failed = 0
        self._opened_at = 0.0
        self._probing = False
        self._generation = 0  # grows with every change of state: late calls change nothing

    @property
    def state(self) -> BreakerState:
        """The state at this moment."""
        with self._lock:
            self._wake()
            return self._state

    def remaining_s(self) -> float:
        """Seconds until a call may go through again; 0 unless open."""
        with self._lock:
            self._wake()
            if self._state is not BreakerState.OPEN:
                return 0.0
            return max(0.0, self._opened_at + self._rest_s - self._clock())

    def enter(self) -> Ticket | None:
        """A ticket to hand to `leave` when the call is over; None: do not call now."""
        with self._lock:
            self._wake()
            if self._state is BreakerState.OPEN or self._probing:
                return None
            self._probing = self._state is BreakerState.HALF_OPEN
            return Ticket(self._generation)

    def leave(self, ticket: Ticket | None, outcome: Outcome) -> None:
        """Take note of how a call ended. A ticket from before a change of state is ignored."""
        with self._lock:
            if ticket is None or ticket != self._generation:
                return
            self._probing = False
            if outcome is Outcome.SUCCESS:
                self._failed = 0
                if self._state is not BreakerState.CLOSED:
                    self._change(BreakerState.CLOSED)
            elif outcome is Outcome.FAILURE:
                self._failed += 1
                if self._state is BreakerState.HALF_OPEN or self._failed >= self._limit:
                    self._opened_at = self._clock()
                    self._change(BreakerState.OPEN)

    def _wake(self) -> None:
        rested = self._clock() - self._opened_at >= self._rest_s
        if self._state is BreakerState.OPEN and rested:
            self._change(BreakerState.HALF_OPEN)

    def _change(self, state: BreakerState) -> None:
        self._state = state
        self._generation += 1
        self._probing = False
        if state is BreakerState.CLOSED:
            self._failed = 0
