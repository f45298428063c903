"""Languages and time zones as clients name them: checked before they reach a file name or the ledger."""

from __future__ import annotations

import re

DEFAULT = "en"
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}")
_ZONE = re.compile(r"[A-Za-z0-9_+-]{1,30}(/[A-Za-z0-9_+-]{1,30}){0,2}")


def language_of(locale: str | None) -> str:
    """A BCP 47 tag, English when it is none."""
    return locale if locale is not None and _TAG.fullmatch(locale) else DEFAULT


def time_zone_of(name: str | None) -> str | None:
    """A name in the form of the tz database, None when it is none."""
    return name if name is not None and _ZONE.fullmatch(name) else None
