"""How a process says how it is: parts with a status each, summed up at GET /health.

    {"status": "ok", "process": "actions", "parts": {"back office": {"status": "ok", "detail": ""}},
     "versions": {"knowledge_base": "2f6c1d0a9b3e"}}

200 when ok or degraded (it serves, perhaps less), 503 when starting or down.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web


class Status(StrEnum):
    """How a process or one of its parts is."""

    OK = "ok"
    STARTING = "starting"
    """Not ready yet, and expected to be."""
    DEGRADED = "degraded"
    """Serves, with something missing."""
    DOWN = "down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing a process needs, as last seen."""

    status: Status
    detail: str = ""
    """For the person who runs it: what is wrong and what helps. No customer's words."""


Check = Callable[[], Awaitable[Part]]


class Health:
    """The parts of one process. A part is set when something happens to it, or checked when somebody asks."""

    def __init__(self, process: str) -> None:
        self._process = process
        self._parts: dict[str, Part] = {}
        self._checks: dict[str, Check] = {}
        self._optional: set[str] = set()
        self._versions: dict[str, Callable[[], str | None]] = {}

    def set(self, name: str, status: Status, detail: str = "", *, optional: bool = False) -> None:
        """Record how a part is. An optional part that is down only degrades the process."""
        self._parts[name] = Part(status=status, detail=detail)
        self._mark(name, optional=optional)

    def add_check(self, name: str, check: Check, *, optional: bool = False) -> None:
        """Ask `check` at each report; it bounds its own time and raises nothing."""
        self._checks[name] = check
        self._mark(name, optional=optional)

    def name_version(self, name: str, version: Callable[[], str | None]) -> None:
        """Name in each report which model, articles or code this process works with; None: not known yet."""
        self._versions[name] = version

    async def report(self) -> dict[str, object]:
        """The JSON of the module's docstring."""
        parts = dict(self._parts)
        for name, check in self._checks.items():
            parts[name] = await check()
        return {
            "status": self._sum_up(parts).value,
            "process": self._process,
            "parts": {
                name: {"status": part.status.value, "detail": part.detail} for name, part in parts.items()
            },
            "versions": {name: told for name, version in self._versions.items() if (told := version())},
        }

    async def handle(self, _request: web.Request) -> web.Response:
        """The handler of GET /health."""
        report = await self.report()
        serves = report["status"] in {Status.OK, Status.DEGRADED}
        return web.json_response(report, status=200 if serves else 503)

    def _mark(self, name: str, *, optional: bool) -> None:
        (self._optional.add if optional else self._optional.discard)(name)

    def _sum_up(self, parts: dict[str, Part]) -> Status:
        needed = {part.status for name, part in parts.items() if name not in self._optional}
        for worst in (Status.DOWN, Status.STARTING):
            if worst in needed:
                return worst
        return Status.OK if {part.status for part in parts.values()} <= {Status.OK} else Status.DEGRADED
