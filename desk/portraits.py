"""Drawn portraits: a few flat shapes from a handful of traits, always the same for the same person.

`skin` runs from 1 (light) to 6 (dark). The picture is decoration: the page gives it an empty or a
named `alt`, so the drawing carries no text of its own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal, get_args

Hair = Literal["bob", "short", "scarf", "crop", "long", "bald", "bun", "braid", "curls"]
HairColour = Literal["black", "brown", "auburn", "copper", "blond", "grey", "plum"]
Top = Literal["teal", "navy", "moss", "clay", "plum", "slate"]
Backdrop = Literal["sand", "sky", "rose", "mint"]

SKIN = ("#f6d7c0", "#eec39f", "#d9a47a", "#bd8257", "#94603c", "#6d4429")
SKIN_SHADE = ("#e8bd9f", "#dba97f", "#c0895f", "#a26a42", "#7b4d2e", "#55331d")
HAIR: dict[HairColour, str] = {
    "black": "#26222b",
    "brown": "#58392a",
    "auburn": "#8a4230",
    "copper": "#b8623a",
    "blond": "#d8b26a",
    "grey": "#a9abb3",
    "plum": "#6a3a5c",
}
TOP: dict[Top, str] = {
    "teal": "#2f7f80",
    "navy": "#34456f",
    "moss": "#5c7a4a",
    "clay": "#b0604a",
    "plum": "#74476f",
    "slate": "#56616f",
}
BACKDROP: dict[Backdrop, str] = {
    "sand": "#efe3cf",
    "sky": "#d6e6f2",
    "rose": "#f3dcdc",
    "mint": "#d8ebdf",
}
INK = "#2b2529"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What a portrait is drawn from."""

    skin: int = 3
    hair: Hair = "short"
    hair_colour: HairColour = "brown"
    top: Top = "slate"
    backdrop: Backdrop = "sand"
    beard: bool = False
    glasses: bool = False

    def __post_init__(self) -> None:
        known = {
            "hair": get_args(Hair),
            "hair_colour": get_args(HairColour),
            "top": get_args(Top),
            "backdrop": get_args(Backdrop),
        }
        for name, values in known.items():
            if getattr(self, name) not in values:
                message = f"portrait: {name} must be one of {', '.join(values)}"
                raise ValueError(message)
        if not 1 <= self.skin <= len(SKIN):
            message = f"portrait: skin must be 1 to {len(SKIN)}"
            raise ValueError(message)


def traits_for(agent_id: str) -> Traits:
    """Traits for somebody who chose none: drawn from the id, so they never change."""
    seed = hashlib.sha256(agent_id.encode()).digest()
    return Traits(
        skin=1 + seed[0] % len(SKIN),
        hair=get_args(Hair)[seed[1] % len(get_args(Hair))],
        hair_colour=get_args(HairColour)[seed[2] % (len(HAIR) - 1)],
        top=get_args(Top)[seed[3] % len(TOP)],
        backdrop=get_args(Backdrop)[seed[4] % len(BACKDROP)],
        glasses=seed[5] % 3 == 0,
    )


def portrait(traits: Traits) -> str:
    """The portrait as a square SVG of 96 units, without script, style or text."""
    skin, shade = SKIN[traits.skin - 1], SKIN_SHADE[traits.skin - 1]
    hair, top = HAIR[traits.hair_colour], TOP[traits.top]
    parts = [
        f'<rect width="96" height="96" fill="{BACKDROP[traits.backdrop]}"/>',
        _BACK_HAIR.get(traits.hair, "").format(hair=hair),
        f'<path d="M12 96c2-19 16-27 36-27s34 8 36 27z" fill="{top}"/>',
        f'<path d="M40 58h16v12c0 5-4 8-8 8s-8-3-8-8z" fill="{shade}"/>',
        _ears(traits, skin),
        f'<path d="M29 39c0-14 8-22 19-22s19 8 19 22c0 15-9 27-19 27S29 54 29 39z" fill="{skin}"/>',
        _beard(traits, hair),
        _face(shade),
        _FRONT_HAIR[traits.hair].format(hair=hair, top=top),
        _GLASSES if traits.glasses else "",
    ]
    inner = "".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">{inner}</svg>'


def _ears(traits: Traits, skin: str) -> str:
    if traits.hair == "scarf":
        return ""
    return (
        f'<circle cx="29.5" cy="43" r="4.5" fill="{skin}"/><circle cx="66.5" cy="43" r="4.5" fill="{skin}"/>'
    )


def _beard(traits: Traits, hair: str) -> str:
    if not traits.beard:
        return ""
    return (
        '<path d="M29.5 44c2 6 6 8 18.5 8s16.5-2 18.5-8c0 14-8 22.5-18.5 22.5S29.5 58 29.5 44z" '
        f'fill="{hair}"/>'
    )


