"""Numpy finds one thread when the knowledge base brings it in, unless the process was told otherwise."""

import os
import subprocess
import sys

import pytest

FIRST_NUMPY = """
import builtins, os
real, seen = builtins.__import__, []

def watched(name, *more, **named):
    if name == "numpy" and not seen:
        seen.append((os.environ.get("OPENBLAS_NUM_THREADS"), os.environ.get("OMP_NUM_THREADS")))
    return real(name, *more, **named)

builtins.__import__ = watched
import knowledge_base.minilm
print(seen[0])
"""


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({}, ("1", None)),
        ({"OMP_NUM_THREADS": "2"}, (None, "2")),
        ({"OPENBLAS_NUM_THREADS": "4"}, ("4", None)),
    ],
)
def test_numpy_keeps_to_one_thread_unless_told_otherwise(told, found):
    plain = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    done = subprocess.run(
        [sys.executable, "-c", FIRST_NUMPY], env={**plain, **told}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(found)
