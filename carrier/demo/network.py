"""How the network does at a ZIP code, and what the carrier offers."""

import json
import re
import sqlite3

from carrier.demo.office import Answer, Asked, Office, Refused, missing_field
from carrier.enums import Capability

ZIP = re.compile(r"([0-9]{5})(?:-?[0-9]{4})?")


def get_network_status(office: Office, asked: Asked) -> Answer:
    """GET /v1/network-status: an area nobody reported is normal."""
    zip_code = ZIP.fullmatch(asked.query.get("zip_code", "").strip())
    if zip_code is None:
        raise missing_field("zip_code is required and must be five digits.")
    rows = office.all(
        "SELECT e.* FROM network_events e JOIN network_event_areas a USING (event_id)"
        " WHERE a.zip_code = ? ORDER BY e.started_at",
        zip_code[1],
    )
    kinds = {row["kind"] for row in rows}
    return 200, {
        "zip_code": zip_code[1],
        "status": "outage" if "outage" in kinds else "degraded" if kinds else "normal",
        "events": [_event(row) for row in rows],
    }


def _event(row: sqlite3.Row) -> dict[str, object]:
    return {
        "event_id": row["event_id"],
        "kind": row["kind"],
        "services": json.loads(row["services"]),
        "started_at": row["started_at"],
        "expected_end_at": row["expected_end_at"],
        "note": row["note"],
    }


def get_capabilities(office: Office, _asked: Asked) -> Answer:
    """GET /v1/capabilities."""
    if not office.tells_capabilities:
        raise Refused(404, "not_available", "This carrier does not tell what it offers.")
    return 200, {"capabilities": [item.value for item in Capability if item in office.offers]}
