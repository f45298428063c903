import sqlite3
import threading

import pytest

from actions.turns.operations import Begun, Done, Operation, OutcomeUnknown, SqliteOperations
from actions.turns.sqlite_file import OperationsUnavailable
from tests.unit.actions.talk import NOW

PAY = Operation(conversation_id="c", turn_id="t", name="payment:b")


def test_an_operation_begins_once(operations):
    assert operations.begin(PAY, at=NOW) == Begun()
    assert operations.begin(PAY, at=NOW) == OutcomeUnknown()


def test_a_finished_operation_tells_its_result_after_a_restart(tmp_path):
    first = SqliteOperations(tmp_path / "o.sqlite")
    first.begin(PAY, at=NOW)
    first.finish(PAY, {"status": "sent"})
    first.close()
    second = SqliteOperations(tmp_path / "o.sqlite")
    assert second.begin(PAY, at=NOW) == Done(result={"status": "sent"})
    second.close()


def test_an_operation_that_did_not_happen_may_begin_anew(operations):
    operations.begin(PAY, at=NOW)
    operations.forget(PAY)
    assert operations.begin(PAY, at=NOW) == Begun()


def test_another_turn_is_another_operation(operations):
    operations.begin(PAY, at=NOW)
    assert operations.begin(Operation(conversation_id="c", turn_id="t2", name="payment:b"), at=NOW) == Begun()


def test_of_many_that_begin_at_once_one_does(operations):
    begun = []

    def begin():
        begun.append(operations.begin(PAY, at=NOW))

    threads = [threading.Thread(target=begin) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert begun.count(Begun()) == 1


def test_a_store_that_cannot_be_written_says_so(tmp_path):
    path = tmp_path / "o.sqlite"
    store = SqliteOperations(path)
    other = sqlite3.connect(path)
    other.execute("DROP TABLE operations")
    other.commit()
    other.close()
    with pytest.raises(OperationsUnavailable):
        store.begin(PAY, at=NOW)
    store.close()
