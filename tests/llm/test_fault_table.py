"""Every fault of a model server that the client can show, over real HTTP."""

import asyncio
import ssl
from pathlib import Path

import pytest

from chatapp.errors import FaultKind as F
from chatapp.llm.events import FinishReason as R
from chatapp.llm.events import Usage
from tests.llm.support import ask, connect, hear
from tests.support.fault_scenarios import BURST, BY_NAME
from tests.support.scripted_provider import ScriptedProvider

SAID = "so far "
ROWS: dict[str, tuple[str, str]] = {
    "no-such-path": (F.ADDRESS, ""),
    "model-by-name": (F.MODEL, ""),
    "long-refusal": (F.SERVER, ""),
    "gzip-bomb": (F.TOO_LONG, ""),
    "07": (F.AUTH, ""),
    "07-empty": (F.AUTH, ""),
    "08": (F.QUOTA, ""),
    "09": (F.AUTH, ""),
    "10": (F.MODEL, ""),
    "11-openai": (F.CONTEXT, ""),
    "11-llama": (F.CONTEXT, ""),
    "12": (F.CONTEXT, ""),
    "13": (F.SERVER, ""),
    "14": (F.RATE, ""),
    "15": (F.RATE, ""),
    "16": (F.QUOTA, ""),
    "17-500": (F.SERVER, ""),
    "17-502": (F.SERVER, ""),
    "17-503": (F.SERVER, ""),
    "17-504": (F.SERVER, ""),
    "17-529": (F.SERVER, ""),
    "18-408": (F.SERVER, ""),
    "18-409": (F.SERVER, ""),
    "19-302": (F.REDIRECT, ""),
    "19-307": (F.REDIRECT, ""),
    "20": (F.PROTOCOL, ""),
    "21": (F.PROTOCOL, ""),
    "22": (F.PROTOCOL, ""),
    "23-chunked": (F.CUT, SAID),
    "23-json": (F.CUT, SAID),
    "23-length": (F.CUT, SAID),
    "24": (F.CUT, SAID),
    "25": (F.CUT, SAID),
    "25-json": (F.CUT, SAID),
    "26-json": (F.CUT, SAID),
    "26-first": (F.PROTOCOL, ""),
    "26-control": (F.CUT, SAID),
    "26-empty": (F.CUT, SAID),
    "26-two": (F.CUT, SAID),
    "27": (F.CUT, SAID),
    "27-string": (F.CUT, SAID),
    "27-first": (F.SERVER, ""),
    "27-rate": (F.RATE, ""),
    "28": (F.TOOL, ""),
    "28-text": (R.TOOL, SAID),
    "29-ping": (R.STOP, SAID),
    "29-last": (F.CUT, SAID),
    "30": (R.STOP, SAID),
    "30-nulls": (R.STOP, SAID),
    "31": (R.STOP, SAID),
    "32": (R.STOP, SAID),
    "33": (R.STOP, SAID),
    "33-parts": (R.STOP, SAID),
    "34": (R.STOP, SAID),
    "35": (R.STOP, SAID),
    "35-content": (R.STOP, SAID),
    "36": (R.LENGTH, ""),
    "37": (R.STOP, SAID),
    "38-length": (R.LENGTH, SAID),
    "38-filter": (R.FILTER, SAID),
    "38-unknown": (R.STOP, SAID),
    "38-filter-mute": (F.FILTER, ""),
    "38-length-mute": (F.LENGTH, ""),
    "39": (F.EMPTY, ""),
    "39-blank": (F.EMPTY, " \n"),
    "39-done": (F.EMPTY, ""),
    "39-nothing": (F.EMPTY, ""),
    "39-ndjson": (F.PROTOCOL, ""),
    "39-old-error": (F.EMPTY, ""),
    "40": (R.STOP, SAID),
    "41": (R.STOP, SAID),
    "42": (F.CUT, SAID),
    "43-after": (R.STOP, SAID),
    "43-hang": (R.STOP, SAID),
    "43-hang-undone": (R.STOP, SAID),
    "44": (F.STALL, ""),
    "44-headers": (F.STALL, ""),
    "45": (F.STALL, SAID),
    "46": (F.STALL, SAID),
    "47": (R.STOP, BURST),
    "48": (F.TOO_LONG, SAID + "x" * (1_000_000 - len(SAID))),
    "49": (F.TOO_LONG, SAID),
    "50-bytes": (R.STOP, "héllo 😀 世界"),
    "50-crlf": (R.STOP, SAID),
    "50-cr": (R.STOP, SAID),
    "50-space": (R.STOP, SAID),
    "50-separators": (R.STOP, "a\u2028b\u0085c"),
    "51": (R.STOP, SAID),
    "52": (F.CUT, SAID),
    "52-first": (F.PROTOCOL, ""),
    "53-split": (R.STOP, "a😀b"),
    "53-lone": (R.STOP, "a\ufffdb\ufffdc\ufffd"),
    "54": (R.STOP, SAID),
    "55": (R.STOP, SAID),
    "56": (F.PROTOCOL, ""),
    "57": (R.STOP, SAID + SAID),
    "58": (R.STOP, SAID),
    "59-banner": (F.CONN, ""),
    "59-close": (F.CONN, ""),
    "59-gzip": (F.CUT, ""),
    "59-chunk": (F.CUT, ""),
    "59-gzipped": (R.STOP, SAID),
}
DETAILS = {"10": "prv-10", "11-llama": "prv-11-llama", "14": "1", "15": "300", "17-529": "529", "20": "text/html"}
KEY = "sk-canary-0123456789"
SELF_SIGNED = Path(__file__).parents[1] / "support" / "self_signed.pem"  # with its key: of no use but here


