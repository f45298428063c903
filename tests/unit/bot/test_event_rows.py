from __future__ import annotations

import sqlite3

import pytest

from bot.components.event_rows import EventRows


@pytest.fixture
def rows(tmp_path):
    made = EventRows(tmp_path / "sub" / "tracker.sqlite")
    yield made
    made.close()


def test_events_are_read_in_order_by_another_connection_too(rows, tmp_path):
    with rows.transaction():
        rows.append("c1", 0, ["a", "b"])
    with rows.transaction():
        rows.append("c1", 2, ["c"])
        rows.append("c2", 0, ["z"])
    other = EventRows(tmp_path / "sub" / "tracker.sqlite")
    assert other.read("c1") == ["a", "b", "c"]
    assert sorted(other.conversations()) == ["c1", "c2"]
    other.close()


def test_what_fails_half_way_leaves_nothing(rows):
    with pytest.raises(sqlite3.IntegrityError), rows.transaction():
        write_twice(rows)
    assert rows.read("c1") == []
    assert rows.answer("c1", "t1") is None


def write_twice(rows):
    rows.keep_answer("c1", "t1", "{}")
    rows.append("c1", 0, ["a"])
    rows.append("c1", 0, ["b"])


def test_a_place_that_is_taken_is_refused(rows):
    with rows.transaction():
        rows.append("c1", 0, ["a"])
    with pytest.raises(sqlite3.IntegrityError), rows.transaction():
        rows.append("c1", 0, ["b"])
    assert rows.read("c1") == ["a"]


def test_replaced_rows_are_nowhere_in_the_files(rows, tmp_path):
    with rows.transaction():
        rows.append("c1", 0, ["the secret 4821937"] * 50)
    with rows.transaction():
        rows.replace("c1", ["nothing"])
    rows.flush()
    everything = b"".join(path.read_bytes() for path in (tmp_path / "sub").iterdir())
    assert b"4821937" not in everything
    assert rows.read("c1") == ["nothing"]
