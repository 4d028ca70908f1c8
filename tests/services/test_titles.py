import pytest

from chatapp.services.titles import read_of, title_of

FAMILY = "👩‍👩‍👧"


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("How do I sort a list?", "How do I sort a list?"),
        ("你好，请介绍一下你自己", "你好，请介绍一下你自己"),
        ("\n\n  first line \nsecond line", "first line"),
        ("# Plan **for** the [trip](https://example.org/a)\n\ntext", "Plan for the trip"),
        ("- one\n- two", "one"),
        ("> quoted `code`", "quoted code"),
        ("```python\ndef my_name(a, b):\n    return a * b\n```", "def my_name(a, b):"),
        ("2 * 3 = ?", "2 * 3 = ?"),
        ("🎉", "🎉"),
        ("***", "***"),
        ("tabs\tand  spaces", "tabs and spaces"),
    ],
)
def test_a_title_is_how_the_prompt_begins_without_its_marks(prompt: str, title: str) -> None:
    assert title_of(prompt) == title


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("word " * 30, "word " * 11 + "word…"),
        ("请" * 100, "请" * 60 + "…"),
        ("x" * 100, "x" * 60 + "…"),
        ("x" * 58 + FAMILY * 2, "x" * 58 + "…"),
        ("x" * 59 + "e\u0301" + "x" * 9, "x" * 59 + "…"),
        ("x" * 59 + "👍🏽" * 2, "x" * 59 + "…"),
    ],
)
def test_a_long_one_is_cut_between_words_and_never_inside_a_character(prompt: str, title: str) -> None:
    assert title_of(prompt) == title


def test_a_text_reads_in_one_line_without_its_markdown() -> None:
    assert read_of("# Heading\n\nWith **bold** and a [link](https://example.org)\n```python\nx = 1") == (
        "Heading With bold and a link x = 1"
    )
    assert read_of("---\n ") == "---"
