"""A diagram is drawn from what a model writes, in a frame that reaches nothing of ours."""

from xml.etree import ElementTree

from playwright.sync_api import Browser, Frame, Page, expect

from tests.e2e.conftest import Chat, enter, wait_until
from tests.support.server import Server, register

FLOW = "```mermaid\nflowchart LR\n  A[Ask] --> B{Known?}\n  B -- 是 --> C[回答]\n```"
HOSTILE = [
    '%%{init: {"securityLevel": "loose", "themeCSS": "* { background: url(https://evil.example/c) }"}}%%\n'
    'flowchart LR\n  A["<img src=https://evil.example/i onerror=top.fired=1>"] --> B\n'
    '  click A "javascript:top.fired=1"\n  click B call alert(1)',
    '%%{init: {"htmlLabels": true, "flowchart": {"htmlLabels": true}, "fontFamily": "x;}</style><script>'
    'top.fired=1</script>"}}%%\nflowchart LR\n'
    '  A["<iframe srcdoc=\'<script>top.fired=1</script>\'>"] --> B["<svg onload=f=1>"]',
    "sequenceDiagram\n  Alice->>Bob: <script>top.fired=1</script>\n  link Alice: x @ javascript:top.fired=1",
]


def drawing(chat: Chat) -> Frame:
    frame = chat.answer.get_by_title("Diagram", exact=True)
    expect(frame).to_be_visible()
    drawn = frame.element_handle().content_frame()
    assert drawn
    return drawn


def test_a_diagram_is_drawn_and_its_source_a_press_away(chat: Chat) -> None:
    chat.open().send(f"before\n\n{FLOW}\n\nafter").expect_end()
    expect(drawing(chat).locator("svg")).to_contain_text("Known?")
    expect(chat.answer.locator("pre")).to_have_count(0)
    chat.answer.get_by_role("button", name="Source", exact=True).click()
    expect(chat.answer.locator("pre")).to_contain_text("flowchart LR")
    chat.answer.get_by_role("button", name="Diagram", exact=True).click()
    light = drawing(chat).locator("svg style").text_content()
    chat.page.evaluate("document.documentElement.classList.add('dark')")
    expect(drawing(chat).locator("svg style")).not_to_have_text(light or "")


def test_a_diagram_is_enlarged_and_saved(chat: Chat) -> None:
    chat.open().send(f"for a closer look\n\n{FLOW}").expect_end()
    drawing(chat)
    chat.answer.get_by_role("button", name="Enlarge", exact=True).click()
    dialog = chat.page.get_by_role("dialog", name="Diagram", exact=True)
    expect(dialog.get_by_title("Diagram", exact=True)).to_be_visible()
    dialog.get_by_role("button", name="Larger", exact=True).click()
    expect(dialog).to_contain_text("150%")
    wait_until(chat.page, "((view) => view.scrollWidth > 1.4 * view.clientWidth)(document.querySelector('.enlarged'))")
    dialog.get_by_role("button", name="Close", exact=True).click()
    expect(dialog).to_be_hidden()
    with chat.page.expect_download() as saved:
        chat.answer.get_by_role("button", name="Save the diagram as SVG").click()
    root = ElementTree.parse(saved.value.path()).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "Known?" in "".join(root.itertext())


def test_what_is_no_diagram_stays_code_and_says_why(chat: Chat) -> None:
    chat.open().send("```mermaid\nflowchart LR\n  A[[[ --> \n```").expect_end()
    expect(chat.answer.get_by_role("note")).to_contain_text("can't be drawn")
    expect(chat.answer.locator("pre")).to_contain_text("flowchart LR")
    expect(chat.answer.locator("iframe")).to_have_count(0)


def test_a_fence_that_is_open_is_code(chat: Chat) -> None:
    chat.open().send("```mermaid\nflowchart LR\n  A --> B").expect_end()
    expect(chat.answer.locator("pre")).to_contain_text("flowchart LR")
    expect(chat.answer.locator("iframe")).to_have_count(0)


def watch_requests(page: Page, home: str) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(home) else asked.append(request.url))
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    return asked


def test_a_hostile_diagram_runs_nothing_and_asks_nobody(browser: Browser, server: Server) -> None:
    # Not the fixture: what the frame's own policy has to stop is no fault of ours.
    context = browser.new_context(base_url=server.url, locale="en-GB")
    enter(context, server.url, register(server.url, "drawer"))
    chat = Chat(context.new_page(), server)
    asked = watch_requests(chat.page, server.url)
    chat.open()
    for source in HOSTILE:
        chat.send(f"```mermaid\n{source}\n```").expect_end()
        settled = chat.answer.locator(".diagram iframe:not(.undrawn), .diagram [role=note]")
        expect(settled).to_have_count(1)
        for frame in chat.page.frames[1:]:
            assert frame.locator("script:not([src]), iframe, [onload], [onerror], a[href^=javascript]").count() == 0
    assert chat.page.evaluate("window.fired ?? null") is None
    assert [url for url in asked if not url.startswith(("ws:", "data:"))] == []
    context.close()


def test_the_frame_reaches_nothing_of_the_page(chat: Chat) -> None:
    chat.open().send(FLOW).expect_end()
    frame = drawing(chat)
    assert frame.evaluate("origin") == "null"
    reach = "(what) => { try { return String(what === 'page' ? parent.document : localStorage) } catch { return '' } }"
    assert [frame.evaluate(reach, what) for what in ("page", "store")] == ["", ""]
    wait_until(chat.page, "document.querySelector('.diagram iframe').getBoundingClientRect().height > 40")
