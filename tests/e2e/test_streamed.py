"""What comes in pieces is drawn, in the end, as what comes at once: by the page's own code, in a browser."""

import json
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.test_blocks import DOCUMENTS, LINES, NODE, texts
from tests.support import scenarios
from tests.support.server import Server

SPECS = ("commonmark-0.31.2-spec.json", "gfm-spec.json", "gfm-extensions.json", "cmark-gfm-regression.json")
CUTS = 4
# Of commonmark-spec #650: the cases of markdown-cjk-friendly, by the tests that say what becomes of them.
CASES = {
    "strong.md": "remark-cjk-friendly > ** around Kana/Han is converted to <strong> 1",
    "korean.md": "remark-cjk-friendly > ** around Korean is converted to <strong> 1",
    "pseudo-emoji.md": "remark-cjk-friendly > ** around pseudo-emoji "
    "(CJK symbols that are also unqualified-emoji) is converted to <strong> 1",
    "underscore-cjk-punct.md": "remark-cjk-friendly > process underscores around CJK punctuation 1",
    "non-bmp.md": "remark-cjk-friendly > recognizes non-BMP punctuation and symbols 1",
    "gfm-strikethrough.md": "remark-cjk-friendly-gfm-strikethrough > Compatible with CJK 1",
}

pytestmark = pytest.mark.usefixtures("server")  # has built the front end
in_corpus = pytest.mark.skipif(not DOCUMENTS.exists(), reason="the shared corpus is not here")


@pytest.fixture(scope="module")
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """With the page's code for messages in it, and nothing else."""
    assert server.url
    command = [NODE, Path(__file__).with_name("bundle.mjs"), "streamed.jsx"]
    script = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300).stdout
    opened = browser.new_page()
    opened.add_script_tag(content=script)
    yield opened
    opened.close()


def drawn_otherwise(page: Page, documents: list[str]) -> list[str]:
    """Those of `documents` that look different at their end when they came in pieces, cut anywhere."""
    chosen = random.Random(7)
    given = [(text, sorted(chosen.randint(0, len(text)) for _ in range(CUTS))) for text in documents]
    return page.evaluate("given => drawnOtherwise(given)", given)


@in_corpus
def test_the_examples_of_commonmark_and_gfm_and_for_chinese_and_of_maths(page: Page) -> None:
    found = [each["markdown"] for name in SPECS for each in json.loads((DOCUMENTS / name).read_text())]
    found += [path.read_text() for path in (DOCUMENTS / "cjk").glob("*.md")]
    for path in (DOCUMENTS / "math").glob("*-cases.json"):
        found += texts(json.loads(path.read_text()))
    assert len(found) > 1400
    assert drawn_otherwise(page, found) == []


def test_what_models_write_and_lines_in_any_order(page: Page) -> None:
    chosen = random.Random(5)
    soup = ["\n".join(chosen.choices(LINES, k=chosen.randint(2, 12))) for _ in range(200)]
    assert drawn_otherwise(page, [scenarios.MARKDOWN, *soup]) == []


@in_corpus
def test_chinese_japanese_and_korean_emphasis_is_right(page: Page) -> None:
    snapshots = json.loads((DOCUMENTS / "cjk" / "markdown-cjk-friendly-snapshots.json").read_text())
    html = {case["test"]: case["output"] for cases in snapshots.values() for case in cases}
    given = [((DOCUMENTS / "cjk" / name).read_text(), html[test]) for name, test in CASES.items()]
    assert sum(text.count("\n\n") + 1 for text, _ in given) > 100
    assert page.evaluate("given => emphasisedOtherwise(given)", given) == []


@pytest.mark.parametrize(
    "text",
    [
        *("$5 and $6", "costs $5", "US$100 or US$200", "价格是$5到$10", "$5 or 6$", "$1,000 (about 900$)", "$5-$10"),
        *("**$5** and **$6**", "$foo,$bar", "价格：**$5**，共**$6**", "$5/月，$6/年"),
        *("A$5/B$6", "`$x$`", "```\n$$x$$\n```", "$HOME/$USER", "\\$x\\$", "$ x $", "\\[1\\]", "\\[see\\](/x)", "$$"),
        *("\\\\(x\\\\)", "$$ is the PID", "$x", "\\(x", "    $$x$$", "$a\nb$"),
    ],
)
def test_money_code_and_brackets_stay_what_they_are(page: Page, text: str) -> None:
    assert [found for found in page.evaluate("text => formulas(text)", text) if not found.startswith("source")] == []


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("$x^2$ and $\\alpha$, \\(a_1*b*c\\)", ["x^2", "\\alpha", "a_1*b*c"]),
        ("函数$f(x)$的值是$2$，第$n$项", ["f(x)", "2", "n"]),
        ("It costs $5 and $x$ is $2n$, so $5 < x$.", ["x", "2n", "5 < x"]),
        ("costs $5, not $6; \\(\\fbox{$a$}\\)", ["\\fbox{$a$}"]),
        ("$5, **$z_1$** and **$5**, **$x$**, the $n$th", ["z_1", "x", "n"]),
        ("so $$x=1$$ and \\[y=2\\].", ["x=1", "y=2"]),
        ("let\n$$\nx\n\n- y = 1\n\n$$\nthen", ["\nx\n\n- y = 1\n\n"]),
        ("\\[\n\\begin{aligned}\na &= b \\\\[2pt]\n+ c &= d\n\\end{aligned}\n\\]", None),
        ("> $$\n> x\n> $$\n\n1. a\n\n   \\[\n   y\n   \\]", ["\nx\n", "\ny\n"]),
        ("**$a$** | [$b$](https://example.org)\n\n|$c$|\n|-|\n|$d$|", ["a", "b", "c", "d"]),
        ("$$\\def\\a{xx}\\a$$ and $y$", ["source $$\\def\\a{xx}\\a$$", "y"]),
        ("$\\href{javascript:alert(1)}{x}$", ["\\href{javascript:alert(1)}{x}"]),
        ("$\\frac{1$ and $\\nosuch$ and $x$", ["source $\\frac{1$", "source $\\nosuch$", "x"]),
    ],
)
def test_formulas_are_found(page: Page, text: str, formulas: list[str] | None) -> None:
    assert page.evaluate("text => formulas(text)", text) == (formulas or [text[2:-2]])


def test_what_takes_katex_too_long_is_shown_as_it_was_written(page: Page) -> None:
    deep, wide = "$$" + r"\sqrt{" * 100 + "x" + "}" * 100 + "$$", r"$$\begin{matrix}" + "&" * 1000 + r"\end{matrix}$$"
    for text in (deep, wide, "$$" + "x+" * 3000 + "x$$", r"$$\newcommand{\a}{\a\a}\a$$"):
        assert [
            found for found in page.evaluate("text => formulas(text)", text) if not found.startswith("source")
        ] == []


def test_no_formula_is_seen_raw_while_it_is_written(page: Page) -> None:
    inline = "So $x_1*y$ and $\\alpha_2$, \\(a_b*c\\):\n\n"
    text = inline + "$$\n\\frac{1}{2}\n\n+ x_1\n$$\n\n1. \\[ y_2 = \\sqrt{x} \\]\n2. **$z_1$** end"
    assert page.evaluate("text => seenRaw(text)", text) == []
