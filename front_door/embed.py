"""`python -m front_door embed`: the line that puts the chat on a page, with the hash of its first file."""

from __future__ import annotations

import argparse
import html
import sys
from pathlib import Path

from front_door.settings import FrontDoorSettings
from front_door.web.static_pages import PAGES, read_page_file

ENTRY = "chat/care-chat.js"


def embed_line(origin: str = "", *, brand: str = "", pages: Path = PAGES) -> str:
    """The script tag and the element; `origin` is where customers reach the front door, empty at home."""
    integrity = read_page_file(pages / ENTRY).integrity
    elsewhere = ' crossorigin="anonymous"' if origin else ""
    name = f' brand="{html.escape(brand)}"' if brand else ""
    script = f'<script type="module" src="{origin}/{ENTRY}" integrity="{integrity}"{elsewhere}></script>'
    return f"{script}<care-chat{name}></care-chat>"


def embed(arguments: list[str], settings: FrontDoorSettings) -> int:
    """Print the line."""
    parser = argparse.ArgumentParser(prog="python -m front_door embed", description=__doc__)
    parser.add_argument(
        "--origin", default="", help="https://care.example, where customers reach the front door"
    )
    origin = str(parser.parse_args(arguments).origin).rstrip("/")
    sys.stdout.write(embed_line(origin, brand=settings.carrier_name) + "\n")
    return 0
