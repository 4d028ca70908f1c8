"""What a server prints while all that a client can say is said to it: no secret of anybody, and no more than fits."""

import uuid
from typing import Any

import httpx

from tests.contract.conftest import Site
from tests.contract.plain_http import form
from tests.contract.registry import example
from tests.contract.test_events import SEND
from tests.contract.test_schemas import MALFORMED, asked
from tests.support.reflex_socket import ROOT, ReflexSocket, connect, handler
from tests.support.server import register

CANARY = f"canary{uuid.uuid4().hex}"
# Of one address only so many lines are written in a minute.
ELSEWHERE, LATER = "127.0.0.6", "127.0.0.7"
HEADERS = {"authorization": f"Bearer {CANARY}", "x-api-key": CANARY, "user-agent": CANARY, "accept-language": CANARY}


async def test_no_secret_is_printed_whatever_is_sent(site: Site, app: dict[str, Any]) -> None:
    printed = len(site.server.log)
    transport = httpx.AsyncHTTPTransport(local_address=ELSEWHERE)
    async with httpx.AsyncClient(transport=transport, headers=HEADERS) as client:
        for path in ("/auth/sign-in", "/auth/register"):
            for fields in (form(CANARY, CANARY), form(password=CANARY), form(password_again=CANARY), {"x": CANARY}):
                await client.post(f"{site.url}{path}", data=fields, headers={"origin": site.url})
        client.headers["cookie"] = f"{site.bob}; x={CANARY}"
        for path in ("/", "/nowhere", f"/chat/{CANARY}", "/health", "/_event/?EIO=4", "/auth/sign-out", "/_upload"):
            for method in ("GET", "POST"):
                await client.request(method, f"{site.url}{path}?token={CANARY}")
    carol, tokens = register(site.url, "canary"), list[str]()  # some of what she says is taken, and stays hers
    for some in batched([*app["takes"].items()], 25):  # who says more at once is cut
        async with connect(site.url, cookie=f"{carol}; x={CANARY}", headers=HEADERS, address=ELSEWHERE) as page:
            for name, takes in some:
                right = {argument: example(kind) for argument, kind in takes.items()}
                canaries = {
                    name: CANARY[:36] if kind.startswith("str") else {CANARY: CANARY} for name, kind in takes.items()
                }
                await page.raw(asked(name, canaries))
                await page.raw(asked(name, {**right, "more": CANARY}))
            await page.settled()
            tokens.append(page.token)
    async with connect(site.url, cookie=f"{carol}; x={CANARY}", headers=HEADERS, address=ELSEWHERE) as page:
        await strange(page)
        await page.settled()
    new = site.server.log[printed:]
    assert " event.refused " in new and " account.sign_in_failed " in new
    for secret in (CANARY[:30], *(cookie.partition("=")[2] for cookie in (carol, site.bob)), *tokens):
        assert secret not in site.server.log


def batched(found: list[tuple[str, Any]], most: int) -> list[list[tuple[str, Any]]]:
    return [found[start : start + most] for start in range(0, len(found), most)]


async def strange(page: ReflexSocket) -> None:
    for name in ("no_such_handler", "setvar", "_private", "update_vars_internal"):
        await page.raw(asked(f"{ROOT}.{name}", {"vars": CANARY, "x": [CANARY] * 1000}))
    await page.raw(f'42/_event,["event","{CANARY}"]')
    await page.raw(f'42/_event,["{CANARY}",{{"{CANARY}":1}}]')
    await page.raw(f'42/_event,["client_error",{{"error_type":"{CANARY}","message":"{CANARY}"}}]')
    await page.raw(f'42/_event,["client_error",{{"error_type":"dispatch_missing","substate":"{CANARY}"}}]')
    await page.raw(f"42/_event,{CANARY}")
    await page.raw(f'43/_event,99["{CANARY}"]')


async def test_a_name_can_not_forge_a_line(site: Site) -> None:
    before = len(site.server.log.splitlines())
    tricks = [
        "\n2026 ERROR forged",
        "\r",
        "\x1b[31mred",
        "[red]red[/red]",
        "\u2028x",
        "\u0085x",
        '" level=ERROR',
        "x" * 900_000,
    ]
    async with connect(site.url, cookie=site.bob) as bob:
        for trick in tricks:
            await bob.raw(asked(f"{ROOT}.{trick}", {}))
            await bob.raw(asked(SEND, {"text": "x", "client_id": (trick * 100)[:900_000]}))
        await bob.settled()
    new = site.server.log.splitlines()[before:]
    assert len(new) <= 2 * len(tricks) + 1
    assert all(line.isprintable() and " event.refused " in line and len(line) < 600 for line in new)


async def test_hostile_events_fill_no_disk(site: Site) -> None:
    before = len(site.server.log.encode())
    async with connect(site.url, cookie=site.bob) as bob:
        for number in range(50):
            await bob.raw(asked(f"{ROOT}.{number}{'x' * 5_000}", {"a": "x" * 5_000}))
            await bob.raw(MALFORMED[number % 4])
        await bob.settled()
    for _ in range(30):
        async with connect(site.url, cookie=site.bob, headers={"sec-websocket-protocol": "9.9.9"}) as bob:
            await bob.raw(asked(handler("x", "x", "x"), {}))
    assert len(site.server.log.encode()) - before <= 50_000


def test_what_is_stored_is_its_owner_s_alone(site: Site) -> None:
    assert site.server.data_dir.stat().st_mode & 0o777 == 0o700
    files = [path for path in site.server.data_dir.rglob("*") if path.is_file()]
    assert site.server.data_dir / "chatapp.db" in files
    assert {path.name: path.stat().st_mode & 0o077 for path in files} == {path.name: 0 for path in files}


def test_who_comes_and_goes_is_written_down(site: Site) -> None:
    before, name = len(site.server.log), uuid.uuid4().hex[:12]
    with httpx.Client(transport=httpx.HTTPTransport(local_address=LATER), headers={"origin": site.url}) as client:
        client.post(f"{site.url}/auth/register", data={**form(name), "password_again": form()["password"]})
        client.post(f"{site.url}/auth/sign-in", data=form(name, "wrong"))
        client.post(f"{site.url}/auth/sign-in", data=form(name))
        client.post(f"{site.url}/auth/sign-out", data={"x": "1"})
        for _ in range(6):
            client.post(f"{site.url}/auth/sign-in", data=form(name, "wrong"))
    lines = [line for line in site.server.log[before:].splitlines() if " account." in line]
    events = [line.split()[3] for line in lines]
    expected = ["registered", "sign_in_failed", "signed_in", "signed_out", "sign_in_failed"]
    assert events[:5] == [f"account.{event}" for event in expected]
    assert events[-1] == "account.refused"
    assert all(line.split()[0].endswith("Z") and f" ip={LATER} " in f"{line} " for line in lines)
    assert len({line.split("user_id=")[1].split()[0] for line in lines if "user_id=" in line}) == 1
