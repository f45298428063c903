"""How long may be what a desk writes: the same for agents' own pages and for another desk."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

AgentWords = Annotated[str, Field(min_length=1, max_length=4_000)]
"""To the customer, or for colleagues alone."""

Remark = Annotated[str, Field(max_length=2_000)]
"""What goes along with a move; may be empty."""

PromiseWords = Annotated[str, Field(min_length=1, max_length=500)]

ResolutionCode = Annotated[str, Field(max_length=40)]
"""A wrap-up code of `desk/data/wrap_up.yml`."""
