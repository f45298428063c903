"""Test data for what a lead asks and is shown."""

from __future__ import annotations

from samples import AT, CONVERSATION, INBOX_ITEM

from conversation import desk_leading as lead
from conversation.shape import Shape

LEAD_REQUESTS: list[Shape] = [
    lead.Oversee(request_id="r"),
    lead.StepIn(request_id="r", conversation_id=CONVERSATION),
    lead.Assign(request_id="r", conversation_id=CONVERSATION, agent_id="a1", note="n"),
    lead.SetAgent(request_id="r", agent_id="a1", state="away"),
    lead.SetMode(request_id="r", mode="people_only", until=AT),
    lead.SetSite(request_id="r", site_id="duluth", dark=True),
    lead.SetBanner(request_id="r", market_id="queens", text="A storm", until=AT),
]
SITE = lead.SiteView(site_id="duluth", name="Duluth, Minnesota", teams=["Upper Midwest team"], dark=True)
MARKET = lead.MarketView(market_id="queens", name="New York: Queens", team="New York: Queens team")
BANNER = lead.BannerView(market_id="queens", text="A storm", until=AT)
SWITCH = lead.SwitchView(what="Mode: normal", by="Maya", at=AT)
OVERVIEW = lead.Overview(
    request_id="r",
    live=[INBOX_ITEM],
    sites=[SITE],
    markets=[MARKET],
    mode="people_only",
    mode_until=AT,
    banners=[BANNER],
    switched=[SWITCH],
)
LEAD_SHAPES: list[Shape] = [*LEAD_REQUESTS, SITE, MARKET, BANNER, SWITCH, OVERVIEW]
