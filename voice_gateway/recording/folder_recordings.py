"""`FolderRecordings`: WAV files in a folder, one folder a conversation, for so many days.

8 kHz, two channels, G.711 µ-law (WAVE_FORMAT_MULAW), caller left, our side right. Written beside the event
loop; a file ends with `.part` until its call is over.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO

import numpy as np
import structlog

from voice_gateway.frames import RATE

PART = ".part"
TIDY_S = 3_600.0
MU_LAW = 7
CHANNELS = 2
HEAD = struct.Struct("<4sI4s4sIHHIIHHH4sII4sI")
"""RIFF, fmt with its extension's size, fact, data."""
_NAME = re.compile(r"[^A-Za-z0-9_.-]")


class FolderRecordings:
    """One for the process."""

    def __init__(self, folder: Path, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._folder = folder
        self._clock = clock
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="recordings")

    def begin(self, conversation_id: str, call_ref: str) -> WavRecording:
        """See `Recordings`."""
        name = f"{self._clock():%Y%m%dT%H%M%SZ}-{_NAME.sub('_', call_ref)}.wav"
        return WavRecording(self._folder / _NAME.sub("_", conversation_id) / name, self._writer)

    async def forget_older_than(self, age: timedelta) -> int:
        """Delete what is older; how many files."""
        return await self._beside(partial(delete_older, self._folder, self._clock() - age))

    def close(self) -> None:
        """Whatever was given is written."""
        self._writer.shutdown(wait=True)

    async def _beside(self, work: Callable[[], int]) -> int:
        return await asyncio.get_running_loop().run_in_executor(self._writer, work)


async def keep_tidy(recordings: FolderRecordings, age: timedelta) -> None:
    """Delete what is too old, again and again."""
    while True:
        try:
            count = await recordings.forget_older_than(age)
        except OSError as error:
            structlog.get_logger().error("recordings.not_deleted", detail=type(error).__name__)
        else:
            if count:
                structlog.get_logger().info("recordings.deleted", count=count)
        await asyncio.sleep(TIDY_S)


class WavRecording:
    """One file, made when the first sound comes."""

    def __init__(self, path: Path, writer: ThreadPoolExecutor) -> None:
        self._path = path
        self._part = path.with_name(path.name + PART)
        self._writer = writer
        self._file: BinaryIO | None = None
        self._broken = False
        self._bytes = 0

    def add(self, caller: bytes, ours: bytes) -> None:
        """See `Recording`."""
        self._writer.submit(self._write, interleaved(caller, ours))

    async def close(self) -> None:
        """See `Recording`."""
        finishing = self._writer.submit(self._finish)
        await asyncio.shield(asyncio.wrap_future(finishing))

    def _write(self, sound: bytes) -> None:
        if self._broken:
            return
        try:
            if self._file is None:
                self._part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._file = self._part.open("wb")
                self._part.chmod(0o600)
                self._file.write(head(0))
            self._file.write(sound)
            self._bytes += len(sound)
        except OSError as error:
            self._broken = True
            structlog.get_logger().error("recording.failed", detail=type(error).__name__)

    def _finish(self) -> None:
        if self._file is None:
            return
        try:
            with self._file as file:
                file.seek(0)
                file.write(head(self._bytes))
            self._part.rename(self._path)
        except OSError as error:
            structlog.get_logger().error("recording.failed", detail=type(error).__name__)


def interleaved(caller: bytes, ours: bytes) -> bytes:
    """Sample by sample, caller first."""
    both = np.frombuffer(caller, dtype=np.uint8), np.frombuffer(ours, dtype=np.uint8)
    return np.stack(both, axis=1).tobytes()


def head(size: int) -> bytes:
    """The head of a WAV file with so many bytes of sound."""
    form = (18, MU_LAW, CHANNELS, RATE, RATE * CHANNELS, CHANNELS, 8, 0)
    fact = (b"fact", 4, size // CHANNELS)
    return HEAD.pack(b"RIFF", HEAD.size - 8 + size, b"WAVE", b"fmt ", *form, *fact, b"data", size)


def delete_older(folder: Path, before: datetime) -> int:
    """Delete files last written before that time, and folders that are empty then."""
    old = [
        file for file in folder.glob("*/*.wav*") if datetime.fromtimestamp(file.stat().st_mtime, UTC) < before
    ]
    for file in old:
        file.unlink(missing_ok=True)
        if not any(file.parent.iterdir()):
            file.parent.rmdir()
    return len(old)


def delete_of(folder: Path, conversation_id: str) -> int:
    """Delete what there is of a conversation; how many files."""
    own = folder / _NAME.sub("_", conversation_id)
    count = len(list(own.glob("*.wav*"))) if conversation_id.strip(".") else 0
    if count:
        shutil.rmtree(own)
    return count
