"""What the knowledge base brings to the desk, and what an agent tells its editors."""

from conversation.payloads.findings import Rejected
from front_door.asked import flags_of, questions_of
from tests.service.desk.world import billing_story, network_story


async def test_articles_follow_the_customers_newest_words(world, maya):
    conversation_id = await network_story(world)
    first = await maya.do("suggest", conversation_id=conversation_id)
    assert [(one.slug, one.turn) for one in first.articles] == [("no-signal", 2)]
    turn = await world.say(conversation_id, "and I want my promotion back")
    then = await maya.do("suggest", conversation_id=conversation_id)
    assert [(one.slug, one.turn) for one in then.articles] == [
        ("billing/promotion-ended", turn),
        ("goodwill-credit", turn),
    ]
    assert [one.agents_only for one in then.articles] == [False, True]


async def test_the_knowledge_base_is_asked_with_the_customers_own_words_only(world, maya):
    conversation_id = await billing_story(world)
    await world.say(conversation_id, "Yes", payload="/affirm", choice_id="c1-1")
    await maya.do("suggest", conversation_id=conversation_id)
    turns, channel, area = world.articles.asked[-1]
    assert turns == [
        "my july bill is way higher than june, why",
        "nobody told me about that. I want it back",
    ]
    assert (channel, area) == ("web_chat", "")


async def test_articles_for_one_market_are_asked_for_where_the_customer_is(world, maya):
    await maya.do("suggest", conversation_id=await network_story(world))
    assert world.articles.asked[-1][2] == "55401"


async def test_what_they_came_for_is_still_looked_up_after_many_turns(world, maya):
    conversation_id = await network_story(world)
    for number in range(6):
        await world.say(conversation_id, f"hm {number}")
    found = await maya.do("suggest", conversation_id=conversation_id)
    assert [(one.slug, one.turn) for one in found.articles] == [("no-signal", 2)]


async def test_an_article_says_that_the_customer_saw_it_and_a_rejected_one_is_left_out(world, maya):
    conversation_id = await billing_story(world)
    found = await maya.do("suggest", conversation_id=conversation_id)
    assert [(one.slug, one.seen) for one in found.articles] == [
        ("billing/promotion-ended", 6),
        ("goodwill-credit", None),
    ]
    await world.answer(conversation_id, "Sorry.", Rejected(article="billing/promotion-ended", turn=9))
    then = await maya.do("suggest", conversation_id=conversation_id)
    assert [one.slug for one in then.articles] == ["goodwill-credit"]


async def test_an_agent_looks_something_up_in_words_of_their_own(world, maya):
    conversation_id = await network_story(world)
    found = await maya.do("suggest", conversation_id=conversation_id, query=" a credit ")
    assert [(one.slug, one.turn) for one in found.articles] == [("goodwill-credit", None)]
    assert world.articles.sought
    await maya.do("suggest", conversation_id=conversation_id)
    assert not world.articles.sought


async def test_without_a_knowledge_base_the_desk_says_so_and_goes_on(world, maya):
    conversation_id = await billing_story(world)
    world.articles.down = True
    found = await maya.do("suggest", conversation_id=conversation_id)
    assert found.articles == []
    assert "does not answer" in found.problem
    await maya.do("claim", conversation_id=conversation_id)


async def test_nobody_is_asked_about_a_conversation_there_is_none_of(world, maya):
    refused = await maya.refused("suggest", conversation_id="nowhere")
    assert refused.code == "unknown_conversation"
    assert world.articles.asked == []


async def test_a_flag_reaches_the_editors_with_the_reference_and_without_the_customer(world, maya):
    conversation_id = await billing_story(world)
    await maya.do("open", conversation_id=conversation_id)
    await maya.do(
        "flag_article",
        conversation_id=conversation_id,
        article="billing/promotion-ended",
        note="Hannah (612-555-0142, hannah.voss@example.com) owes $94.54: the $15 promotion never ends in May.",
    )
    line = await maya.wait_for("transcript", lambda frame: frame.item.kind == "note")
    assert "promotion-ended is wrong" in line.item.text
    events = await world.ledger.events(conversation_id)
    (flag,) = flags_of(events)
    row = await world.ledger.conversation(conversation_id)
    assert flag["shown"] == ["billing/promotion-ended"]
    assert flag["reference"] == row.reference
    assert flag["note"] == "[name] ([number], [address]) owes [amount]: the $15 promotion never ends in May."
    assert flag["question"] == ""
    assert all("note" not in question for question in questions_of(events))


async def test_a_flag_leaves_conversation_and_customer_as_they_were(world, maya, tomas):
    conversation_id = await billing_story(world)
    await tomas.do("claim", conversation_id=conversation_id)
    before = await world.ledger.conversation(conversation_id)
    await maya.do("flag_article", conversation_id=conversation_id, article="no-signal", note="Outdated")
    after = await world.ledger.conversation(conversation_id)
    assert (after.owner, after.agent_id) == (before.owner, before.agent_id)
    events = await world.ledger.events(conversation_id)
    assert events[-1].public_seq is None, "the customer's device gets nothing"


async def test_a_flag_without_a_note_or_for_no_article_is_refused(world, maya):
    conversation_id = await billing_story(world)
    empty = await maya.refused("flag_article", conversation_id=conversation_id, article="stores", note="")
    strange = await maya.refused("flag_article", conversation_id=conversation_id, article="../x", note="n")
    assert (empty.code, strange.code) == ("bad_frame", "bad_frame")


async def test_what_was_erased_is_told_no_editor(world, maya):
    conversation_id = await billing_story(world)
    await maya.do("flag_article", conversation_id=conversation_id, article="no-signal", note="Outdated")
    await world.ledger.erase(conversation_id)
    assert flags_of(await world.ledger.events(conversation_id)) == []
