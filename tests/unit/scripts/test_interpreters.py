import sys
from pathlib import Path

from launcher import interpreters

WHOLE = f'exec {sys.executable} "$@"'


def test_a_python_says_its_version_and_real_path():
    found = interpreters.probe(Path(sys.executable))
    assert found.version == sys.version_info[:2]
    assert found.path == Path(sys.executable).resolve()


def test_what_does_not_start_is_no_candidate(executable, tmp_path):
    assert interpreters.probe(executable("broken", "exit 127")) is None
    assert interpreters.probe(executable("chatty", "echo hello")) is None
    assert interpreters.probe(tmp_path / "absent") is None


def test_a_shim_that_starts_nothing_is_passed_over_for_what_runs(executable, bare_environment, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    executable("bin/python3.11", "echo 'python3.11: command not found' >&2; exit 127")
    executable("home/.pyenv/versions/3.11.9/bin/python", WHOLE)
    assert interpreters.find(bare_environment) == Path(sys.prefix, "bin", "python").resolve()


def test_another_version_is_passed_over(executable, bare_environment, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    executable("bin/python3", "echo 3 13 /usr/bin/python3.13")
    assert interpreters.find(bare_environment) is None


def test_a_named_python_is_tried_first(executable, bare_environment):
    named = executable("mine", "echo 3 11 /mine")
    assert interpreters.find({**bare_environment, "CARE_PYTHON": str(named)}) == Path("/mine")


def test_pythons_that_uv_keeps_are_found(executable, bare_environment, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    executable("home/.local/share/uv/python/cpython-3.11.9-linux/bin/python3.11", "echo 3 11 /kept")
    assert interpreters.find(bare_environment) == Path("/kept")


def test_each_candidate_is_named_once(executable, bare_environment):
    executable("bin/python3", WHOLE)
    doubled = {**bare_environment, "PATH": f"{bare_environment['PATH']}:{bare_environment['PATH']}"}
    names = list(interpreters.candidates(doubled))
    assert len(names) == len(set(names))
