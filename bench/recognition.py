"""From the end of a 3 s utterance to 12 tokens, and what each shortcut costs in accuracy.

Time: a model of tiny.en's dimensions with random weights, one thread; every path decodes 12 tokens greedily.
The peers are `whisper.transcribe` and faster-whisper's own `transcribe` in int8. Accuracy: the tests'
checkpoint, by voices it was not taught with; it says what a shortcut changes, nothing of how well people are
understood.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
import whisper
from faster_whisper import WhisperModel
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from whisper.tokenizer import get_tokenizer

from bench.random_whisper import TINY, random_weights
from bench.report import Metric, report
from tests.checkpoint.packed import unpack
from tests.checkpoint.score import Hears, hearing, utterances, word_error_rate
from voice_gateway.hearing.ctranslate2_engine import CTranslate2Engine
from voice_gateway.hearing.ctranslate2_model import convert, vocabulary
from voice_gateway.hearing.free_speech import Told
from voice_gateway.hearing.whisper_encoding import MODEL_RATE, Wave
from voice_gateway.hearing.whisper_engine import WhisperEngine

TOKENS = 12
SECONDS = 3
ROUNDS = 5
MARGIN_S = 0.5
CHECKPOINT = Path(__file__).resolve().parent.parent / "tests" / "data" / "speech_checkpoint.pt"
SENTENCES = 40


def main() -> int:
    """1 when a target is missed."""
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [*_times(folder), *_costs(folder)]
    return report("recognition", rows, notes=["CPU time of one thread, best of five rounds, interleaved"])


# -- time --------------------------------------------------------------------------------------------------


def _times(folder: Path) -> Iterator[Metric]:
    checkpoint = random_weights(folder)
    converted = convert(checkpoint, folder / "random.en.ct2")
    took = _interleaved(
        {
            "whisper.transcribe": _stock_whisper(checkpoint),
            "faster-whisper int8": _stock_faster_whisper(converted),
            "whole": _ours(WhisperEngine(str(checkpoint), "en", None)),
            "cut": _ours(WhisperEngine(str(checkpoint), "en", MARGIN_S)),
            "ct2 whole": _ours(CTranslate2Engine(str(converted), "en", None)),
            "ct2 cut": _ours(CTranslate2Engine(str(converted), "en", MARGIN_S)),
        }
    )
    stock, faster = took["whisper.transcribe"], took["faster-whisper int8"]
    yield _row("whisper, whole window, beside whisper.transcribe", took["whole"], stock, None)
    yield _row("whisper, window cut, beside whisper.transcribe", took["cut"], stock, 4)
    yield _row("CTranslate2, whole window, beside whisper.transcribe", took["ct2 whole"], stock, None)
    yield _row("CTranslate2, window cut, beside whisper.transcribe", took["ct2 cut"], stock, 8)
    yield _row("CTranslate2, window cut, beside faster-whisper int8", took["ct2 cut"], faster, 4)


def _row(metric: str, ours: float, peer: float, times: int | None) -> Metric:
    return Metric(
        metric=f"{metric} ({peer / ours:.1f}x)",
        unit="CPU-ms",
        ours=round(ours, 1),
        peer=round(peer, 1),
        target=f">= {times}x" if times else None,
        met=peer >= times * ours if times else None,
    )


def _interleaved(paths: dict[str, Callable[[], object]]) -> dict[str, float]:
    best = dict.fromkeys(paths, float("inf"))
    for work in paths.values():
        work()
    gc.collect()
    for _ in range(ROUNDS):
        for name, work in paths.items():
            began = time.process_time()
            work()
            best[name] = min(best[name], 1_000 * (time.process_time() - began))
    return best


def _sound() -> Wave:
    return np.random.default_rng(0).normal(0, 0.1, SECONDS * MODEL_RATE).astype(np.float32)


def _ours(engine: WhisperEngine | CTranslate2Engine) -> Callable[[], object]:
    """Without the second look that an unsure utterance gets: random weights are never sure."""
    engine.looks_twice = False
    sound = _sound()
    return lambda: engine.hear([sound], [Told(hint="", most_tokens=TOKENS)])


def _stock_whisper(checkpoint: Path) -> Callable[[], object]:
    model, sound = whisper.load_model(str(checkpoint), device="cpu"), _sound()
    return lambda: whisper.transcribe(
        model,
        sound,
        language="en",
        temperature=0.0,
        fp16=False,
        without_timestamps=True,
        condition_on_previous_text=False,
        no_speech_threshold=None,
        logprob_threshold=None,
        compression_ratio_threshold=None,
        sample_len=TOKENS,
    )


def _stock_faster_whisper(folder: Path) -> Callable[[], object]:
    tokenizer = get_tokenizer(multilingual=False)
    rows = {text: number for number, text in enumerate(vocabulary(tokenizer, TINY.n_vocab))}
    Tokenizer(WordLevel(rows, unk_token="!")).save(str(folder / "tokenizer.json"))
    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)
    sound = _sound()

    def run() -> list[Any]:
        segments, _ = model.transcribe(
            sound,
            language="en",
            beam_size=1,
            temperature=0.0,
            without_timestamps=True,
            condition_on_previous_text=False,
            no_speech_threshold=None,
            log_prob_threshold=None,
            compression_ratio_threshold=None,
            max_new_tokens=TOKENS,
        )
        return list(segments)

    return run


# -- accuracy ----------------------------------------------------------------------------------------------


def _costs(folder: Path) -> Iterator[Metric]:
    if not CHECKPOINT.is_file():
        return
    checkpoint = unpack(CHECKPOINT, folder / "taught.en.pt")
    converted = convert(checkpoint, folder / "taught.en.ct2")
    spoken = utterances("new voice", SENTENCES)
    stock = word_error_rate(_whispers_own(checkpoint), spoken)
    for name, hears in (
        ("loop of our own, quickest formats", hearing(WhisperEngine(str(checkpoint), "en", None))),
        ("and window cut, 1 s margin", hearing(WhisperEngine(str(checkpoint), "en", 1.0))),
        ("and window cut, 0.5 s margin", hearing(WhisperEngine(str(checkpoint), "en", MARGIN_S))),
        ("CTranslate2 int8", hearing(CTranslate2Engine(str(converted), "en", None))),
        ("CTranslate2 int8, window cut, 0.5 s", hearing(CTranslate2Engine(str(converted), "en", MARGIN_S))),
    ):
        rate = word_error_rate(hears, spoken)
        yield Metric(
            metric=f"words wrong on the tests' checkpoint: {name}",
            unit="%",
            ours=round(rate, 1),
            peer=round(stock, 1),
        )


def _whispers_own(checkpoint: Path) -> Hears:
    model = whisper.load_model(str(checkpoint), device="cpu")
    options = whisper.DecodingOptions(language="en", without_timestamps=True, fp16=False, sample_len=40)

    def hears(sound: Wave) -> str:
        mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(sound), n_mels=80)
        return str(whisper.decode(model, mel, options).text)

    return hears


if __name__ == "__main__":
    sys.exit(main())
