"""The demo carrier as it is, but for what it offers."""

from carrier.types import Capabilities


class Offering:
    """Passes everything on to the real one; says that it offers only these."""

    def __init__(self, carrier, *capabilities):
        self._carrier = carrier
        self._offered = frozenset(capabilities)

    def __getattr__(self, name):
        return getattr(self._carrier, name)

    async def get_capabilities(self, **_):
        return Capabilities(offered=self._offered)
