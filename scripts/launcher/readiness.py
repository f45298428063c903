"""Wait until every process says that it serves."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request

from launcher.log_follower import tail
from launcher.processes import Process
from launcher.supervision import Supervisor
from launcher.terminal import Trouble, say

PATIENCE_SECONDS = 180
HOPELESS_STARTS = 3
"""A process that ended this often before it ever served will not get better by itself."""
_NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def health(process: Process, seconds: float = 2.0) -> dict[str, object]:
    """What the process says at /health; `{"status": "down"}` where it does not answer."""
    try:
        with _NO_PROXY.open(f"{process.url}/health", timeout=seconds) as response:
            report = json.load(response)
    except urllib.error.HTTPError as error:
        try:
            report = json.load(error)
        except ValueError:
            report = {}
    except (OSError, ValueError):
        report = {}
    return report if isinstance(report, dict) and "status" in report else {"status": "down"}


def wait(supervisor: Supervisor, processes: list[Process]) -> None:
    """Return when all serve. Raises Trouble with the end of the log of what does not."""
    start = time.monotonic()
    waiting = list(processes)
    watch = _Watch()
    while waiting:
        for process in list(waiting):
            if health(process)["status"] in {"ok", "degraded"}:
                waiting.remove(process)
                say(f"✓ {process.name.replace('_', ' ')} is ready ({time.monotonic() - start:.1f} s)")
        _check_hope(supervisor, waiting, watch, time.monotonic() - start)
        if waiting:
            time.sleep(0.1)


class _Watch:
    """Counts how often each process was seen with another time of start."""

    def __init__(self) -> None:
        self._seen: dict[str, set[int]] = {}

    def starts(self, name: str, time_of_start: int) -> int:
        seen = self._seen.setdefault(name, set())
        if time_of_start:
            seen.add(time_of_start)
        return len(seen)


def _check_hope(supervisor: Supervisor, waiting: list[Process], watch: _Watch, seconds: float) -> None:
    if supervisor.has_ended():
        raise Trouble(f"supervisor ended; its log is {supervisor.log}\n{tail(supervisor.complaints)}")
    states = supervisor.states()
    for process in waiting:
        info = states.get(process.name, {})
        starts = watch.starts(process.name, int(info.get("start") or 0))
        hopeless = starts >= HOPELESS_STARTS or info.get("statename") == "FATAL"
        if hopeless or seconds > PATIENCE_SECONDS:
            what = "ends again and again" if hopeless else f"does not serve after {PATIENCE_SECONDS} s"
            log = supervisor.log_of(process)
            raise Trouble(f"The {process.name.replace('_', ' ')} {what}. The end of {log}:\n\n{tail(log)}")
