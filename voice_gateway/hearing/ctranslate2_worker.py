"""CTranslate2 in a process of its own: utterances in, words out. One thread, low priority.

Arguments: a folder as `ctranslate2_model` writes it, a language, and the margin as for `whisper_worker`.
"""

from __future__ import annotations

import sys
from functools import partial

from voice_gateway.hearing.ctranslate2_engine import CTranslate2Engine
from voice_gateway.hearing.free_speech import NICENESS, margin_in, warmed
from voice_gateway.workers.worker import Prepared, serve


def _prepare(folder: str, language: str, margin: str) -> Prepared:
    return warmed(CTranslate2Engine(folder, language, margin_in(margin)), folder)


if __name__ == "__main__":
    raise SystemExit(serve(partial(_prepare, *sys.argv[1:4]), niceness=NICENESS))
