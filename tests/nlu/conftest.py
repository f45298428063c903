"""Figures that a test measures, told at the end of the run: output of a passing test is not shown."""

import pytest

FIGURES = pytest.StashKey[list[str]]()


@pytest.fixture
def tell(pytestconfig):
    """Takes a line for the end of the run."""
    return pytestconfig.stash.setdefault(FIGURES, []).append


def pytest_terminal_summary(terminalreporter, config):
    lines = config.stash.get(FIGURES, [])
    if lines:
        terminalreporter.section("understanding of held-out sentences")
    for line in lines:
        terminalreporter.write_line(line)
