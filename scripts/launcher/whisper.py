"""`make whisper MODEL=base.en`: install openai-whisper and fetch a model's weights, checked by their sum.

With BACKEND=faster-whisper they are written for CTranslate2 as well, which the gateway then prefers.
"""

from __future__ import annotations

import os
import subprocess
import sys

from launcher import bootstrap, environments
from launcher.terminal import Trouble, fail, progress, say

FOLDER = "models/whisper"
FETCH = "import sys, whisper; whisper.load_model(sys.argv[1], device='cpu', download_root=sys.argv[2])"
CONVERTER = "voice_gateway.hearing.ctranslate2_model"
DEFAULT = "base.en"
FASTER = "faster-whisper"
BACKENDS = ("whisper", FASTER)


def main() -> int:
    """0 once the weights lie there and load."""
    model, backend = (*sys.argv[1:], "", "")[:2]
    model, backend = model or DEFAULT, backend or BACKENDS[0]
    if backend not in BACKENDS:
        fail(Trouble(f"BACKEND is one of {', '.join(BACKENDS)}"))
    here = bootstrap.project()
    os.chdir(here.root)
    try:
        environments.add_whisper(here, faster=backend == FASTER, environment=os.environ)
    except Trouble as error:
        fail(error)
    python = str(here.python("services"))
    done = subprocess.run([python, "-c", FETCH, model, FOLDER], check=False)
    if done.returncode:
        say(f"The weights of {model} could not be fetched; what was there before still serves.")
        return 1
    if backend == FASTER and not _converted(python, model):
        say(f"{model} could not be written for {FASTER}; {BACKENDS[0]} serves.")
        return 1
    say(f"Whisper {model} lies in {FOLDER}; the next `make run` listens with it, by {backend}.")
    return 0


def _converted(python: str, model: str) -> bool:
    with progress(f"writing {model} for {FASTER}"):
        return not subprocess.run(
            [python, "-m", CONVERTER, f"{FOLDER}/{model}.pt", f"{FOLDER}/{model}.ct2"],
            check=False,
            env={**os.environ, "PYTHONPATH": "."},
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
