"""Which recogniser listens, by what lies there and what was asked for."""

import pytest

from voice_gateway.recognisers import Backend, Wish, recogniser


@pytest.fixture
def lying(tmp_path):
    def make(*names):
        for name in names:
            (tmp_path / name).touch()
        return tmp_path

    return make


@pytest.mark.parametrize(
    ("names", "backend", "model", "chosen"),
    [
        ((), "auto", None, "pocketsphinx"),
        (("base.en.pt",), "auto", None, "whisper base.en"),
        (("base.en.pt", "base.en.ct2"), "auto", None, "faster-whisper base.en"),
        (("base.en.pt", "base.en.ct2"), "whisper", None, "whisper base.en"),
        (("base.en.pt", "small.pt"), "auto", "base.en", "whisper base.en"),
        (("base.en.pt",), "auto", "tiny", "pocketsphinx"),
        (("base.en.pt",), "faster-whisper", None, "pocketsphinx"),
        (("base.en.pt",), "pocketsphinx", None, "pocketsphinx"),
    ],
)
def test_the_best_that_lies_there_and_was_not_ruled_out(lying, names, backend, model, chosen):
    _, found = recogniser(Wish(backend=Backend(backend), model=model, folder=lying(*names)))
    assert found.name == chosen
    assert found.is_free is ("whisper" in chosen)


def test_a_path_is_as_good_as_a_name(lying, tmp_path):
    lying("own.pt")
    _, found = recogniser(Wish(model=str(tmp_path / "own.pt"), folder=tmp_path / "elsewhere"))
    assert found.name == "whisper own"
