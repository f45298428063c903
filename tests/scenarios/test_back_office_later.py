"""The system comes up before the back office does, serves what it can, and goes on once it is there."""

import aiohttp

from tests.harness.rest_customer import RestCustomer
from tests.harness.system import Part

OURS = (Part.FRONT_DOOR, Part.ACTIONS, Part.ASSISTANT)


async def test_who_wrote_before_the_back_office_was_up_is_served_once_it_is(whole_system, demo_customers):
    for part in (Part.CARRIER, *OURS):
        whole_system.kill(part)
    whole_system.start(*OURS)
    mara = next(one for story, one in demo_customers.items() if story.startswith("promotion ended"))
    async with aiohttp.ClientSession() as session:
        customer = RestCustomer(
            session, whole_system.url(Part.FRONT_DOOR), whole_system.folder / "ledger.sqlite"
        )
        assert _text(await customer.say("do i need a new sim when i change phones?"))
        await customer.say("how much is my bill?")
        told = await customer.say(mara["phone"])
        assert "/affirm" in [choice.id for choice in told[-1].choices], _text(told)
        whole_system.start(Part.CARRIER)
        await customer.say("yes")
        answered = await customer.say(mara["pin"])
        assert "$" in _text(answered)
        assert customer.owner() == "assistant"


def _text(frames):
    return "\n".join(frame.text for frame in frames)
