"""The path from sound to text through the real Whisper, with a checkpoint of its own format and no knowledge.

Its weights are random, so what it says is nonsense: that is the point of trusting so little. What is proved is
that checkpoint, worker, sound, prompt and answer fit together.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest
import torch
from whisper import DecodingOptions, decode, load_model
from whisper.tokenizer import get_tokenizer

from conversation.expects import parse_expects
from voice_gateway.errors import RecognitionUnavailable
from voice_gateway.frames import SILENCE
from voice_gateway.hearing.ctranslate2_model import convert
from voice_gateway.hearing.ctranslate2_recogniser import ctranslate2_job
from voice_gateway.hearing.recognition import Awaited
from voice_gateway.hearing.whisper_decoding import GreedyDecoder
from voice_gateway.hearing.whisper_encoding import WHOLE_SAMPLES, Encoder, mel_of, window_samples
from voice_gateway.hearing.whisper_layers import Precision, layer
from voice_gateway.hearing.whisper_recogniser import WhisperSpeechToText, whisper_job
from voice_gateway.hearing.whisper_words import prompt_for, trusted
from voice_gateway.workers.gathered import GatheredPool
from voice_gateway.workers.pool import Job, WorkerFailed, WorkerPool


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory) -> Path:
    from whisper.model import ModelDimensions, Whisper

    torch.manual_seed(7)
    dims = ModelDimensions(
        n_mels=80,
        n_audio_ctx=1500,
        n_audio_state=32,
        n_audio_head=2,
        n_audio_layer=1,
        n_vocab=51864,
        n_text_ctx=448,
        n_text_state=32,
        n_text_head=2,
        n_text_layer=1,
    )
    model = Whisper(dims)
    torch.nn.init.normal_(model.decoder.positional_embedding)
    file = tmp_path_factory.mktemp("whisper") / "nonsense.en.pt"
    torch.save({"dims": dims.__dict__, "model_state_dict": model.state_dict()}, file)
    return file


def whisper(checkpoint: Path) -> Job:
    return whisper_job(checkpoint, 1, margin_s=0.5)


def faster_whisper(checkpoint: Path) -> Job:
    return ctranslate2_job(convert(checkpoint, checkpoint.with_suffix(".ct2")), 1, margin_s=0.5)


@pytest.mark.parametrize("backend", [whisper, faster_whisper])
async def test_a_checkpoint_is_loaded_and_answers_with_words_or_none_and_a_confidence(checkpoint, backend):
    pool = GatheredPool(WorkerPool(backend(checkpoint)), most=4)
    await pool.start()
    recogniser = WhisperSpeechToText(pool, checkpoint.stem)
    awaited = Awaited(expects=parse_expects("zip"), choices=("My bill", "No signal"))
    heard = await asyncio.gather(*(recogniser.recognise(SILENCE * 60, awaited) for _ in range(2)))
    await pool.close()
    assert recogniser.is_free
    assert "nonsense.en" in recogniser.name
    assert heard[0] == heard[1]
    assert all(each.confidence is None or 0 <= each.confidence <= 1 for each in heard)


async def test_a_checkpoint_that_is_none_is_told_at_start(tmp_path):
    (tmp_path / "broken.pt").write_bytes(b"not a checkpoint")
    pool = WorkerPool(whisper_job(tmp_path / "broken.pt", 1))
    with pytest.raises(WorkerFailed):
        await pool.start()


async def test_without_workers_nothing_is_recognised_and_that_is_said(checkpoint):
    pool = GatheredPool(WorkerPool(whisper_job(checkpoint, 1)), most=4)
    with pytest.raises(RecognitionUnavailable):
        await WhisperSpeechToText(pool, "x").recognise(SILENCE, Awaited())


def test_the_hint_holds_the_trades_words_the_choices_and_the_form_of_the_answer():
    hint = prompt_for(Awaited(expects=parse_expects("zip"), choices=("My bill",)))
    assert all(part in hint for part in ("eSIM", "My bill", "ZIP code is 55101"))


@pytest.mark.parametrize(
    ("text", "no_speech", "logprob", "compression", "believed"),
    [
        (" Why is my bill higher?", 0.02, -0.3, 1.1, True),
        (" Thank you.", 0.01, -0.2, 0.8, True),
        (" Thank you.", 0.5, -0.4, 0.8, False),
        (" Thanks for watching!", 0.4, -0.3, 0.9, False),
        (" my bill", 0.9, -1.4, 0.8, False),
        (" no no no no no no no no no no", 0.1, -0.2, 3.5, False),
        (" ...", 0.0, -0.1, 0.5, False),
    ],
)
def test_words_that_whisper_is_known_to_make_up_are_not_believed(
    text, no_speech, logprob, compression, believed
):
    assert bool(trusted(text, no_speech=no_speech, logprob=logprob, compression=compression)) is believed


def test_the_loop_of_our_own_finds_the_words_that_whispers_own_finds_alone_and_together(checkpoint):
    model = load_model(str(checkpoint), device="cpu").eval()
    for weight in (weight for weight in model.parameters() if weight.ndim > 1):
        torch.nn.init.normal_(weight, std=0.3)
    tokenizer = get_tokenizer(multilingual=False)
    sound = np.random.default_rng(1).normal(0, 0.1, 32_000).astype(np.float32)
    mel = mel_of(sound, WHOLE_SAMPLES)
    hints = ["", "Meadowlark Mobile, eSIM, my bill."]
    theirs = [
        decode(
            model,
            mel,
            DecodingOptions(language="en", without_timestamps=True, fp16=False, prompt=hint, sample_len=9),
        )
        for hint in hints
    ]
    decoder = GreedyDecoder(model, tokenizer)
    features = Encoder(model.encoder, Precision.FLOAT32).features(mel[None]).expand(2, -1, -1)
    ours = decoder.decode(features, [tokenizer.encode(f" {hint}") if hint else [] for hint in hints], most=9)
    assert [list(one.tokens) for one in ours] == [one.tokens for one in theirs]
    assert [one.no_speech for one in ours] == pytest.approx([one.no_speech_prob for one in theirs], rel=1e-3)


def test_a_window_cut_to_the_utterance_holds_all_of_it_in_whole_positions():
    assert window_samples(16_001, 0.5) == 24_320
    assert window_samples(16_000, None) == WHOLE_SAMPLES
    assert window_samples(31 * 16_000, 0.5) == WHOLE_SAMPLES
    assert mel_of(np.zeros(16_001, dtype=np.float32), 24_320).shape[1] == 152


@pytest.mark.parametrize("precision", [Precision.BFLOAT16, Precision.INT8])
def test_smaller_numbers_give_nearly_the_same_product(precision):
    generator = torch.Generator().manual_seed(2)
    weight, bias = torch.randn(48, 32, generator=generator), torch.randn(48, generator=generator)
    state = torch.randn(3, 5, 32, generator=generator)
    exact = layer(weight, bias, Precision.FLOAT32)(state)
    assert (layer(weight, bias, precision)(state) - exact).abs().max() < 0.1 * exact.std()
