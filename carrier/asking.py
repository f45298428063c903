"""Asking the back office: builds a call, sends it, parses its answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from carrier.call import Call, path_of
from carrier.transport import Transport
from carrier.wire import Fields, Malformed

Shape = TypeVar("Shape")
Parse = Callable[[Fields], Shape]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """An operation on behalf of a conversation; `optional` as the contract marks its path."""

    transport: Transport
    operation: str
    conversation_id: str
    optional: bool = False
    names_account: bool = True

    async def get(
        self, parse: Parse[Shape], *segments: str, query: Mapping[str, str | None] | None = None
    ) -> Shape:
        """Read; entries of `query` that are None or empty are left out."""
        given = {name: value for name, value in (query or {}).items() if value}
        return await self._send(replace(self._call("GET", segments), query=given), parse)

    async def put(self, parse: Parse[Shape], *segments: str, body: Mapping[str, object]) -> Shape:
        """Set."""
        return await self._send(replace(self._call("PUT", segments), body=body), parse)

    async def post(
        self,
        parse: Parse[Shape],
        *segments: str,
        key: str | None,
        body: Mapping[str, object] | None = None,
    ) -> Shape:
        """Do; `key` is the idempotency key."""
        call = replace(self._call("POST", segments), body=body, idempotency_key=key)
        return await self._send(call, parse)

    def _call(self, method: str, segments: tuple[str, ...]) -> Call:
        return Call(
            operation=self.operation,
            method=method,
            path=path_of(*segments),
            conversation_id=self.conversation_id,
            optional=self.optional,
            names_account=self.names_account,
        )

    async def _send(self, call: Call, parse: Parse[Shape]) -> Shape:
        fields = await self.transport.send(call)
        try:
            return parse(fields)
        except Malformed as error:
            raise call.unavailable(
                "malformed_body", detail=error.where, outcome_unknown=call.changes
            ) from error
