"""What can go wrong in a turn, by what the caller must do next.

    TurnError
    ├── BadTurn             the request itself is wrong: do not send it again
    ├── Unauthorized        the bearer is missing or wrong
    ├── UnknownTurn         no such turn is stored: send it
    ├── ActionsUnavailable  the action server did not answer: send the turn again later
    ├── NoReply             the turn ran and said nothing: hand off
    └── TurnFailed          anything else: hand off

A turn that raised left nothing behind; sending it again runs it again.
"""

from __future__ import annotations


class TurnError(Exception):
    """Root; `code` and `status` are what the front door sees."""

    code = "internal"
    status = 500


class BadTurn(TurnError):
    """The request cannot be served as it is."""

    code = "bad_turn"
    status = 422


class Unauthorized(TurnError):
    """The bearer is missing or wrong."""

    code = "unauthorized"
    status = 401


class UnknownTurn(TurnError):
    """No such turn is stored."""

    code = "unknown_turn"
    status = 404


class ActionsUnavailable(TurnError):
    """The action server did not answer, or answered with a failure of its own."""

    code = "actions_unavailable"
    status = 503


class NoReply(TurnError):
    """The turn ran to its end and said nothing, though nobody else holds the conversation."""

    code = "no_reply"
    status = 502


class TurnFailed(TurnError):
    """The turn broke off; the cause is chained."""


class NotReady(TurnError):
    """The model is still loading."""

    code = "starting"
    status = 503
