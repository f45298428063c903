"""The real demo carrier whose changes to a line are counted, refused, lost on the way, or answered by silence."""

from carrier.errors import CarrierConflict, CarrierError, CarrierRefused, CarrierUnavailable

CHANGES = ("add_data_topup", "set_roaming", "resume_line", "suspend_line")
READS = ("get_usage", "get_line")


def failure(how: str, operation: str) -> CarrierError:
    """The failure of that name."""
    match how:
        case "reply_lost" | "never_arrives":
            return CarrierUnavailable("timed_out", operation=operation, outcome_unknown=True)
        case "down":
            return CarrierUnavailable("connect_failed", operation=operation)
        case "409":
            return CarrierConflict("conflict", operation=operation)
        case _:
            return CarrierRefused("missing_field", operation=operation)


class FailingCarrier:
    """`fails` says by operation how it goes wrong; everything else is the real thing."""

    def __init__(self, carrier):
        self._carrier = carrier
        self.calls: list[str] = []
        self.fails: dict[str, str] = {}

    def __getattr__(self, name):
        method = getattr(self._carrier, name)
        if name not in (*CHANGES, *READS):
            return method

        async def call(*given, **named):
            self.calls.append(name)
            how = self.fails.get(name)
            if how is None:
                return await method(*given, **named)
            if how == "reply_lost":
                await method(*given, **named)
            raise failure(how, name)

        return call

    def count(self, name: str) -> int:
        """How often the carrier was asked for it."""
        return self.calls.count(name)
