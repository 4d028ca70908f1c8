"""Texts that databases, sockets, parsers and layouts have stumbled over, and what is kept of each."""

LINE = "0123456789" * 100_000  # a megabyte

STRANGE: dict[str, tuple[str, str]] = {
    "emoji that are joined": ("👩‍👩‍👧 🏳️‍🌈 👍🏽",) * 2,
    "right to left": ("مرحبا abc שלום 123",) * 2,
    "turned round": ("a\u202egnp.exe\u202c b\u2066c\u2069",) * 2,
    "combining": ("e\u0301 " + "Z" + "\u0335\u0321\u0322\u0327" * 500,) * 2,
    "NUL": ("a\0b", "ab"),
    "half a character": ("a\ud83d b\ude00", "a\ufffd b\ufffd"),
    "a character in two halves": ("\ud83d\ude00", "😀"),
    "no character": ("\uffff \ufffe",) * 2,
    "ends of lines": ("a\r\nb\rc\nd\u2028e\u0085f",) * 2,
    "a megabyte in a line": (LINE,) * 2,
}
