"""What a page plays after its network stood still and everything comes in a heap."""

from __future__ import annotations

import pytest

from tests.browser.chat.visitor import Visitor

FRAME = 160
LOUD, QUIET = 0x10, 0xFF
PLAYS = """
async ({ items, live }) => {
  const context = new OfflineAudioContext(1, 8000 * 3, 8000);
  await context.audioWorklet.addModule("/chat/call-worklet.js");
  const loudspeaker = new AudioWorkletNode(context, "call-loudspeaker", { numberOfInputs: 0, processorOptions: { live } });
  const played = [];
  loudspeaker.port.onmessage = ({ data }) => played.push(data.played);
  loudspeaker.connect(context.destination);
  for (const item of items) {
    loudspeaker.port.postMessage(item.mark ? item : { frame: new Uint8Array(160).fill(item.byte) });
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  const sound = (await context.startRendering()).getChannelData(0);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const loud = [...sound.keys()].filter((at) => Math.abs(sound[at]) > 0.1);
  return { loud: loud.length, first: loud[0], last: loud.at(-1), played };
}
"""


def frames(byte: int, count: int) -> list[dict[str, object]]:
    return [{"byte": byte}] * count


def played(visitor: Visitor, items: list[dict[str, object]], *, live: bool = False) -> dict[str, object]:
    found: dict[str, object] = visitor.page.evaluate(PLAYS, {"items": items, "live": live})
    return found


@pytest.mark.browser
def test_words_in_a_heap_are_all_played_and_pauses_between_them_are_cut(visitor: Visitor) -> None:
    heap = [*frames(LOUD, 12), *frames(QUIET, 12), *frames(LOUD, 10), {"mark": "said"}]
    told = played(visitor, heap)
    assert told["loud"] == pytest.approx(22 * FRAME, abs=FRAME)
    assert told["last"] - told["first"] < 31 * FRAME  # type: ignore[operator]
    assert told["played"] == ["said"]


@pytest.mark.browser
@pytest.mark.parametrize("live", [False, True])
def test_what_is_too_old_is_not_played_and_its_mark_is_told_all_the_same(
    visitor: Visitor, live: bool
) -> None:
    told = played(visitor, [*frames(LOUD, 20), {"mark": "said"}, *frames(LOUD, 80)], live=live)
    assert 2 * FRAME < told["loud"] <= 36 * FRAME  # type: ignore[operator]
    assert told["played"] == ["said"]


@pytest.mark.browser
def test_an_even_stream_is_played_whole(visitor: Visitor) -> None:
    told = played(visitor, [*frames(LOUD, 8), *frames(QUIET, 4), *frames(LOUD, 4)])
    assert told["last"] - told["first"] == pytest.approx(16 * FRAME, abs=FRAME)  # type: ignore[operator]
