"""Signed identities: a carrier's logged-in page vouches for its customer with a short-lived JWT."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from front_door.conversations.turns import ProvedIdentity
from front_door.ledger.resume_tokens import UsedIdentities

LONGEST_LIFE = timedelta(minutes=5)
LEEWAY_S = 10


class IdentityRefused(Exception):
    """The token proves nothing: the conversation may go on without it. The reason is for the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityRule:
    """How tokens of this deployment look."""

    key: str
    """A shared secret for HS256, or a public key in PEM for EdDSA; empty: none is accepted."""
    audience: str
    proof_lasts: timedelta = timedelta(minutes=30)
    """How long the proof holds in the conversation."""

    @property
    def algorithm(self) -> str:
        return "EdDSA" if self.key.lstrip().startswith("-----BEGIN") else "HS256"


class SignedIdentities:
    """Verifies each token once."""

    def __init__(self, rule: IdentityRule, used: UsedIdentities, *, clock: Callable[[], datetime]) -> None:
        self._rule = rule
        self._used = used
        self._clock = clock

    async def prove(self, token: str) -> ProvedIdentity:
        """Who the token is about.

        Raises:
            IdentityRefused: bad signature, audience or times, or used before.
        """
        claims = self._claims(token)
        issued_for = datetime.fromtimestamp(int(claims["exp"]), UTC)
        now = self._clock()
        if issued_for - now > LONGEST_LIFE + timedelta(seconds=LEEWAY_S):
            raise IdentityRefused("it lives longer than five minutes")
        customer_id, jti, name = claims["sub"], claims["jti"], claims.get("name")
        if not (isinstance(customer_id, str) and customer_id and isinstance(jti, str) and jti):
            raise IdentityRefused("sub and jti must be texts")
        forget_at = (issued_for + timedelta(seconds=2 * LEEWAY_S)).isoformat()
        if not await self._used.use_once(jti, forget_at):
            raise IdentityRefused("it was used before")
        return ProvedIdentity(
            customer_id=customer_id,
            name=name if isinstance(name, str) else None,
            expires_at=now + self._rule.proof_lasts,
        )

    def _claims(self, token: str) -> dict[str, Any]:
        if not self._rule.key:
            raise IdentityRefused("no key is set")
        try:
            return jwt.decode(
                token,
                self._rule.key,
                algorithms=[self._rule.algorithm],
                audience=self._rule.audience,
                leeway=LEEWAY_S,
                options={"require": ["exp", "sub", "aud", "jti"]},
            )
        except (jwt.PyJWTError, ValueError) as error:
            raise IdentityRefused(type(error).__name__) from error
