"""What can go wrong with the carrier's systems, told apart by what the caller does next.

CarrierError
├── CarrierUnavailable   no usable answer: later, or a person; `outcome_unknown` says whether to read first
├── CarrierNotFound      the customer, line, bill, plan, device or code does not exist
├── CarrierConflict      it exists, but its state forbids the operation (409)
├── CarrierRefused       the request was not accepted (400, 401, 403, 422): a mistake of ours or a wrong token
└── CarrierNotOffered    this carrier does not have the optional operation (404 on an optional path)
"""


class CarrierError(Exception):
    """A failed operation. `code` is stable; `detail` may hold the carrier's words: never show or log it."""

    def __init__(self, code: str, *, operation: str, detail: str = "") -> None:
        super().__init__(f"{operation}: {code}")
        self.code = code
        self.operation = operation
        self.detail = detail


class CarrierUnavailable(CarrierError):
    """No usable answer came.

    Codes: connect_failed, timed_out, connection_lost (nothing whole came back), server_error,
    too_many_requests, unexpected_status, malformed_body, body_too_large (an answer nobody can use),
    circuit_open (not tried at all).
    """

    def __init__(self, code: str, *, operation: str, detail: str = "", outcome_unknown: bool = False) -> None:
        super().__init__(code, operation=operation, detail=detail)
        self.outcome_unknown = outcome_unknown
        """True when a change may have been made all the same: read the account, do not repeat."""


class CarrierNotFound(CarrierError):
    """What the request names does not exist."""


class CarrierConflict(CarrierError):
    """The state of the account forbids the operation: read it again and tell the customer why."""


class CarrierRefused(CarrierError):
    """The carrier did not accept the request as it was sent; repeating it will not help."""


class CarrierNotOffered(CarrierError):
    """The carrier does not offer this optional operation; not a failure."""
