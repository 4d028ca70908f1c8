"""The design tokens can be read by everybody: WCAG 2 AA, computed of the colours themselves, in light and in dark."""

import re

import pytest

from chatapp.kinds import Colour
from chatapp.settings import PROJECT

SHEETS = [(PROJECT / "assets" / name).read_text() for name in ("chatapp.css", "order.css")]
TEXT, SHAPE = 4.5, 3.0  # the least contrast of words, and of edges and marks that tell where something is
ON = {
    "text": ["page", "raised", "sunken", "prompt"],
    "soft": ["page", "raised", "sunken", "prompt"],
    "accent": ["page", "raised", "sunken"],
    "danger": ["page", "raised"],
    "warn-text": ["warn-page"],
    "on-accent": ["accent", "accent-strong"],
    "page": ["danger"],  # on a button
}
ON |= {f"tag-{colour}": ["raised", "page"] for colour in Colour}
EDGES = {"edge": ["page", "raised"], "accent": ["page", "raised", "sunken", "prompt"]}
LEAST = [(front, back, TEXT) for front, backs in ON.items() for back in backs]
LEAST += [(front, back, SHAPE) for front, backs in EDGES.items() for back in backs]


def tokens(selector: str) -> dict[str, str]:
    blocks = [re.search(rf"^{re.escape(selector)} \{{(.*?)^\}}", sheet, re.MULTILINE | re.DOTALL) for sheet in SHEETS]
    assert all(blocks)
    return dict(re.findall(r"--([\w-]+): #([0-9a-f]{6});", "".join(block[1] for block in blocks if block)))


LIGHT = tokens(":root")
THEMES = {"light": LIGHT, "dark": {**LIGHT, **tokens(".dark")}}


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_what_the_standard_says() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "back", "least"), LEAST)
def test_it_stands_out(theme: str, front: str, back: str, least: float) -> None:
    assert contrast(THEMES[theme][front], THEMES[theme][back]) >= least


def test_the_page_offers_exactly_the_colours_that_a_tag_may_have() -> None:
    offered = re.findall(r'  (\w+): "tags\.\1",', (PROJECT / "chatapp" / "components" / "tags.jsx").read_text())
    shown = re.findall(r'\[data-colour="(\w+)"\] \{ color: var\(--tag-\1\); \}', SHEETS[1])
    assert offered == shown == list(Colour)
