"""structlog for a process of ours: readable on the terminal, JSON in a file, nothing personal in either.

A value that may hold a customer's words, name or number goes under the key `pii`, which is dropped unless
LOG_PII=1. As a last defence whatever looks like a card number is blanked everywhere, tracebacks included.
"""

import logging
import logging.handlers
import os
import re
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

PERSONAL = "pii"
BLANKED = "[card number]"
FILE_BYTES, FILE_COUNT = 20_000_000, 5
_DIGITS = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,}(?!\d)")
_GROUPS = re.compile(r"[ -]")
CARD_LENGTHS = range(13, 20)
_ODD_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def configure(
    process: str, *, file: Path | None = None, level: str = "INFO", show_pii: bool | None = None
) -> None:
    """Set up logging of structlog and of libraries, once, at a process's start.

    `file` gets one JSON object per line and is readable by its owner only; stderr gets readable lines.
    """
    shown = os.environ.get("LOG_PII") == "1" if show_pii is None else show_pii
    shared = _shared_processors(process, show_pii=shown)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    terminal = logging.StreamHandler(sys.stderr)
    terminal.setFormatter(_formatter(shared, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())))
    handlers: list[logging.Handler] = [terminal]
    if file is not None:
        handlers.append(_file_handler(file, _formatter(shared, structlog.processors.JSONRenderer())))
    root = logging.getLogger()
    root.handlers[:] = handlers
    root.setLevel(level.upper())


def drop_personal(_logger: Any, _method: str, event: EventDict) -> EventDict:  # noqa: ANN401
    """Processor: forget everything under `pii`, however deep."""
    return {key: _without_personal(value) for key, value in event.items() if key != PERSONAL}


def blank_card_numbers(_logger: Any, _method: str, event: EventDict) -> EventDict:  # noqa: ANN401
    """Processor: blank what looks like a card number in every text of the event."""
    return {key: _blanked(value) for key, value in event.items()}


def blank_cards_in(text: str) -> str:
    """The text with every card number blanked: 13 to 19 digits, perhaps grouped, that pass the Luhn check."""
    return _DIGITS.sub(lambda found: _blank_groups(found.group()), text)


def _shared_processors(process: str, *, show_pii: bool) -> list[Processor]:
    def add_process(_logger: Any, _method: str, event: EventDict) -> EventDict:  # noqa: ANN401
        event["process"] = process
        return event

    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        *(() if show_pii else (drop_personal,)),
        blank_card_numbers,
        structlog.stdlib.add_log_level,
        add_process,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _formatter(shared: list[Processor], renderer: Processor) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )


def _file_handler(path: Path, formatter: logging.Formatter) -> logging.Handler:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        path, maxBytes=FILE_BYTES, backupCount=FILE_COUNT, encoding="utf-8"
    )
    handler.setFormatter(formatter)
    return handler


def _without_personal(value: object) -> object:
    match value:
        case MutableMapping():
            return {key: _without_personal(inner) for key, inner in value.items() if key != PERSONAL}
        case list() | tuple():
            return [_without_personal(inner) for inner in value]
        case _:
            return value


def _blanked(value: object) -> object:
    match value:
        case str():
            return blank_cards_in(value)
        case MutableMapping():
            return {key: _blanked(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_blanked(inner) for inner in value]
        case _:
            return value


def _blank_groups(run: str) -> str:
    """A card number may stand among other groups of digits, such as its expiry date."""
    groups, kept, first = _GROUPS.split(run), [], 0
    while first < len(groups):
        last = _card_end(groups, first)
        kept.append(BLANKED if last else groups[first])
        first = last or first + 1
    return " ".join(kept) if BLANKED in kept else run


def _card_end(groups: list[str], first: int) -> int | None:
    """Where the card number that begins with this group ends, if one does."""
    for last in range(min(len(groups), first + CARD_LENGTHS.stop), first, -1):
        digits = "".join(groups[first:last])
        if len(digits) in CARD_LENGTHS and _passes_luhn(digits):
            return last
    return None


def _passes_luhn(digits: str) -> bool:
    values = [int(digit) for digit in digits]
    doubled = sum(_ODD_DOUBLED[value] for value in values[-2::-2])
    return (doubled + sum(values[-1::-2])) % 10 == 0 and len(set(values)) > 1
