"""What is counted and timed, for Prometheus at /metrics; no label ever holds a customer's value."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Meters:
    """One registry per process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._stages = Histogram(
            "front_door_turn_seconds",
            "Time of a turn by stage",
            ["stage"],
            buckets=SECONDS,
            registry=self._registry,
        )
        self._stage = {
            name: self._stages.labels(stage=name) for name in ("intake", "prepare", "assistant", "record")
        }
        self._failures = Counter(
            "front_door_turns_failed_total", "Turns given up, by code", ["code"], registry=self._registry
        )
        self._problems = Counter(
            "front_door_problems_total", "Problems told to devices", ["code"], registry=self._registry
        )
        self._accepted = Counter(
            "front_door_turns_accepted_total", "Customer turns stored", ["channel"], registry=self._registry
        )
        self._moves = Counter(
            "front_door_owner_moves_total", "Changes of owner", ["after"], registry=self._registry
        )
        self._handoffs = Counter(
            "front_door_handoffs_total", "Handoffs to the team", ["reason"], registry=self._registry
        )
        self._sockets = Gauge("front_door_sockets", "Customer sockets open", registry=self._registry)

    def watch(self, name: str, text: str, value: Callable[[], float]) -> None:
        """A gauge read when somebody looks."""
        Gauge(name, text, registry=self._registry).set_function(value)

    def accepted(self, channel: str, intake: float) -> None:
        """A turn is in the ledger; seconds from frame to commit."""
        self._accepted.labels(channel=channel).inc()
        self._stage["intake"].observe(intake)

    def turn(self, *, prepare: float, assistant: float, record: float) -> None:
        """A turn was answered; seconds per stage."""
        self._stage["prepare"].observe(prepare)
        self._stage["assistant"].observe(assistant)
        self._stage["record"].observe(record)

    def failed(self, code: str) -> None:
        """A turn was given up."""
        self._failures.labels(code=code).inc()

    def problem(self, code: str) -> None:
        """A device was told of a problem."""
        self._problems.labels(code=code).inc()

    def moved(self, after: str) -> None:
        """A conversation changed hands."""
        self._moves.labels(after=after).inc()

    def handed_off(self, reason: str) -> None:
        """The team was called."""
        self._handoffs.labels(reason=reason).inc()

    def socket_opened(self) -> None:
        """One more device."""
        self._sockets.inc()

    def socket_closed(self) -> None:
        """One device less."""
        self._sockets.dec()

    def text(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self._registry)
