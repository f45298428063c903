"""A caller on the way to a number outside: the call goes on, with music, until somebody answers there."""

from __future__ import annotations

import asyncio

from voice_gateway.call.events import TransferTo
from voice_gateway.call.music import Music
from voice_gateway.errors import NotTransferred
from voice_gateway.media import Media


class Moving:
    """One caller's."""

    def __init__(self, media: Media, music: Music) -> None:
        self._media = media
        self._music = music
        self._under_way: asyncio.Task[None] | None = None

    def begin(self, to: TransferTo, group: asyncio.TaskGroup, *, heard: bool) -> None:
        """Beside the call; `heard`: an agent talks with them meanwhile, so no music."""
        self._under_way = group.create_task(self._move(to, heard=heard))

    def give_up(self) -> None:
        """The call is over before they are there."""
        if self._under_way is not None:
            self._under_way.cancel()

    async def _move(self, to: TransferTo, *, heard: bool) -> None:
        outcome: NotTransferred | None = NotTransferred("the call ended before")
        try:
            with self._music.meanwhile(unless=heard):
                await self._media.transfer(to.number)
            outcome = None
        except NotTransferred as refused:
            outcome = refused
        finally:
            if outcome is None:
                to.done.set_result(None)
            else:
                to.done.set_exception(outcome)
