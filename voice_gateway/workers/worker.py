"""The worker's side: one request after the other over standard input and output, until the pipe closes.

Engines print where they like, so what they write to standard output goes to standard error instead.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from voice_gateway.workers.wire import HEAD, Message, lengths, packed, unpacked

READY = "ready"
FAILED = "failed"

Answer = Callable[[Message], Message]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What answers, and what is to be known of it."""

    answer: Answer
    about: Mapping[str, object] = field(default_factory=dict)


def serve(prepare: Callable[[], Answer | Prepared], *, niceness: int = 0) -> int:
    """Prepare, say that we are ready, then answer; the exit status."""
    os.nice(niceness)
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    made = prepare()
    prepared = made if isinstance(made, Prepared) else Prepared(made)
    answers.write(packed(Message(head={**prepared.about, READY: True})))
    while (request := _read(requests)) is not None:
        answers.write(packed(_answered(prepared.answer, request)))
    return 0


def _answered(answer: Answer, request: Message) -> Message:
    try:
        return answer(request)
    except Exception as error:  # noqa: BLE001 - the edge of a worker: told, and the next request is served
        return Message(head={FAILED: type(error).__name__})


def _read(pipe: BinaryIO) -> Message | None:
    start = pipe.read(HEAD.size)
    if len(start) < HEAD.size:
        return None
    head, sound = lengths(start)
    return unpacked(pipe.read(head), pipe.read(sound))
