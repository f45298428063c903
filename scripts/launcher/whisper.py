"""`make whisper MODEL=base.en`: install openai-whisper and fetch a model's weights, checked by their sum."""

from __future__ import annotations

import os
import subprocess
import sys

from launcher import bootstrap, environments
from launcher.terminal import Trouble, fail, say

FOLDER = "models/whisper"
FETCH = "import sys, whisper; whisper.load_model(sys.argv[1], device='cpu', download_root=sys.argv[2])"
DEFAULT = "base.en"


def main() -> int:
    """0 once the weights lie there and load."""
    model = sys.argv[1] if sys.argv[1:] else DEFAULT
    here = bootstrap.project()
    os.chdir(here.root)
    try:
        environments.add_whisper(here, environment=os.environ)
    except Trouble as error:
        fail(error)
    done = subprocess.run([str(here.python("services")), "-c", FETCH, model, FOLDER], check=False)
    if done.returncode:
        say(f"The weights of {model} could not be fetched; what was there before still serves.")
        return 1
    say(f"Whisper {model} lies in {FOLDER}; the next `make run` listens with it.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
