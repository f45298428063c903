"""The environment variables that Rasa and TensorFlow read at import, set before either is imported."""

from __future__ import annotations

import logging
import os

QUIET = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_INTRA_OP_PARALLELISM_THREADS": "1",
    "TF_INTER_OP_PARALLELISM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "RASA_TELEMETRY_ENABLED": "false",
    "CUDA_VISIBLE_DEVICES": "-1",
}


def prepare() -> None:
    """Set what is not set yet, and keep the warnings of old libraries off the terminal.

    Call before the first import of rasa.
    """
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    logging.captureWarnings(capture=True)
    warned = logging.getLogger("py.warnings")
    warned.setLevel(logging.CRITICAL)
    warned.propagate = False
