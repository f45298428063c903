"""Digest authentication (RFC 7616; RFC 3261, 22): a trunk's challenge answered, and a caller challenged."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from voice_gateway.transports.sip.message import Headers, Response

NONCE_LIVES_S = 60
_PAIR = re.compile(r'([A-Za-z0-9_\-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """A user of a realm."""

    user: str
    password: str = field(repr=False)


def answered(response: Response, credentials: Credentials, method: str, uri: str) -> tuple[str, str] | None:
    """The header, name and value, that answers a 401 or 407; None where it cannot be answered."""
    name = "www-authenticate" if response.status == 401 else "proxy-authenticate"
    header = "authorization" if response.status == 401 else "proxy-authorization"
    for value in response.headers.all(name):
        parts = _parts(value)
        algorithm = parts.get("algorithm", "MD5").upper()
        offered = [each.strip() for each in parts.get("qop", "").split(",") if each.strip()]
        if algorithm not in _HASHES or "nonce" not in parts or (offered and "auth" not in offered):
            continue
        parts = {**parts, "algorithm": algorithm, "username": credentials.user, "uri": uri}
        if offered:
            parts |= {"qop": "auth", "nc": "00000001", "cnonce": secrets.token_hex(8)}
        parts["response"] = _response(parts, credentials.password, method)
        return header, _written(parts)
    return None


class Challenges:
    """Asks callers for a password; a nonce tells by itself when it was made, and by whom."""

    def __init__(
        self, credentials: Credentials, realm: str, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._credentials = credentials
        self._realm = realm
        self._clock = clock
        self._key = secrets.token_bytes(32)

    def challenge(self, *, stale: bool = False) -> str:
        """The value of WWW-Authenticate."""
        tail = ", stale=true" if stale else ""
        return (
            f'Digest realm="{self._realm}", nonce="{self._nonce(int(self._clock()))}",'
            f' algorithm=MD5, qop="auth"{tail}'
        )

    def is_stale(self, headers: Headers) -> bool:
        """Whether the answer belongs to a nonce of ours that is too old."""
        parts = _parts(headers.first("authorization") or "")
        return self._age(parts.get("nonce", "")) is not None and not self._is_fresh(parts)

    def accepts(self, headers: Headers, method: str) -> bool:
        """Whether the caller knows the password."""
        parts = _parts(headers.first("authorization") or "")
        wanted = {"username", "realm", "nonce", "uri", "response"}
        if not wanted <= parts.keys() or not self._is_fresh(parts):
            return False
        if parts["username"] != self._credentials.user or parts["realm"] != self._realm:
            return False
        parts = {**parts, "algorithm": "MD5"}
        expected = _response(parts, self._credentials.password, method)
        return hmac.compare_digest(expected.encode(), parts["response"].lower().encode("utf-8", "replace"))

    def _is_fresh(self, parts: Mapping[str, str]) -> bool:
        age = self._age(parts.get("nonce", ""))
        return age is not None and 0 <= age <= NONCE_LIVES_S

    def _age(self, nonce: str) -> float | None:
        made = nonce.partition("-")[0]
        if not made.isascii() or not made.isdigit() or len(made) > 12:
            return None
        genuine = hmac.compare_digest(self._nonce(int(made)).encode(), nonce.encode("utf-8", "replace"))
        return self._clock() - int(made) if genuine else None

    def _nonce(self, made: int) -> str:
        return f"{made}-{hmac.new(self._key, str(made).encode(), 'sha256').hexdigest()[:32]}"


def _parts(value: str) -> dict[str, str]:
    scheme, _, rest = value.strip().partition(" ")
    if scheme.lower() != "digest":
        return {}
    return {
        match[1].lower(): match[2] if match[2] is not None else match[3] for match in _PAIR.finditer(rest)
    }


def _response(parts: Mapping[str, str], password: str, method: str) -> str:
    make = _HASHES[parts["algorithm"]]

    def digest(text: str) -> str:
        return make(text.encode("utf-8", "surrogateescape")).hexdigest()

    who = digest(f"{parts['username']}:{parts.get('realm', '')}:{password}")
    what = digest(f"{method}:{parts['uri']}")
    if parts.get("qop"):
        middle = ":".join(parts.get(key, "") for key in ("nonce", "nc", "cnonce", "qop"))
        return digest(f"{who}:{middle}:{what}")
    return digest(f"{who}:{parts['nonce']}:{what}")


def _written(parts: Mapping[str, str]) -> str:
    quoted = ("username", "realm", "nonce", "uri", "response", "cnonce", "opaque")
    plain = ("algorithm", "qop", "nc")
    told = [f'{key}="{parts[key]}"' for key in quoted if key in parts]
    told += [f"{key}={parts[key]}" for key in plain if key in parts]
    return "Digest " + ", ".join(told)
