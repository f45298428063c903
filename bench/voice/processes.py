"""Processes of a bench: started, waited for, measured, ended."""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
PAGE_MIB = resource.getpagesize() / 1_048_576
END_S = 20.0

Process = subprocess.Popen[bytes]


@contextmanager
def running(command: Sequence[str]) -> Iterator[Process]:
    """A process of the repository's; what it logs is dropped."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


async def listening(process: Process, port: int, name: str) -> None:
    """Until somebody answers at this port."""
    for _ in range(1_200):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            if process.poll() is not None:
                break
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise SystemExit(f"{name} did not start")


async def written(process: Process, file: Path) -> str:
    """What a process has written to a file, once it is there."""
    for _ in range(1_200):
        if file.exists():  # noqa: ASYNC240 - nothing else goes on
            return file.read_text(encoding="utf-8")  # noqa: ASYNC240
        if process.poll() is not None:
            break
        await asyncio.sleep(0.1)
    raise SystemExit(f"{file.name}: never written")


def cpu_s(pid: int) -> float:
    """What a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_mib(pid: int) -> float:
    """Of a process, now."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_MIB


def children(pid: int) -> list[int]:
    """Processes it has started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
