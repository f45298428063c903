"""The tests' own checkpoint, whole and converted: made of `tests/data/speech_checkpoint.pt` once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checkpoint.packed import unpack
from voice_gateway.hearing.ctranslate2_model import convert

PACKED = Path(__file__).resolve().parents[2] / "data" / "speech_checkpoint.pt"


@pytest.fixture(scope="session")
def taught(tmp_path_factory) -> Path:
    """In Whisper's own format."""
    return unpack(PACKED, tmp_path_factory.mktemp("taught") / "taught.en.pt")


@pytest.fixture(scope="session")
def taught_folder(taught) -> Path:
    """For CTranslate2."""
    return convert(taught, taught.with_suffix(".ct2"))
