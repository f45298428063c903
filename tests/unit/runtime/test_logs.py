import json
import logging
import stat

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from runtime import logs

CARD = "4111 1111 1111 1111"


@pytest.fixture
def lines(tmp_path, capsys):
    before = logging.getLogger().handlers[:], logging.getLogger().level
    file = tmp_path / "var" / "actions.log"

    def configure(**options):
        logs.configure("actions", file=file, **options)
        return lambda: [json.loads(line) for line in file.read_text().splitlines()]

    configure.file = file
    yield configure
    for handler in logging.getLogger().handlers:
        handler.close()
    logging.getLogger().handlers[:], level = before
    logging.getLogger().setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def test_an_event_becomes_one_json_line_with_process_level_and_time(lines, capsys):
    read = lines()
    structlog.get_logger().info("turn.answered", milliseconds=12)
    (line,) = read()
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "turn.answered", "milliseconds": 12, "level": "info", "process": "actions"}
    assert "turn.answered" in capsys.readouterr().err


def test_what_is_personal_is_dropped_however_deep(lines, capsys):
    read = lines()
    structlog.contextvars.bind_contextvars(pii={"name": "Ada"}, conversation_id="c1")
    structlog.get_logger().info("turn.answered", pii="Ada owes 5", facts=[{"pii": "Ada", "slot": "amount"}])
    assert read()[0]["facts"] == [{"slot": "amount"}]
    assert read()[0]["conversation_id"] == "c1"
    assert "Ada" not in lines.file.read_text() + capsys.readouterr().err


def test_what_is_personal_is_shown_when_asked_for(lines):
    read = lines(show_pii=True)
    structlog.get_logger().info("turn.answered", pii="Ada owes 5")
    assert read()[0]["pii"] == "Ada owes 5"


def test_the_environment_may_ask_for_what_is_personal(lines, monkeypatch):
    monkeypatch.setenv("LOG_PII", "1")
    read = lines()
    structlog.get_logger().info("turn.answered", pii="Ada")
    assert read()[0]["pii"] == "Ada"


@pytest.mark.parametrize("show_pii", [True, False])
def test_a_card_number_stands_nowhere_not_even_in_a_traceback(lines, capsys, show_pii):
    read = lines(show_pii=show_pii)
    try:
        raise ValueError(f"cannot read {CARD}")
    except ValueError:
        structlog.get_logger().exception("turn.failed", detail={"said": [CARD]}, pii=CARD)
    logging.getLogger("library").warning("got %s", CARD)
    assert len(read()) == 2
    assert "ValueError" in read()[0]["exception"]
    assert "1111" not in lines.file.read_text() + capsys.readouterr().err


def test_lines_of_libraries_take_the_same_way(lines):
    read = lines()
    try:
        raise RuntimeError(CARD)
    except RuntimeError:
        logging.getLogger("library").exception("broke", extra={"pii": "Ada"})
    (line,) = read()
    assert (line["event"], line["level"], line["process"]) == ("broke", "error", "actions")
    assert "RuntimeError" in line["exception"]
    assert "pii" not in line


def test_quieter_levels_are_left_out(lines):
    read = lines(level="warning")
    structlog.get_logger().info("turn.answered")
    structlog.get_logger().warning("turn.repeated")
    assert [line["event"] for line in read()] == ["turn.repeated"]


def test_only_the_owner_may_read_the_file(lines):
    lines()
    assert stat.S_IMODE(lines.file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4111111111111111", "[card number]"),
        ("my card 4111-1111-1111-1111 please", "my card [card number] please"),
        ("4111 1111 1111 1111 12 27 123", "[card number] 12 27 123"),
        ("3782 822463 10005", "[card number]"),
        ("1 4111 1111 1111 1111 3782 822463 10005 9", "1 [card number] [card number] 9"),
        ("0 " * 40_000 + "0", "0 " * 40_000 + "0"),
        ("4111111111111112", "4111111111111112"),
        ("+1 202 555 0147", "+1 202 555 0147"),
        ("0000000000000000", "0000000000000000"),
        ("2026-07-20T10:11:12.123456+00:00", "2026-07-20T10:11:12.123456+00:00"),
    ],
)
def test_only_card_numbers_are_blanked(text, expected):
    assert logs.blank_cards_in(text) == expected


def luhn_complete(digits):
    doubled = [int(d) * 2 if i % 2 == 0 else int(d) for i, d in enumerate(reversed(digits))]
    return digits + str(-sum(d // 10 + d % 10 for d in doubled) % 10)


@given(
    st.from_regex(r"[1-9][0-9]{11,17}", fullmatch=True),
    st.text(alphabet="abc .,\n"),
    st.text(alphabet="abc .,\n"),
)
def test_every_card_number_is_blanked_whatever_stands_around_it(start, before, after):
    number = luhn_complete(start)
    if len(set(number)) > 1:
        assert number not in logs.blank_cards_in(before + number + after)
