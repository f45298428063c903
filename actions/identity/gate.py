"""No account is read or changed below the level that `verification.yml` asks of the action."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files

import yaml

from actions.identity import given_secret, identity
from actions.turns.outcome import Outcome
from actions.turns.proof import Verification, read_verification
from actions.turns.resources import Resources
from actions.turns.turn import Turn

Handler = Callable[[Turn, Resources], Awaitable[Outcome]]


class LevelMissing(Exception):
    """`verification.yml` does not say which level an action needs, or says something odd."""


class NotProved(Exception):
    """A handler asked for the proof that the gate should have seen: a mistake of ours."""


@cache
def levels() -> Mapping[str, int]:
    """Action to level, as `verification.yml` says.

    Raises:
        LevelMissing: an entry is not 0, 1 or 2.
    """
    document: object = yaml.safe_load(
        files("actions").joinpath("verification.yml").read_text(encoding="utf-8")
    )
    if not isinstance(document, dict):
        raise LevelMissing("verification.yml must map each action to a level")
    for action, level in document.items():
        if level not in (0, 1, 2):
            raise LevelMissing(f"verification.yml: {action} has the level {level!r}")
    return {str(action): int(level) for action, level in document.items()}


def proof_of(turn: Turn, to: Resources) -> Verification | None:
    """The best proof in force now: the slot that actions set, or the signed login of the page."""
    now = to.clock()
    known = (read_verification(turn.slots.get("verification")), turn.situation.login)
    in_force = [proof for proof in known if proof is not None and now < proof.expires_at]
    return max(in_force, key=lambda proof: proof.level, default=None)


def proved(turn: Turn, to: Resources) -> Verification:
    """The proof, for a handler behind the gate.

    Raises:
        NotProved: the handler was called around the gate.
    """
    proof = proof_of(turn, to)
    if proof is None:
        raise NotProved("no identity is proved")
    return proof


def guarded(action: str, handler: Handler) -> Handler:
    """The handler behind its gate: without the level it is put off until the customer is identified.

    Raises:
        LevelMissing: the action does not stand in `verification.yml`.
    """
    if action not in levels():
        raise LevelMissing(f"verification.yml does not name {action}")
    needed = levels()[action]
    if needed == 0:
        return handler

    async def run(turn: Turn, to: Resources) -> Outcome:
        if await reaches(turn, to, needed):
            return await handler(turn, to)
        begun = await given_secret.used(turn, to, await identity.begin(turn, to, action))
        words = begun.slots.get("matter_words")
        said = words if isinstance(words, str) else turn.text
        known = replace(turn, text=said, slots={**turn.slots, **begun.slots})
        if await reaches(known, to, needed):
            # Proved in this very turn: no form will end and tell of it later.
            over = {**begun.slots, "identity_outcome": None, "pending_action": None}
            known = replace(known, slots={**known.slots, **over})
            return replace(begun, follow=None, slots=over).then(await handler(known, to))
        return begun

    return run


async def reaches(turn: Turn, to: Resources, needed: int) -> bool:
    """Whether the proof is enough; a carrier that can check nothing is served at level 1 if allowed."""
    proof = proof_of(turn, to)
    if proof is None:
        return False
    if needed == 2 and proof.level == 1:
        return to.policy.allow_weak_identity and await to.is_weak(turn.situation.sender)
    return proof.level >= needed
