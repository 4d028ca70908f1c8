"""Formulas as a reader sees them. Which texts are formulas is in test_streamed.py."""

from playwright.sync_api import expect

from tests.e2e.conftest import Chat, wait_until

TEXT = r"""The root $\sqrt{x^2}$ costs $5, not $6; \(\fcolorbox{red}{white}{$a$}\) and \(\pmb b\).

$$
\left( \begin{pmatrix} 1 \\ \frac{2}{3} \end{pmatrix} \right) = \bigg( x \bigg)

+ y
$$

Broken: $\nosuch{x}$ end"""


def test_formulas_are_drawn_with_our_own_fonts_and_can_be_heard(chat: Chat) -> None:
    asked: list[str] = []
    chat.page.on("request", lambda request: asked.append(request.url))
    chat.open().send("no formula, $5").expect_end()
    assert [url for url in asked if "KaTeX" in url or "typeset" in url] == []
    chat.send(TEXT).expect_end()
    formulas = chat.answer.locator(".formula")
    expect(formulas).to_have_count(4)
    expect(formulas.locator("math")).to_have_count(4)
    expect(formulas.first.locator("annotation")).to_have_text(r"\sqrt{x^2}")
    expect(chat.answer.locator(".formula-source")).to_have_text(r"$\nosuch{x}$")
    expect(chat.answer).to_contain_text("costs $5, not $6;")
    chat.page.evaluate("document.fonts.ready")
    assert [url for url in asked if not url.startswith((chat.server.url, "ws"))] == []
    assert [url for url in asked if "KaTeX_Main" in url]


def test_a_wide_formula_scrolls_and_covers_nothing(chat: Chat) -> None:
    chat.page.set_viewport_size({"width": 390, "height": 800})
    wide = "+".join(f"x_{{{number}}}" for number in range(60))
    chat.open().send(f"$${wide}$$\n\n$\\hspace{{-90em}}\\rule{{90em}}{{90em}}$").expect_end()
    scrolls = "[...document.querySelectorAll('.formula')].some((each) => each.scrollWidth > each.clientWidth)"
    wait_until(chat.page, scrolls)
    assert chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    chat.send("still here").expect_end()
