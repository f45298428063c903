"""Which failed tests get a second try, and that nobody can overlook it."""

from launcher import second_try

BROWSER = "tests/browser/chat/test_talking.py::test_one"
SOCKET = "tests/unit/front_door/test_rest.py::test_three"
UNIT = "tests/unit/desk/test_hours.py::test_two"


def test_a_few_tests_with_processes_or_sockets_are_run_again():
    assert second_try.chosen([BROWSER]) == [BROWSER]
    assert second_try.chosen([SOCKET]) == [SOCKET]


def test_a_unit_test_that_fails_is_a_fault_and_nothing_is_run_again():
    assert second_try.chosen([BROWSER, UNIT]) == []


def test_many_failures_are_no_accident():
    assert second_try.chosen([f"{BROWSER}_{number}" for number in range(second_try.MOST + 1)]) == []


def test_nothing_failed_nothing_again(tmp_path):
    assert second_try.chosen(second_try.failed_in(tmp_path / "absent")) == []


def test_what_needed_a_second_try_is_named_and_kept(tmp_path):
    file = tmp_path / "build" / "unsteady.txt"
    assert BROWSER in second_try.told([BROWSER], file)
    assert file.read_text() == f"{BROWSER}\n"
