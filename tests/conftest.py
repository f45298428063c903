"""Writes down which tests failed, for `make test`, which gives those with real processes a second try."""

import os
from pathlib import Path

FAILED: list[str] = []


def pytest_runtest_logreport(report):
    """A test fails in its own part or while its surroundings are made or put away."""
    if report.failed and report.nodeid not in FAILED:
        FAILED.append(report.nodeid)


def pytest_sessionfinish():
    """One node id per line; nothing is written unless somebody asked."""
    file = os.environ.get("FAILED_TESTS_FILE")
    if file:
        Path(file).write_text("".join(f"{test}\n" for test in FAILED), encoding="utf-8")
