"""Every part of the system dies at random points, again and again; nobody notices more than a wait."""

import pytest

from tests.harness.chaos import ROOMY, run_chaos
from tests.harness.system import System

CUSTOMERS = 24
TURNS_EACH = 14


@pytest.fixture
def roomy_system(tmp_path):
    system = System(folder=tmp_path / "system", extra=ROOMY)
    try:
        system.start()
        yield system
    finally:
        system.stop()


async def test_nothing_is_lost_doubled_or_out_of_order_while_parts_die(roomy_system):
    verdict = await run_chaos(roomy_system, customers=CUSTOMERS, turns_each=TURNS_EACH, seed=7)
    print(f"\n{verdict}")
    assert verdict.clean(), verdict
    assert verdict.turns > CUSTOMERS * TURNS_EACH / 2
    assert sum(verdict.kills.values()) > 3, "hardly anything was killed"
    assert verdict.payments, "nobody got to pay"
    assert verdict.topups, "nobody got to add data"
    assert verdict.proved, "nobody got to prove a PIN"
