"""The made-up customers who have no story of their own: drawn by chance from a seed, alike every time."""

import random
import string
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from carrier.demo.catalog import (
    COUNTRIES,
    FAMILY_NAMES,
    GIVEN_NAMES,
    HOME_PLAN,
    MOBILE_PLANS,
    ONE_OFFS,
    PHONES,
    PLACES,
    PLANS,
    ROUTER,
    STREETS,
    TABLET,
)
from carrier.demo.specs import (
    MONTHS_KEPT,
    OLDEST,
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

SIZE = 212
NAMESAKES = 6
"""How many share their full name with another customer."""
PROMOTIONS = (("Welcome discount", 1000), ("Bring-a-friend credit", 500), ("Summer discount", 2000))
PAYMENT_METHODS = ("Credit Card", "Debit Card", "Bank Account")


def draw_accounts(rng: random.Random) -> Iterator[AccountSpec]:
    """SIZE accounts. Numbers start at 555-123-1000 and never meet those of the stories."""
    numbers = iter(rng.sample(range(1000, 10_000), SIZE * 6))
    names = rng.sample([f"{given} {family}" for given in GIVEN_NAMES for family in FAMILY_NAMES], SIZE)
    names[-NAMESAKES:] = names[:NAMESAKES]
    for full_name in names:
        yield _draw_account(rng, full_name, numbers)


def _draw_account(rng: random.Random, full_name: str, numbers: Iterator[int]) -> AccountSpec:
    kind = rng.choices(
        ("regular", "overdue", "suspended", "ended", "pending", "closed"), (76, 9, 5, 4, 3, 3)
    )[0]
    settlement, days_since_issue = _draw_settlement(rng, kind)
    lines = _draw_lines(rng, kind, numbers)
    return AccountSpec(
        full_name=full_name,
        date_of_birth=date(1940, 1, 1) + timedelta(days=rng.randrange(24_000)),
        email=_email(full_name, rng) if rng.random() < 0.9 else None,
        place=rng.choice(PLACES),
        street=f"{rng.randrange(1, 400)} {rng.choice(STREETS)}",
        pin="".join(rng.choices(string.digits, k=4)),
        lines=lines,
        days_since_issue=days_since_issue,
        settlement=settlement,
        paid_late_months=tuple(sorted(rng.sample(range(1, MONTHS_KEPT), rng.choice((0, 0, 0, 0, 1, 2))))),
        account_status={
            "suspended": "Suspended",
            "pending": "Pending Verification",
            "closed": "Closed",
        }.get(kind, "Active"),
        autopay=settlement is Settlement.PAID and rng.random() < 0.5,
        payment_methods=_draw_payment_methods(rng),
    )


def _draw_settlement(rng: random.Random, kind: str) -> tuple[Settlement, int]:
    if kind in {"overdue", "suspended"}:
        return Settlement.OVERDUE, rng.randrange(19, 27) if kind == "suspended" else rng.randrange(2, 27)
    if kind != "regular":
        return Settlement.PAID, rng.randrange(2, 27)
    settlement = rng.choices(
        (
            Settlement.PAID,
            Settlement.OPEN,
            Settlement.AWAITING,
            Settlement.DISPUTED,
            Settlement.PARTLY_PAID,
        ),
        (55, 35, 4, 3, 3),
    )[0]
    newest = 14 if settlement in {Settlement.OPEN, Settlement.AWAITING} else 27
    return settlement, rng.randrange(2, newest)


def _draw_lines(rng: random.Random, kind: str, numbers: Iterator[int]) -> tuple[LineSpec, ...]:
    count = rng.choices((1, 2, 3, 4, 5), (38, 30, 18, 10, 4))[0]
    lines = [_draw_line(rng, kind, next(numbers)) for _ in range(count)]
    if kind == "regular" and rng.random() < 0.15:
        lines.append(
            LineSpec(
                phone_number=f"555-123-{next(numbers):04}",
                plan_id=HOME_PLAN,
                device=ROUTER,
                used_mb=rng.randrange(20_000, 400_000),
            )
        )
    return tuple(lines)


def _draw_line(rng: random.Random, kind: str, number: int) -> LineSpec:
    plan_id = rng.choice(MOBILE_PLANS)
    device = rng.choices((*PHONES, TABLET), (4, 4, 4, 4, 2, 2, 1))[0]
    status, suspension, contract_ends = _draw_standing(rng, kind)
    topup_mb = rng.choice((0, 0, 0, 0, 1000, 2000))
    return LineSpec(
        phone_number=f"555-123-{number:04}",
        plan_id=plan_id,
        device=device,
        installments_last_month=rng.choice((None, None, 0, 0, 0, rng.randrange(1, OLDEST))),
        promotion=_draw_promotion(rng),
        plan_change=_draw_plan_change(rng, plan_id),
        roaming=_draw_roaming(rng),
        extra_data=tuple(
            ExtraData(month=month, gb=rng.randrange(1, 4))
            for month in range(MONTHS_KEPT)
            if rng.random() < 0.06
        ),
        one_offs=_draw_one_offs(rng),
        used_mb=0 if kind in {"pending", "closed"} else _draw_used_mb(rng, plan_id, topup_mb),
        topup_mb=topup_mb,
        roaming_enabled=rng.random() < 0.25,
        contract_ends_in_days=contract_ends,
        status=status,
        suspension=suspension,
    )


def _draw_standing(rng: random.Random, kind: str) -> tuple[str, Suspension | None, int | None]:
    ahead = rng.choice((None, rng.randrange(10, 700), rng.randrange(10, 700), rng.randrange(10, 700)))
    past = -rng.randrange(3, 90)
    if kind == "suspended":
        return "Suspended", Suspension.OVERDUE_BILL, past if rng.random() < 0.2 else ahead
    if kind == "ended":
        return "Suspended", Suspension.CONTRACT_ENDED, past
    if kind == "pending":
        return "Pending Activation", None, ahead
    if kind == "closed":
        return "Closed", None, past
    if rng.random() < 0.02:
        return "Suspended", Suspension.LOST, ahead
    return "Active", None, past if rng.random() < 0.06 else ahead


def _draw_used_mb(rng: random.Random, plan_id: str, topup_mb: int) -> int:
    limit = PLANS[plan_id].data_limit_gb * 1000 + topup_mb
    if rng.random() < 0.08:
        return limit + rng.randrange(0, 400)
    return int(limit * rng.uniform(0.03, 0.97))


def _draw_promotion(rng: random.Random) -> Promotion | None:
    if rng.random() < 0.6:
        return None
    name, cents = rng.choice(PROMOTIONS)
    return Promotion(name=name, cents=cents, last_month=rng.choice((0, 0, 1, 1, 2, 3, 4)))


def _draw_plan_change(rng: random.Random, plan_id: str) -> PlanChange | None:
    if rng.random() < 0.85:
        return None
    before = rng.choice([other for other in MOBILE_PLANS if other != plan_id])
    return PlanChange(from_plan_id=before, month=rng.randrange(0, OLDEST), days=rng.randrange(3, 26))


def _draw_roaming(rng: random.Random) -> tuple[Roaming, ...]:
    if rng.random() < 0.9:
        return ()
    return (
        Roaming(
            month=rng.randrange(MONTHS_KEPT), country=rng.choice(COUNTRIES), cents=rng.randrange(8, 160) * 50
        ),
    )


def _draw_one_offs(rng: random.Random) -> tuple[OneOff, ...]:
    if rng.random() < 0.85:
        return ()
    description, cents = rng.choice(ONE_OFFS)
    return (OneOff(month=rng.randrange(MONTHS_KEPT), description=description, cents=cents),)


def _draw_payment_methods(rng: random.Random) -> tuple[dict[str, str], ...]:
    kinds = rng.sample(PAYMENT_METHODS, rng.choice((0, 1, 1, 1, 2)))
    return tuple(
        {"method_type": kind, "account_number_last_4": f"{rng.randrange(10_000):04}"}
        | (
            {}
            if kind == "Bank Account"
            else {"expiration_date": f"{rng.randrange(2027, 2032)}-{rng.randrange(1, 13):02}"}
        )
        for kind in kinds
    )


def _email(full_name: str, rng: random.Random) -> str:
    apart = unicodedata.normalize("NFKD", full_name.lower().replace(" ", "."))
    plain = "".join(letter for letter in apart if letter in string.ascii_lowercase + ".-")
    return f"{plain}{rng.randrange(10, 99)}@example.com"
