"""pocketsphinx in a process of its own: an utterance and a grammar in, what of the grammar was said out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from pocketsphinx import Decoder

from voice_gateway.frames import RATE, decode
from voice_gateway.hearing.awaited_wire import awaited_in
from voice_gateway.hearing.few_words import FewWords
from voice_gateway.resampling import resampled
from voice_gateway.workers.gathered import answer_to, requests_in
from voice_gateway.workers.wire import Message
from voice_gateway.workers.worker import serve

MODEL_RATE = 16_000
NICENESS = 10
KEPT = 64
"""Grammars that stay compiled."""
EDGE_MS = 200
"""Quiet around the utterance, which the decoder wants."""
NOISE = 8


class Recogniser:
    """The decoder with its US English model, which comes in its package."""

    def __init__(self, language: str = "en") -> None:
        self._words = FewWords.load(language)
        self._decoder = Decoder(
            samprate=MODEL_RATE, lm=None, loglevel="FATAL", fwdflat=False, bestpath=False, remove_noise=True
        )
        self._searches: dict[str, str] = {}
        self._quiet = np.random.default_rng(0).integers(-NOISE, NOISE, MODEL_RATE * EDGE_MS // 1_000)

    def recognise(self, request: Message) -> Message:
        """What was said, its meaning, and how well it fits: 0 to 1."""
        awaited = awaited_in(request.head)
        self._listen_for(self._words.grammar(awaited, self._knows))
        wide = resampled(decode(request.sound), RATE, MODEL_RATE)
        samples = np.concatenate([self._quiet, wide, self._quiet]).astype(np.int16)
        self._decoder.start_utt()
        self._decoder.process_raw(samples.tobytes(), no_search=False, full_utt=True)
        self._decoder.end_utt()
        found = self._decoder.hyp()
        if found is None or not found.hypstr:
            return Message(head={"said": "", "text": "", "score": 0.0})
        text = self._words.meaning(found.hypstr, awaited)
        return Message(head={"said": found.hypstr, "text": text, "score": float(found.score)})

    def _knows(self, word: str) -> bool:
        return self._decoder.lookup_word(word) is not None

    def _listen_for(self, grammar: str) -> None:
        if grammar not in self._searches:
            if len(self._searches) >= KEPT:
                _, oldest = self._searches.popitem()
                self._decoder.remove_search(oldest)
            name = f"grammar-{len(self._searches)}"
            self._decoder.add_jsgf_string(name, grammar)
            self._searches[grammar] = name
        self._decoder.activate_search(self._searches[grammar])


def _prepare() -> Callable[[Message], Message]:
    recogniser = Recogniser()
    return lambda request: answer_to([recogniser.recognise(each) for each in requests_in(request)])


if __name__ == "__main__":
    raise SystemExit(serve(_prepare, niceness=NICENESS))
