"""The bill as a file, where the carrier offers it; told honestly where it does not."""

from __future__ import annotations

from actions.billing import bill_names, bills
from actions.billing.bill_facts import bill_facts, read_bills
from actions.turns.handoff import offer_after
from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.formats import clock
from carrier.enums import Capability
from carrier.errors import CarrierNotFound, CarrierNotOffered
from conversation.care import Care
from conversation.care import Link as CareLink
from conversation.handoff import HandoffReason


async def send_bill_file(turn: Turn, to: Resources) -> Outcome:
    """A link to the newest bill or the one that is named, with the time until it works."""
    known = await read_bills(turn, to)
    if not known:
        return say("utter_billing_no_bill")
    offered = await to.offers.get(turn.situation.sender)
    if Capability.BILL_FILE not in offered:
        return await _not_offered(turn, to)
    bill = next(iter(bill_names.named(known, turn.text)), known[0])
    name = bills.name_of(bill)
    if turn.situation.is_spoken:
        return say("utter_billing_file_written_only", facts=bill_facts(bill), bill=name)
    try:
        file = await to.carrier.get_bill_file(bill.bill_id, conversation_id=turn.situation.sender)
    except (CarrierNotOffered, CarrierNotFound):
        return await _not_offered(turn, to)
    today = to.clock().astimezone(to.policy.zone).date()
    until = clock(file.expires_at, to.policy.zone, today=today)
    title = to.words.name("table", "bill_file").format(bill=name)
    told = say("utter_billing_file", facts=bill_facts(bill), bill=name, link_ends=until)
    return told.carrying(Care(links=[CareLink(title=title, url=file.url)]))


async def _not_offered(turn: Turn, to: Resources) -> Outcome:
    return await offer_after(turn, to, HandoffReason.POLICY, say("utter_billing_file_not_offered"))
