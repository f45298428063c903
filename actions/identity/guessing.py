"""Who guessed wrong, and whether anything more may be tried: the lockout of this turn's customer and peer."""

from __future__ import annotations

from actions.turns.attempts import codes_to, of_customer, of_name, of_peer
from actions.turns.resources import Resources
from actions.turns.turn import Turn


def locked_out(turn: Turn, to: Resources, *, customer_id: str = "", names: tuple[str, ...] = ()) -> bool:
    """Whether this customer was guessed at, or this peer has guessed, too often.

    Raises:
        OperationsUnavailable: nobody can tell, so nothing may be tried.
    """
    allowed, now = to.policy.allowed, to.clock()
    if to.attempts.count(of_peer(turn.situation.peer), now=now) >= allowed.of_peer:
        return True
    guessed = [of_customer(customer_id)] if customer_id else []
    guessed += [of_name(name) for name in names]
    return any(to.attempts.count(key, now=now) >= allowed.of_customer for key in guessed)


def guessed_wrong(turn: Turn, to: Resources, *, customer_id: str = "", names: tuple[str, ...] = ()) -> None:
    """Count one wrong guess; a turn that runs twice counts once.

    Raises:
        OperationsUnavailable: it could not be written down.
    """
    keys = [of_peer(turn.situation.peer)]
    keys += [of_customer(customer_id)] if customer_id else []
    keys += sorted({of_name(name) for name in names})
    to.attempts.add(keys, operation=_operation(turn), now=to.clock())


def proved_right(to: Resources, customer_id: str, names: tuple[str, ...] = ()) -> None:
    """Who was guessed at turned out to be there. What the peer guessed elsewhere stays."""
    to.attempts.clear(of_customer(customer_id))
    for name in names:
        to.attempts.clear(of_name(name))


def may_send_code(turn: Turn, to: Resources, customer_id: str) -> bool:
    """Whether one more text with a code may go out: nobody's phone is flooded."""
    keys = (codes_to(of_customer(customer_id)), codes_to(of_peer(turn.situation.peer)))
    return all(to.attempts.count(key, now=to.clock()) < to.policy.allowed.codes for key in keys)


def code_was_sent(turn: Turn, to: Resources, customer_id: str) -> None:
    """Count it."""
    keys = (codes_to(of_customer(customer_id)), codes_to(of_peer(turn.situation.peer)))
    to.attempts.add(keys, operation=_operation(turn), now=to.clock())


def _operation(turn: Turn) -> str:
    return f"{turn.conversation_id}:{turn.turn_id}"
