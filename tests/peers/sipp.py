"""sipp, which plays many telephones by a script: as many calls as wanted, with losses, giving up, holding."""

from __future__ import annotations

import asyncio
import csv
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from tests.peers.namespaces import Host

SDP = """\
v=0
o=sipp 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [local_ip]
t=0 0
m=audio [media_port] RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
a={direction}
"""
HEAD = """\
{method} sip:care@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch];rport
From: <sip:+15551230101@[local_ip]>;tag=sipp[call_number]
To: <sip:care@[remote_ip]>{to}
Call-ID: [call_id]
CSeq: {sequence} {method}
Contact: <sip:+15551230101@[local_ip]:[local_port]>
Max-Forwards: 70
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of all calls."""

    good: int
    failed: int
    said: str


def ask(method: str, sequence: int, *, known: bool = True, direction: str = "", more: str = "") -> str:
    """A message; `known` within a call, `direction` with a description of sound."""
    head = HEAD.format(method=method, sequence=sequence, to="[peer_tag_param]" if known else "")
    body = SDP.format(direction=direction) if direction else ""
    kind = "Content-Type: application/sdp\n" if body else ""
    text = f"{head}{more}{kind}Content-Length: [len]\n\n{body}"
    again = ' retrans="500"' if method != "ACK" else ""
    return f"<send{again}><![CDATA[\n{text}\n]]></send>"


def cancel(back: int) -> str:
    """On the branch of its INVITE, so many steps back."""
    head = HEAD.format(method="CANCEL", sequence=1, to="").replace(
        "branch=[branch]", f"branch=[branch-{back}]"
    )
    return f'<send retrans="500"><![CDATA[\n{head}Content-Length: 0\n\n]]></send>'


def hears(status: int, *, optional: bool = False, routes: bool = False) -> str:
    extra = (' optional="true"' if optional else "") + (' rrs="true"' if routes else "")
    return f'<recv response="{status}"{extra}/>'


def waits(milliseconds: int) -> str:
    return f'<pause milliseconds="{milliseconds}"/>'


async def sipp(host: Host, folder: Path, *steps: str, calls: int, at_once: int = 4, lost: int = 0) -> Result:
    """Run the script for so many calls."""
    script, counts = folder / "script.xml", folder / "counts.csv"
    script.write_text(
        f'<?xml version="1.0"?><scenario name="{escape(folder.name)}">{"".join(steps)}</scenario>',
        encoding="utf-8",
    )
    words = [
        "sipp",
        f"{host.here}:5060",
        "-sf",
        str(script),
        "-i",
        host.there,
        "-m",
        str(calls),
        "-l",
        str(at_once),
    ]
    words += [
        "-r",
        "10",
        "-trace_stat",
        "-stf",
        str(counts),
        "-fd",
        "1",
        "-nostdin",
        "-recv_timeout",
        "40000",
    ]
    words += ["-lost", str(lost)] if lost else []
    process = await asyncio.create_subprocess_exec(
        *host.command(*words), cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await process.communicate()
    rows = list(csv.DictReader(counts.read_text().splitlines(), delimiter=";")) if counts.exists() else []
    last = rows[-1] if rows else {}
    return Result(
        good=int(last.get("SuccessfulCall(C)", 0)),
        failed=int(last.get("FailedCall(C)", -1)),
        said=said.decode("utf-8", "replace")[-3_000:],
    )
