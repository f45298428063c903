"""`/status`: how everything is, for the person who runs it, without a script."""

from __future__ import annotations

from html import escape

from aiohttp import web

from front_door.conversations.waiting_line import WaitingLine
from front_door.desks.other_desk import OtherDesk
from front_door.handoffs.handoff_outbox import HandoffOutbox
from front_door.ledger.port import LedgerUnavailable
from front_door.surroundings import Surroundings
from runtime.health import Health

WEAK_TEXT = (
    "Weak identity: this carrier can check neither a PIN nor a code; a line's number alone opens an account."
)


class StatusPage:
    """Renders the health report with queue and outbox."""

    def __init__(
        self,
        health: Health,
        surroundings: Surroundings,
        outbox: HandoffOutbox,
        line: WaitingLine,
        other_desk: OtherDesk | None,
    ) -> None:
        self._health = health
        self._surroundings = surroundings
        self._outbox = outbox
        self._line = line
        self._other_desk = other_desk

    async def handle(self, _: web.Request) -> web.Response:
        """One page of HTML."""
        report = await self._health.report()
        rows = [*_part_rows(report), *await self._own_rows()]
        notice = f'<p class="notice">{escape(WEAK_TEXT)}</p>' if self._surroundings.weak_identity else ""
        page = _PAGE.format(status=escape(str(report["status"])), rows="".join(rows), notice=notice)
        return web.Response(text=page, content_type="text/html", headers={"Cache-Control": "no-store"})

    async def _own_rows(self) -> list[str]:
        rows = [_row("customers waiting", str(len(self._line)), "")]
        try:
            outbox = await self._outbox.state()
        except LedgerUnavailable:
            return [*rows, _row("handoffs", "unknown", "the ledger cannot be read")]
        since = f"oldest from {outbox.oldest_at:%Y-%m-%d %H:%M} UTC" if outbox.oldest_at else ""
        rows.append(_row("handoffs on their way", str(outbox.waiting), since))
        if outbox.refused:
            rows.append(_row("handoffs refused", str(outbox.refused), "kept; the desk has them"))
        rows.extend(_row("", "", problem) for problem in outbox.problems)
        return [*rows, *await self._other_desk_rows()]

    async def _other_desk_rows(self) -> list[str]:
        if self._other_desk is None:
            return []
        state = await self._other_desk.state()
        rows = [_row("cases on their way to the other desk", str(state.waiting), state.problem or "")]
        if state.given_up:
            rows.append(_row("messages the other desk refused", str(state.given_up), "see the log"))
        return rows


def _part_rows(report: dict[str, object]) -> list[str]:
    parts = report["parts"]
    if not isinstance(parts, dict):
        return []
    return [_row(name, str(part["status"]), str(part["detail"])) for name, part in parts.items()]


def _row(name: str, state: str, detail: str) -> str:
    return (
        f'<tr><th scope="row">{escape(name)}</th><td class="state {escape(state)}">{escape(state)}</td>'
        f"<td>{escape(detail)}</td></tr>"
    )


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="10">
<title>Status: {status}</title>
<link rel="icon" href="/demo/logo.svg" type="image/svg+xml">
<link rel="stylesheet" href="/tokens.css">
<link rel="stylesheet" href="/status/status.css">
</head>
<body>
<main>
<h1>Front door: <span class="state {status}">{status}</span></h1>
{notice}
<table>
<caption>What it needs and how that is</caption>
<thead><tr><th scope="col">Part</th><th scope="col">State</th><th scope="col">Detail</th></tr></thead>
<tbody>{rows}</tbody>
</table>
<p><a href="/">Demo page</a> <a href="/desk">Desk</a> <a href="/health">As JSON</a>
<a href="/metrics">Metrics</a></p>
</main>
</body>
</html>
"""
