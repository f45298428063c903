import os
from pathlib import Path

import pytest
from launcher.environments import Project


@pytest.fixture
def executable(tmp_path):
    """Make a small shell program and give its path."""

    def make(name, script):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    return make


@pytest.fixture
def project(tmp_path):
    """A project with the four locks and nothing built."""
    root = Path(tmp_path / "project")
    (root / "requirements").mkdir(parents=True)
    for name in ("assistant", "services", "assistant-test", "test", "torch"):
        (root / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")
    return Project(root)


@pytest.fixture
def bare_environment(tmp_path):
    """Nobody's home: no Python but what a test puts there."""
    return {
        "PATH": str(tmp_path / "bin"),
        "HOME": str(tmp_path / "home"),
        "LANG": os.environ.get("LANG", "C"),
    }
