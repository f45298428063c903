"""The phone in the customer's hand: its switches, and what it shows given them and the line.

A phone that lost its network for a suspension, or had its APN reset, notices only when it is restarted.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tests.worlds.account import Books, Line


class Sim(StrEnum):
    """The SIM card."""

    SEATED = "seated"
    LOOSE = "loose"
    LOCKED = "locked"


class Mode(StrEnum):
    """The network mode chosen in the phone."""

    FIVE = "5G"
    FOUR = "4G"
    THREE = "3G"
    TWO = "2G"


class Speed(StrEnum):
    """What a speed test says."""

    NONE = "No connection"
    VERY_POOR = "Very Poor"
    POOR = "Poor"
    FAIR = "Fair"
    EXCELLENT = "Excellent"


@dataclass(slots=True, kw_only=True)
class Phone:
    """Every switch that matters."""

    airplane: bool = False
    sim: Sim = Sim.SEATED
    apn_ok: bool = True
    mmsc: bool = True
    """Whether the APN has its MMSC address."""
    mobile_data: bool = True
    roaming: bool = False
    """Data roaming, in the phone."""
    data_saver: bool = False
    mode: Mode = Mode.FIVE
    vpn: bool = False
    wifi_calling: bool = False
    may_store: bool = True
    may_sms: bool = True
    abroad: bool = False
    broken: bool = False
    """Something that no step mends: no service."""
    slow_for_good: bool = False
    """Something that no step mends: never faster than Fair."""
    barred: bool = False
    """The network left the phone out when the line was suspended; until a restart on an active line."""
    apn_reset: bool = False
    """Reset, but not restarted yet."""

    def restart(self, line: Line) -> None:
        if self.apn_reset:
            self.apn_ok = self.mmsc = True
            self.apn_reset = False
        if line.status == "Active":
            self.barred = False

    def service(self, line: Line) -> bool:
        """Whether it shows bars and calls."""
        if line.status != "Active":
            self.barred = True
        works = not self.airplane and self.sim is Sim.SEATED and self.apn_ok and not self.broken
        return works and line.status == "Active" and not self.barred

    def data(self, line: Line, books: Books) -> bool:
        """Whether a page loads without Wi-Fi."""
        if not self.service(line) or not self.mobile_data or books.used_up(line):
            return False
        return not self.abroad or (self.roaming and line.roaming_enabled)

    def speed(self, line: Line, books: Books) -> Speed:
        """What a speed test says now."""
        if not self.data(line, books):
            return Speed.NONE
        if self.mode is Mode.TWO:
            return Speed.VERY_POOR
        if self.mode is Mode.THREE or self.vpn:
            return Speed.POOR
        return Speed.FAIR if self.data_saver or self.slow_for_good else Speed.EXCELLENT

    def pictures(self, line: Line, books: Books) -> bool:
        """Whether a picture message goes out."""
        switches = self.mode is not Mode.TWO and not self.wifi_calling
        allowed = self.may_store and self.may_sms
        return self.data(line, books) and switches and allowed and self.mmsc
