"""Names of files made of titles, safe on every system: Windows refuses some characters and some words, and takes two
names in another case for one; none takes a slash or more than 255 bytes."""

import re
import unicodedata
from collections import Counter
from urllib.parse import quote

from chatapp.text import name_key

_MOST_BYTES = 120  # in a folder of a folder there has to be room, too
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]+')
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)", re.IGNORECASE)
_JOINERS = "\u200c\u200d"  # of letters, and of pictures of families
_UNNAMED = "chat"


def stem(title: str) -> str:
    """A file's name without what says its kind."""
    shown = unicodedata.normalize("NFC", "".join(_shown(c) for c in title))
    words = " ".join(_FORBIDDEN.sub(" ", shown).split())
    cut = words.encode()[:_MOST_BYTES].decode(errors="ignore")
    name = cut.strip(" ." + _JOINERS)
    return f"_{name}" if _DEVICES.match(name) else name or _UNNAMED


class Names:
    """Of files that stand in one folder: no two are the same, in whatever case."""

    def __init__(self) -> None:
        self._taken = Counter[str]()

    def of(self, title: str) -> str:
        first = name = stem(title)
        while (key := name_key(name)) in self._taken:
            self._taken[name_key(first)] += 1
            name = f"{first} ({self._taken[name_key(first)]})"
        self._taken[key] = 1
        return name


def disposition(name: str) -> str:
    """The header that makes an answer a file of this name (RFC 6266, RFC 5987)."""
    plain = re.sub(r"[^\w .()-]", "_", name, flags=re.ASCII)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _shown(character: str) -> str:
    """Controls, what turns text round and what is no character at all have no place in a name."""
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    return "" if category[0] == "C" and character not in _JOINERS else character
