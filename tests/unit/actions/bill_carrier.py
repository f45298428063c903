"""The demo back office behind a carrier that fails, refuses or does without, as a test says."""

from carrier.errors import CarrierConflict, CarrierNotOffered, CarrierRefused, CarrierUnavailable

OPTIONAL = frozenset(
    {
        "get_capabilities",
        "check_pin",
        "send_one_time_code",
        "check_one_time_code",
        "get_network_status",
        "set_autopay",
        "get_bill_file",
    }
)


def silent(operation="any", *, outcome_unknown=True):
    return CarrierUnavailable("timed_out", operation=operation, outcome_unknown=outcome_unknown)


def conflict(operation="any"):
    return CarrierConflict("conflict", operation=operation)


def refused(operation="any"):
    return CarrierRefused("missing_field", operation=operation)


class WatchedCarrier:
    """Counts calls; `before` and `after` raise once a call before or after it was really made."""

    def __init__(self, carrier, *, required_only=False):
        self._carrier = carrier
        self._required_only = required_only
        self.calls: list[tuple[str, tuple]] = []
        self.before: dict[str, list[Exception | None]] = {}
        self.after: dict[str, list[Exception | None]] = {}

    def made(self, name):
        return [given for called, given in self.calls if called == name]

    async def has_pin_check(self, customer_id, *, conversation_id):
        there = await self._carrier.has_pin_check(customer_id, conversation_id=conversation_id)
        return there and not self._required_only

    def __getattr__(self, name):
        real = getattr(self._carrier, name)
        if not callable(real):
            return real

        async def call(*given, **named):
            self.calls.append((name, given))
            if self._required_only and name in OPTIONAL:
                raise CarrierNotOffered("not_available", operation=name)
            _raise(self.before, name)
            result = await real(*given, **named)
            _raise(self.after, name)
            return result

        return call


def _raise(planned, name):
    failure = planned[name].pop(0) if planned.get(name) else None
    if failure is not None:
        raise failure
