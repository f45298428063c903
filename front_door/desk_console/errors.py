"""What can go wrong at the desk.

DeskError
├── DeskUnavailable      the desk's database cannot be read or written: try again
├── AccountRefused       an account cannot be made or changed as asked; the message says why
├── SignInRefused        login and password do not belong together
├── SignInThrottled      too many wrong sign-ins: wait `retry_after` seconds
└── RequestRefused       a request of an agent that changed nothing, with a stable code
"""

from __future__ import annotations


class DeskError(Exception):
    """Root of what the desk raises."""


class DeskUnavailable(DeskError):
    """The desk's database could not be used; nothing was changed."""


class AccountRefused(DeskError):
    """The account cannot be made or changed as asked."""


class SignInRefused(DeskError):
    """Login and password do not belong together, or the account is closed."""


class SignInThrottled(DeskError):
    """Too many wrong sign-ins for this login or from this address."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"wait {retry_after:.0f} s")
        self.retry_after = retry_after


class RequestRefused(DeskError):
    """A request that changed nothing; `code` is one of `desk_protocol.REFUSAL_CODES`."""

    def __init__(self, code: str, text: str, *, by: str | None = None) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.by = by
