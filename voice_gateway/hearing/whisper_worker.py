"""openai-whisper in a process of its own: utterances in, words out. One thread, low priority.

Arguments: a checkpoint in Whisper's own format, as `make whisper` fetches it; a language; the margin in
seconds to which the encoder's window is cut, or `whole`.
"""

from __future__ import annotations

import sys
from functools import partial

from voice_gateway.hearing.free_speech import NICENESS, margin_in, warmed
from voice_gateway.hearing.whisper_engine import WhisperEngine
from voice_gateway.workers.worker import Prepared, serve


def _prepare(checkpoint: str, language: str, margin: str) -> Prepared:
    return warmed(WhisperEngine(checkpoint, language, margin_in(margin)), checkpoint)


if __name__ == "__main__":
    raise SystemExit(serve(partial(_prepare, *sys.argv[1:4]), niceness=NICENESS))
