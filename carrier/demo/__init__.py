"""The demo back office: the carrier's contract over SQLite, with made-up customers."""

from carrier.demo.login import DemoLogin, logins

__all__ = ["DemoLogin", "logins"]
