"""Whether a request was made by Twilio: its signature over the public address and what was sent with it.

https://www.twilio.com/docs/usage/security#validating-requests: base64 of HMAC-SHA1 keyed with the account's
auth token (HMAC-SHA256 with a shared key), over the address as Twilio called it and each form field, name and
value without a sign between, in the order of their names. A JSON body is covered by its SHA-256 in the query
(`bodySHA256`), a socket's handshake by its `wss://` address alone.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from urllib.parse import parse_qs, parse_qsl, urlsplit

HEADER = "X-Twilio-Signature"
MOST_FIELDS = 200
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_DIGESTS = ("sha1", "sha256")
_SOCKETS = {"http": "ws", "https": "wss"}

Fields = dict[str, str]


class Signatures:
    """Checks for one account and one public address; what a request says of its host never counts."""

    def __init__(self, token: str, public_url: str) -> None:
        """`public_url`: how Twilio reaches us, as `https://voice.example.com`, perhaps with a path."""
        self._key = token.encode()
        self._base = public_url.rstrip("/")

    def form(self, target: str, body: bytes, given: str) -> Fields | None:
        """The fields of a posted form, None when it was not Twilio that posted it.

        `target` is path and query below the public address, as they came.
        """
        try:
            pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
        except ValueError:
            return None
        ordered = "".join(name + value for name, value in sorted(set(pairs)))
        return dict(pairs) if self._is_signed(self._base + target, ordered, given) else None

    def covers_json(self, target: str, body: bytes, given: str) -> bool:
        """Whether Twilio posted this JSON body."""
        told = parse_qs(urlsplit(target).query).get("bodySHA256", [""])[0]
        digest = hashlib.sha256(body).hexdigest()
        is_body = hmac.compare_digest(digest.encode(), _bytes(told.casefold()))
        return self._is_signed(self._base + target, "", given) and is_body

    def covers_socket(self, target: str, given: str) -> bool:
        """Whether Twilio opens this socket."""
        return self._is_signed(self.socket_url(target), "", given)

    def url(self, target: str) -> str:
        """An address of ours, as Twilio calls it."""
        return self._base + target

    def socket_url(self, target: str) -> str:
        """A socket's."""
        scheme, _, rest = self._base.partition("://")
        return f"{_SOCKETS.get(scheme, scheme)}://{rest}{target}"

    def _is_signed(self, url: str, fields: str, given: str) -> bool:
        proofs = [self._sign(each + fields, digest) for each in _spellings(url) for digest in _DIGESTS]
        return any([hmac.compare_digest(proof, _bytes(given)) for proof in proofs])  # noqa: C419 - all, always

    def _sign(self, text: str, digest: str) -> bytes:
        return base64.b64encode(hmac.digest(self._key, _bytes(text), digest))


def _bytes(text: str) -> bytes:
    """Whatever came, a lone surrogate included."""
    return text.encode("utf-8", "surrogatepass")


def _spellings(url: str) -> Iterable[str]:
    """An address with its port and without: Twilio signs it either way, whichever was configured."""
    parts = urlsplit(url)
    host, _, port = parts.netloc.rpartition(":") if parts.port else (parts.netloc, "", "")
    bare = parts._replace(netloc=host or parts.netloc)
    named = bare._replace(netloc=f"{bare.netloc}:{port or _PORTS.get(parts.scheme, 443)}")
    return dict.fromkeys([url, bare.geturl(), named.geturl()])
