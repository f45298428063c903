"""Named demo customers with a stable number and PIN, each with one thing to talk about."""

from datetime import date
from typing import NamedTuple

from carrier.demo.catalog import HOME_PLAN, PHONES, PLACE_OF, ROUTER, TABLET
from carrier.demo.specs import (
    AccountSpec,
    ExtraData,
    LineSpec,
    OneOff,
    PlanChange,
    Promotion,
    Roaming,
    Settlement,
    Suspension,
)


class Story(NamedTuple):
    """A demo customer."""

    about: str
    account: AccountSpec


STORIES = (
    Story(
        "promotion ended: the newest bill is $15.00 higher before tax",
        AccountSpec(
            full_name="Marigold Quillfeather",
            date_of_birth=date(1988, 4, 17),
            email="marigold@example.com",
            place=PLACE_OF["55101"],
            street="12 Lanternfish Lane",
            pin="4071",
            days_since_issue=12,
            settlement=Settlement.OPEN,
            lines=(
                LineSpec(
                    phone_number="555-123-0101",
                    plan_id="plan-plus-15",
                    device=PHONES[0],
                    installments_last_month=0,
                    promotion=Promotion(name="Welcome discount", cents=1500, last_month=1),
                    used_mb=6_400,
                    contract_ends_in_days=310,
                ),
            ),
        ),
    ),
    Story(
        "an overdue bill to pay",
        AccountSpec(
            full_name="Otis Puddlefoot",
            date_of_birth=date(1979, 11, 2),
            email="otis@example.com",
            place=PLACE_OF["11354"],
            street="7 Sundial Street",
            pin="5926",
            days_since_issue=19,
            settlement=Settlement.OVERDUE,
            lines=(
                LineSpec(
                    phone_number="555-123-0102",
                    plan_id="plan-max-50",
                    device=PHONES[3],
                    used_mb=21_050,
                    one_offs=(OneOff(month=0, description="Replacement SIM card", cents=1000),),
                    contract_ends_in_days=145,
                ),
            ),
        ),
    ),
    Story(
        "no service: an outage where they live",
        AccountSpec(
            full_name="Juno Lintwhistle",
            date_of_birth=date(1995, 7, 30),
            email="juno@example.com",
            place=PLACE_OF["55408"],
            street="48 Thimbleberry Way",
            pin="8153",
            days_since_issue=8,
            autopay=True,
            lines=(
                LineSpec(
                    phone_number="555-123-0103",
                    plan_id="plan-family-25",
                    device=PHONES[1],
                    installments_last_month=0,
                    used_mb=9_900,
                    contract_ends_in_days=502,
                ),
            ),
        ),
    ),
    Story(
        "roaming charges on the newest bill",
        AccountSpec(
            full_name="Caspian Thistlemoor",
            date_of_birth=date(1971, 1, 9),
            email="caspian@example.com",
            place=PLACE_OF["60601"],
            street="3 Windlass Avenue",
            pin="3648",
            days_since_issue=10,
            settlement=Settlement.OPEN,
            lines=(
                LineSpec(
                    phone_number="555-123-0104",
                    plan_id="plan-plus-15",
                    device=PHONES[4],
                    installments_last_month=0,
                    roaming=(Roaming(month=0, country="Canada", cents=3850),),
                    roaming_enabled=True,
                    used_mb=4_210,
                    contract_ends_in_days=88,
                ),
            ),
        ),
    ),
    Story(
        "the month's data is used up",
        AccountSpec(
            full_name="Zoë Marlow-Thistle",
            date_of_birth=date(2001, 9, 23),
            email="zoe@example.com",
            place=PLACE_OF["98101"],
            street="150 Harborlight Avenue",
            pin="7290",
            days_since_issue=14,
            autopay=True,
            lines=(
                LineSpec(
                    phone_number="555-123-0105",
                    plan_id="plan-basic-5",
                    device=PHONES[2],
                    extra_data=(ExtraData(month=2, gb=1),),
                    used_mb=5_300,
                    contract_ends_in_days=201,
                ),
            ),
        ),
    ),
    Story(
        "several lines: a family of phones, a tablet and home internet",
        AccountSpec(
            full_name="Rosalind Copperkettle",
            date_of_birth=date(1983, 2, 14),
            email="rosalind@example.com",
            place=PLACE_OF["11375"],
            street="21 Marmalade Row",
            pin="1837",
            days_since_issue=6,
            settlement=Settlement.OPEN,
            lines=(
                LineSpec(
                    phone_number="555-123-0106",
                    plan_id="plan-max-50",
                    device=PHONES[0],
                    installments_last_month=1,
                    used_mb=31_700,
                    contract_ends_in_days=260,
                ),
                LineSpec(
                    phone_number="555-123-0116",
                    plan_id="plan-family-25",
                    device=PHONES[1],
                    plan_change=PlanChange(from_plan_id="plan-basic-5", month=1, days=12),
                    used_mb=18_020,
                    contract_ends_in_days=260,
                ),
                LineSpec(
                    phone_number="555-123-0126",
                    plan_id="plan-talk-1",
                    device=PHONES[5],
                    used_mb=120,
                    contract_ends_in_days=-40,
                ),
                LineSpec(
                    phone_number="555-123-0136",
                    plan_id="plan-basic-5",
                    device=TABLET,
                    installments_last_month=0,
                    used_mb=5_000,
                    contract_ends_in_days=260,
                ),
                LineSpec(
                    phone_number="555-123-0146",
                    plan_id=HOME_PLAN,
                    device=ROUTER,
                    used_mb=212_400,
                ),
            ),
        ),
    ),
    Story(
        "a line suspended for an overdue bill",
        AccountSpec(
            full_name="Thaddeus Brindlewood",
            date_of_birth=date(1966, 6, 5),
            email="thaddeus@example.com",
            place=PLACE_OF["78701"],
            street="9 Kettledrum Road",
            pin="6482",
            days_since_issue=21,
            settlement=Settlement.OVERDUE,
            account_status="Suspended",
            paid_late_months=(2,),
            lines=(
                LineSpec(
                    phone_number="555-123-0107",
                    plan_id="plan-plus-15",
                    device=PHONES[1],
                    used_mb=2_000,
                    contract_ends_in_days=120,
                    status="Suspended",
                    suspension=Suspension.OVERDUE_BILL,
                ),
            ),
        ),
    ),
    Story(
        "everything is fine",
        AccountSpec(
            full_name="Winifred Honeydrop",
            date_of_birth=date(1992, 12, 12),
            email="winifred@example.com",
            place=PLACE_OF["14604"],
            street="33 Pebblebrook Street",
            pin="9514",
            days_since_issue=16,
            autopay=True,
            lines=(
                LineSpec(
                    phone_number="555-123-0108",
                    plan_id="plan-family-25",
                    device=PHONES[3],
                    installments_last_month=0,
                    used_mb=7_350,
                    contract_ends_in_days=420,
                ),
            ),
        ),
    ),
    Story(
        "a line suspended because its contract has ended",
        AccountSpec(
            full_name="Silas Umberfield",
            date_of_birth=date(1959, 3, 28),
            email="silas@example.com",
            place=PLACE_OF["80202"],
            street="70 Cobblewick Drive",
            pin="2765",
            days_since_issue=17,
            lines=(
                LineSpec(
                    phone_number="555-123-0109",
                    plan_id="plan-basic-5",
                    device=PHONES[5],
                    used_mb=900,
                    contract_ends_in_days=-9,
                    status="Suspended",
                    suspension=Suspension.CONTRACT_ENDED,
                ),
            ),
        ),
    ),
    Story(
        "about to travel: roaming is not allowed on the line yet",
        AccountSpec(
            full_name="Priya Larkspurrow",
            date_of_birth=date(1990, 8, 19),
            email="priya@example.com",
            place=PLACE_OF["94103"],
            street="5 Foxglove Court",
            pin="1398",
            days_since_issue=11,
            autopay=True,
            lines=(
                LineSpec(
                    phone_number="555-123-0110",
                    plan_id="plan-max-50",
                    device=PHONES[0],
                    used_mb=14_000,
                    contract_ends_in_days=365,
                ),
            ),
        ),
    ),
)
