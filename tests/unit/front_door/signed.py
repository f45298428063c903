"""Logins as a carrier's page signs them."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import jwt

KEY = "a-secret-of-the-carrier-that-is-long-enough"


def login_of(customer_id: str, name: str = "Juniper Finch") -> str:
    """A fresh token of this customer."""
    claims = {
        "sub": customer_id,
        "name": name,
        "aud": "care-chat",
        "exp": datetime.now(UTC) + timedelta(minutes=2),
        "jti": uuid.uuid4().hex,
    }
    return jwt.encode(claims, KEY, algorithm="HS256")
