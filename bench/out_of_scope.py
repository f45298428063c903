"""`make bench NAME=out_of_scope`: what is no wish of ours, on CLINC150, beside Rasa's default pipeline.

Both are taught the same 30 intents of 20 examples; the same 100 questions from elsewhere must be stopped.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.chat_turn.understanding import on_clinc
from bench.report import report


def main() -> int:
    """Train both, ask both; 1 when a target was missed."""
    with tempfile.TemporaryDirectory(prefix="out_of_scope.") as folder:
        return report("out_of_scope", on_clinc(Path(folder)))


if __name__ == "__main__":
    raise SystemExit(main())
