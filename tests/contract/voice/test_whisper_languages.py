"""Which language is spoken, as Whisper's own model of many languages hears it: ours beside Whisper's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from whisper import load_model
from whisper.model import ModelDimensions, Whisper
from whisper.tokenizer import get_tokenizer

from voice_gateway.frames import RATE, encode
from voice_gateway.hearing.ctranslate2_engine import CTranslate2Engine
from voice_gateway.hearing.ctranslate2_model import convert
from voice_gateway.hearing.free_speech import Told
from voice_gateway.hearing.recognition import MULTILINGUAL, Awaited
from voice_gateway.hearing.whisper_decoding import GreedyDecoder
from voice_gateway.hearing.whisper_encoding import WHOLE_SAMPLES, Encoder, mel_of
from voice_gateway.hearing.whisper_engine import WhisperEngine
from voice_gateway.hearing.whisper_layers import Precision
from voice_gateway.hearing.whisper_recogniser import WhisperSpeechToText, whisper_job
from voice_gateway.workers.gathered import GatheredPool
from voice_gateway.workers.pool import WorkerPool

FOREVER_SPANISH = 8.0
TOKENIZER = get_tokenizer(multilingual=True, num_languages=99)
SOUNDS = [np.random.default_rng(seed).normal(0, 0.1, 32_000).astype(np.float32) for seed in range(3)]


def model() -> Whisper:
    """No knowledge, in Whisper's own form for many languages."""
    torch.manual_seed(11)
    dims = ModelDimensions(
        n_mels=80, n_audio_ctx=1500, n_audio_state=32, n_audio_head=2, n_audio_layer=1,
        n_vocab=51865, n_text_ctx=448, n_text_state=32, n_text_head=2, n_text_layer=1,
    )  # fmt: skip
    made = Whisper(dims)
    for weight in (weight for weight in made.parameters() if weight.ndim > 1):
        torch.nn.init.normal_(weight, std=0.3)
    return made


def saved(made: Whisper, file: Path) -> Path:
    torch.save({"dims": made.dims.__dict__, "model_state_dict": made.state_dict()}, file)
    return file


@pytest.fixture(scope="module")
def untaught(tmp_path_factory) -> Path:
    return saved(model(), tmp_path_factory.mktemp("whisper") / "untaught.pt")


@pytest.fixture(scope="module")
def spanish(tmp_path_factory) -> Path:
    """One that takes everything for Spanish: the token of the language outweighs every other."""
    made = model()
    with torch.no_grad():
        made.decoder.ln.bias[0] = FOREVER_SPANISH
        made.decoder.token_embedding.weight[:, 0] = -1.0
        made.decoder.token_embedding.weight[TOKENIZER.to_language_token("es"), 0] = 5.0
    return saved(made, tmp_path_factory.mktemp("whisper") / "spanish.pt")


def theirs(file: Path) -> list[dict[str, float]]:
    """Probabilities by language, one sound after the other, by whisper itself."""
    loaded = load_model(str(file), device="cpu").eval()
    return [loaded.detect_language(mel_of(sound, WHOLE_SAMPLES), TOKENIZER)[1] for sound in SOUNDS]


def test_ours_hears_the_language_that_whispers_own_hears_several_callers_at_once(untaught):
    loaded = load_model(str(untaught), device="cpu").eval()
    features = Encoder(loaded.encoder, Precision.FLOAT32).features(
        torch.stack([mel_of(sound, WHOLE_SAMPLES) for sound in SOUNDS])
    )
    ours = GreedyDecoder(loaded, TOKENIZER).languages(features)
    wanted = [max(shares.items(), key=lambda pair: pair[1]) for shares in theirs(untaught)]
    assert [language for language, _ in ours] == [language for language, _ in wanted]
    assert [share for _, share in ours] == pytest.approx([share for _, share in wanted], rel=1e-3)


@pytest.fixture(params=["whisper", "faster-whisper"])
def engine(request, spanish):
    if request.param == "whisper":
        return WhisperEngine(str(spanish), "en", None)
    return CTranslate2Engine(str(convert(spanish, spanish.with_suffix(".ct2"))), "en", None)


def test_another_language_is_taken_down_as_such_once_it_is_surely_heard(engine):
    told = [Told(hint="", most_tokens=2)] * 2
    assert engine.is_multilingual
    assert [found.language for found in engine.hear(SOUNDS[:2], told)] == ["es", "es"]


def test_a_word_is_too_short_to_tell_and_a_language_that_is_known_is_kept(engine):
    short = SOUNDS[0][:8_000]
    (found,) = engine.hear([short], [Told(hint="", most_tokens=2)])
    assert found.language == "en"
    told = [Told(hint="", most_tokens=2, language="en"), Told(hint="", most_tokens=2)]
    assert [found.language for found in engine.hear(SOUNDS[:2], told)] == ["en", "es"]


async def test_a_worker_tells_that_it_hears_languages_and_an_english_one_that_it_does_not(spanish, taught):
    told = []
    for checkpoint in (spanish, taught):
        pool = GatheredPool(WorkerPool(whisper_job(checkpoint, 1, margin_s=0.5)), most=4)
        await pool.start()
        told.append(pool.about[MULTILINGUAL])
        sound = encode(np.random.default_rng(3).normal(0, 3_000, 2 * RATE).astype(np.int16))
        heard = await WhisperSpeechToText(pool, "x").recognise(sound, Awaited())
        assert heard.language in {None, "es"}
        await pool.close()
    assert told == [True, False]
