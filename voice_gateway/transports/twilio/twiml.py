"""What Twilio is told to do with a call, as TwiML (https://www.twilio.com/docs/voice/twiml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

RING_S = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Sound both ways over a socket of ours, until we close it; then `after` is asked what comes next."""

    url: str
    after: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    """Another telephone rings; `after` is asked when that call is over or was not taken."""

    number: str
    after: str = ""
    """Empty: nothing comes next."""
    shown: str = ""
    """The number shown at the other end; empty: the caller's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """Ask this address what to do, after so many seconds of silence."""

    url: str
    pause_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Farewell:
    """Words in Twilio's own voice, and the end."""

    text: str = ""


Next = Stream | Dial | Redirect | Farewell


def twiml(what: Next) -> str:
    """The document."""
    response = ET.Element("Response")
    match what:
        case Stream():
            _stream(response, what)
        case Dial():
            _dial(response, what)
        case Redirect(url=url, pause_s=pause_s):
            if pause_s:
                ET.SubElement(response, "Pause", length=str(pause_s))
            ET.SubElement(response, "Redirect", method="POST").text = url
        case Farewell(text=text):
            if text:
                ET.SubElement(response, "Say").text = text
            ET.SubElement(response, "Hangup")
    return '<?xml version="1.0" encoding="UTF-8"?>' + ET.tostring(response, encoding="unicode")


def _stream(response: ET.Element, what: Stream) -> None:
    connect = ET.SubElement(response, "Connect", action=what.after, method="POST")
    stream = ET.SubElement(connect, "Stream", url=what.url)
    for name, value in what.parameters.items():
        ET.SubElement(stream, "Parameter", name=name, value=value)


def _dial(response: ET.Element, what: Dial) -> None:
    dial = ET.SubElement(response, "Dial", answerOnBridge="true", timeout=str(RING_S))
    if what.after:
        dial.attrib.update(action=what.after, method="POST")
    if what.shown:
        dial.set("callerId", what.shown)
    ET.SubElement(dial, "Number").text = what.number