@pytest.mark.parametrize("row", ROWS)
async def test_a_fault_has_its_kind_and_keeps_the_text_so_far(scripted: ScriptedProvider, row: str, caplog) -> None:
    provider = connect(scripted.base_url, KEY)
    heard = await hear(provider, ask(f"prv-{row}"))
    await provider.aclose()

    assert (heard.outcome, heard.text) == ROWS[row]
    assert len(scripted.requests) == 1
    heard.text.encode()
    assert KEY not in caplog.text + repr(heard.fault) + repr(provider)
    if row in DETAILS:
        assert heard.fault is not None
        assert heard.fault.detail == DETAILS[row]


def test_every_scenario_has_an_expectation() -> None:
    assert {f"prv-{row}" for row in ROWS} == {name for name in BY_NAME if "refuses" not in name}


@pytest.mark.parametrize("row", ["35", "35-content", "36", "37"])
async def test_thoughts_are_told_apart_from_the_answer(scripted: ScriptedProvider, row: str) -> None:
    heard = await hear(connect(scripted.base_url), ask(f"prv-{row}"))
    assert heard.reasoning == "hmm"


async def test_usage_is_passed_on_when_the_server_counts(scripted: ScriptedProvider) -> None:
    assert (await hear(connect(scripted.base_url), ask("prv-30"))).usage == Usage(7, 11)
    assert (await hear(connect(scripted.base_url), ask("prv-30-nulls"))).usage is None


@pytest.mark.parametrize(
    ("row", "base_url"),
    [
        ("01 refused", "http://127.0.0.1:9/v1"),
        ("02 no such name", "http://no-such-host.invalid/v1"),
        ("05 no scheme", "127.0.0.1:9/v1"),
        ("05 another scheme", "ftp://127.0.0.1:9/v1"),
    ],
)
async def test_a_server_that_cannot_be_reached_is_named(row: str, base_url: str) -> None:
    heard = await hear(connect(base_url), ask("echo"))
    assert heard.outcome == F.CONN, row


async def test_the_detail_of_a_lost_connection_is_host_and_port() -> None:
    heard = await hear(connect("http://user:secret@127.0.0.1:9/v1?key=secret"), ask("echo"))
    assert heard.fault is not None
    assert heard.fault.detail == "127.0.0.1:9"


async def test_a_certificate_that_nobody_vouches_for_is_not_trusted() -> None:
    """PRV-03. The certificate is for 127.0.0.1, but signed by itself alone."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(SELF_SIGNED)
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    async with server:
        port = server.sockets[0].getsockname()[1]
        heard = await hear(connect(f"https://127.0.0.1:{port}/v1"), ask("echo"))
    assert heard.outcome == F.CONN
    assert heard.fault is not None
    assert heard.fault.detail == f"127.0.0.1:{port}, TLS"


async def test_https_to_a_plain_port_ends_at_the_connect_timeout(scripted: ScriptedProvider) -> None:
    heard = await hear(connect(scripted.base_url.replace("http:", "https:"), stall_timeout_s=5), ask("echo"))
    assert heard.outcome == F.CONN


@pytest.mark.parametrize(("key", "sent"), [("", "none"), ("  sk-1 \n", "sk-1"), ("sk-2", "sk-2")])
async def test_a_key_is_sent_without_blanks_and_an_empty_one_as_none(
    scripted: ScriptedProvider, key: str, sent: str
) -> None:
    await hear(connect(scripted.base_url, key), ask("echo"))
    assert scripted.requests[0].headers["authorization"] == f"Bearer {sent}"


async def test_a_key_that_no_header_can_carry_is_a_fault(scripted: ScriptedProvider) -> None:
    heard = await hear(connect(scripted.base_url, "ké"), ask("echo"))
    assert heard.outcome == F.PROTOCOL


async def test_what_we_send_is_clean_text(scripted: ScriptedProvider) -> None:
    heard = await hear(connect(scripted.base_url), ask("echo", "a\ud83d b\x00 \ud83d\ude00"))
    assert heard.text == scripted.requests[0].prompt == "a\ufffd b 😀"


async def test_a_redirect_is_not_followed(scripted: ScriptedProvider) -> None:
    await hear(connect(scripted.base_url), ask("prv-19-307"))
    assert [request.path for request in scripted.requests] == ["/v1/chat/completions"]
