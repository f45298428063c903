"""The exported model folder that `make setup` leaves, and a copy that a test may break."""

import os
import shutil
from pathlib import Path

import pytest

from sentence_encoder import SentenceEncoder

ROOT = Path(__file__).parents[3]
PUBLISHED = Path(os.environ.get("SENTENCE_ENCODER_FOLDER", ROOT / "models" / "sentence_encoder"))


@pytest.fixture(scope="session")
def folder():
    return PUBLISHED


@pytest.fixture(scope="session")
def encoder(folder):
    return SentenceEncoder.load(folder)


@pytest.fixture
def own_folder(folder, tmp_path):
    return Path(shutil.copytree(folder, tmp_path / "sentence_encoder"))
