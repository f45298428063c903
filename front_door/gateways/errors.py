"""What can come of asking a gateway.

GatewayError
├── OrderRefused     the gateway (or the lack of one) says why not: `code`; nothing was begun
└── GatewayGone      it went while it was asked: what became of the order is told by the call, if at all
"""

from __future__ import annotations

from conversation.gateway_protocol import RefusalCode


class GatewayError(Exception):
    """Root of what asking a gateway raises."""


class OrderRefused(GatewayError):
    """Nothing was begun."""

    def __init__(self, code: RefusalCode) -> None:
        super().__init__(code.value)
        self.code = code


class GatewayGone(GatewayError):
    """It went, or did not answer in time."""
