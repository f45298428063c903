"""Log lines of the assistant on stderr: static event names, nothing personal, none of Rasa's own."""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

PERSONAL = "pii"

_LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")

OUR_EVENTS = ("assistant.", "model.", "turn.")

SAYS_WORDS = ("rasa", "sanic", "aiohttp", "apscheduler", "matplotlib", "tensorflow", "absl")
"""Libraries whose lines may repeat what a customer said. Their failures reach us as exceptions."""


def configure(level: str = "info") -> None:
    """Set up structlog and silence the libraries below `critical`."""
    for name in SAYS_WORDS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL)
        logger.propagate = False
    structlog.configure(
        processors=[
            only_ours,
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            drop_personal,
            blank_long_numbers,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper(), logging.INFO)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def only_ours(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Processor: Rasa logs through structlog, too, and its events hold what the customer said."""
    if not str(event.get("event", "")).startswith(OUR_EVENTS):
        raise structlog.DropEvent
    return event


def drop_personal(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Processor: forget `pii` unless LOG_PII=1 asks for it."""
    if os.environ.get("LOG_PII") != "1":
        event.pop(PERSONAL, None)
    return event


def blank_long_numbers(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Processor: as a last defence, nothing as long as a card number gets into a line."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _LONG_NUMBER.sub("[number]", value)
    return event


def cause(error: BaseException) -> str:
    """The classes of an exception and its causes, without their messages, which may hold words."""
    names: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(names) < 6:
        names.append(type(seen).__name__)
        seen = seen.__cause__ or seen.__context__
    return " < ".join(names)