def _face(shade: str) -> str:
    return (
        f'<circle cx="41" cy="41" r="1.9" fill="{INK}"/><circle cx="55" cy="41" r="1.9" fill="{INK}"/>'
        f'<path d="M37 35.5q4-2.5 7.5-.5M51.5 35q3.5-2 7.5.5" fill="none" stroke="{INK}" '
        'stroke-width="1.5" stroke-linecap="round" opacity=".75"/>'
        f'<path d="M48 42.5l-2 6h3" fill="none" stroke="{shade}" stroke-width="1.6" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
        '<path d="M42 54.5q6 4.5 12 0-6 1.2-12 0z" fill="#fff" stroke="#a04a45" stroke-width="1.4" '
        'stroke-linejoin="round"/>'
    )


_GLASSES = (
    f'<g fill="none" stroke="{INK}" stroke-width="1.7"><circle cx="40.5" cy="41.5" r="6.2"/>'
    '<circle cx="55.5" cy="41.5" r="6.2"/>'
    '<path d="M46.7 41q1.3-1 2.6 0M34.3 40.5l-4-1M61.7 40.5l4-1"/></g>'
)

_BACK_HAIR: dict[str, str] = {
    "bob": '<path d="M24 40c0-17 9-27 24-27s24 10 24 27v20c-8 4-40 4-48 0z" fill="{hair}"/>',
    "long": (
        '<path d="M23 40c0-17 10-27 25-27s25 10 25 27c0 16 3 28 6 38-12 4-50 4-62 0 3-10 6-22 6-38z" '
        'fill="{hair}"/>'
    ),
    "bun": '<circle cx="48" cy="12" r="9" fill="{hair}"/>',
    "braid": '<path d="M65 44c8 6 9 22 5 36q-5 3-9-1c4-10 3-24-2-30z" fill="{hair}"/>',
    "scarf": (
        '<path d="M22 42c0-19 11-30 26-30s26 11 26 30c0 14 2 26 4 34-14 8-46 8-60 0 2-8 4-20 4-34z" '
        'fill="{hair}"/>'
    ),
    "curls": (
        '<g fill="{hair}"><circle cx="28" cy="30" r="9"/><circle cx="36" cy="20" r="9"/>'
        '<circle cx="48" cy="16" r="10"/><circle cx="60" cy="20" r="9"/><circle cx="68" cy="30" r="9"/></g>'
    ),
}

_SWEEP = (
    '<path d="M28 40c-1-16 8-25 20-25s21 9 20 25c-2-8-5-12-10-14-9 3-20 2-24-1-3 3-5 8-6 15z" fill="{hair}"/>'
)

_FRONT_HAIR: dict[Hair, str] = {
    "bob": '<path d="M28 42c-1-17 8-26 20-26s21 9 20 26c-3-9-9-14-17-16-8 6-18 7-23 16z" fill="{hair}"/>',
    "short": _SWEEP,
    "scarf": '<path d="M27 44c-1-18 8-28 21-28s22 10 21 28c-2-12-9-19-21-19s-19 7-21 19z" fill="{hair}"/>'
    '<path d="M30 60c5 7 11 9 18 9s13-2 18-9l5 12c-12 8-34 8-46 0z" fill="{hair}"/>',
    "crop": (
        '<path d="M29 36c0-13 8-20 19-20s19 7 19 20c-2-6-4-8-7-9-8-2-16-2-24 0-3 1-5 3-7 9z" fill="{hair}"/>'
    ),
    "long": '<path d="M28 44c-1-19 8-28 20-28s21 9 20 28c-2-10-8-16-20-20-12 4-18 10-20 20z" fill="{hair}"/>',
    "bald": '<path d="M29 44c-2-3-2-8 0-12 0 4 1 7 0 12zM67 44c2-3 2-8 0-12 0 4-1 7 0 12z" fill="{hair}"/>',
    "bun": '<path d="M28 40c-1-16 8-25 20-25s21 9 20 25c-3-8-9-13-20-13s-17 5-20 13z" fill="{hair}"/>',
    "braid": (
        '<path d="M28 42c-1-17 8-27 20-27s21 10 20 27c-2-8-8-14-20-19-11 5-18 11-20 19z" fill="{hair}"/>'
    ),
    "curls": (
        '<g fill="{hair}"><circle cx="34" cy="27" r="6"/><circle cx="42" cy="22" r="6.5"/>'
        '<circle cx="52" cy="22" r="6.5"/><circle cx="61" cy="27" r="6"/></g>'
    ),
}
