"""What is counted, for Prometheus."""

from __future__ import annotations

from collections import deque

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from voice_gateway.media import Ending

SECONDS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 1.5, 2.0, 4.0, 8.0)


class Meters:
    """One for the process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        registry = self._registry
        self.in_progress = Gauge("voice_calls_in_progress", "Calls now", registry=registry)
        self._ended = Counter(
            "voice_calls_ended_total", "Calls by how they ended", ["ending"], registry=registry
        )
        self._turns = Counter(
            "voice_turns_total", "Callers' turns by how they came", ["by"], registry=registry
        )
        self._cut = Counter("voice_interruptions_total", "Replies cut by the caller", registry=registry)
        self._dropped = Counter("voice_frames_dropped_total", "Frames nobody had time for", registry=registry)
        self._late = Counter(
            "voice_frames_late_total", "Frames over 20 ms behind our clock", registry=registry
        )
        self._lost = Counter("voice_frames_lost_total", "Frames the network lost", registry=registry)
        self._recognition = Histogram(
            "voice_recognition_seconds", "Pause to words", buckets=SECONDS, registry=registry
        )
        self._answer = Histogram(
            "voice_answer_seconds", "Turn sent to first reply", buckets=SECONDS, registry=registry
        )

        self._sent_on = Counter(
            "voice_calls_sent_on_total", "Calls that went straight to the team's queue", registry=registry
        )
        self._lag = Gauge("voice_loop_lag_seconds", "How late the loop is, 19 of 20", registry=registry)
        self._wait = Gauge(
            "voice_recognition_wait_seconds", "Predicted for an utterance that comes now", registry=registry
        )
        self._waiting = Gauge("voice_recognition_waiting", "Utterances without a worker", registry=registry)
        self.recent = {"pause to words": deque[float](maxlen=100), "turn to answer": deque[float](maxlen=100)}
        """Seconds, for people."""
        self._refused = Counter(
            "voice_requests_refused_total",
            "Webhooks and streams of a telephone line that were not its own",
            ["why"],
            registry=registry,
        )

    def began(self) -> None:
        """A call came."""
        self.in_progress.inc()

    def ended(self, ending: Ending) -> None:
        """A call is over."""
        self.in_progress.dec()
        self._ended.labels(ending.value).inc()

    def sent_on(self) -> None:
        """A caller the assistant could not listen to."""
        self._sent_on.inc()

    def loaded(self, *, lag_s: float, wait_s: float, waiting: int) -> None:
        """How busy we are, when somebody asks."""
        self._lag.set(lag_s)
        self._wait.set(wait_s)
        self._waiting.set(waiting)

    def refused(self, why: str) -> None:
        """`forged`, `replayed`, `strange` (another account's) or `stream` (shows no pass)."""
        self._refused.labels(why).inc()

    def turn(self, by: str) -> None:
        """`speech` or `keys`."""
        self._turns.labels(by).inc()

    def interrupted(self) -> None:
        """The caller cut a reply."""
        self._cut.inc()

    def dropped(self) -> None:
        """A frame came while two seconds of them waited."""
        self._dropped.inc()

    def late(self) -> None:
        """A frame left more than 20 ms after its time."""
        self._late.inc()

    def lost(self, frames: int) -> None:
        """So many had to be made up in a call."""
        self._lost.inc(frames)

    def recognised(self, seconds: float) -> None:
        """A guess was answered."""
        self._recognition.observe(seconds)
        self.recent["pause to words"].append(seconds)

    def answered(self, seconds: float) -> None:
        """The first reply to a turn came."""
        self._answer.observe(seconds)
        self.recent["turn to answer"].append(seconds)

    def text(self) -> bytes:
        """In Prometheus's form."""
        return generate_latest(self._registry)
