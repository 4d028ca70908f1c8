"""Files over plain HTTP: whose they are, what they are called, and who else may ask for them."""

import io
import re
import uuid
import zipfile
from urllib.parse import unquote

import httpx
import pytest
import pytest_asyncio

from tests.contract.conftest import Site
from tests.contract.plain_http import get, post, post_raw
from tests.contract.test_events import converse
from tests.support.exported import read
from tests.support.reflex_socket import connect

TITLE = "中文 title: a/b"
ALL = "/export/everything"
KINDS = {"markdown": "text/markdown", "html": "text/html", "json": "application/json"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hers(site: Site) -> str:
    async with connect(site.url, cookie=site.alice) as alice:
        return await converse(alice, TITLE)


def path(conversation_id: object, kind: str = "json") -> str:
    return f"/export/{conversation_id}/{kind}"


@pytest.mark.parametrize(("kind", "media_type"), KINDS.items())
def test_a_file_is_named_after_its_conversation_and_kept_by_nobody(
    site: Site, hers: str, kind: str, media_type: str
) -> None:
    response = get(site, path(hers, kind), site.alice)
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == media_type
    named = re.fullmatch(
        r"attachment; filename=\"(.+)\"; filename\*=UTF-8''(\S+)", response.headers["content-disposition"]
    )
    assert named and named[1].isascii()
    assert unquote(named[2]).startswith("中文 title a b.")
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert TITLE in response.text or kind == "html"


def test_a_strangers_is_answered_like_what_does_not_exist(site: Site, hers: str) -> None:
    for kind in KINDS:
        answers = [get(site, path(wanted, kind), site.bob) for wanted in (hers, uuid.uuid4(), "no-id", "%00")]
        assert {(answer.status_code, answer.text) for answer in answers} == {
            (404, "This conversation or message does not exist.")
        }
    assert get(site, path(hers, "pdf"), site.alice).status_code == 404


def test_without_a_session_one_is_led_to_sign_in(site: Site, hers: str) -> None:
    for cookie in ("", f"chatapp_session={'x' * 43}"):
        response = get(site, path(hers), cookie)
        assert (response.status_code, response.headers["location"]) == (303, "/history/")
        response = post(site, ALL, {"x": "1"}, cookie=cookie)
        assert (response.status_code, response.headers["location"]) == (303, "/settings/")
        assert get(site, "/settings/", cookie).headers["location"] == "/login/?next=%2Fsettings%2F"


def test_everything_is_ones_own_and_nothing_else(site: Site, hers: str) -> None:
    response = post(site, ALL, {"x": "1"}, cookie=site.alice)
    assert response.headers["content-type"] == "application/zip"
    assert re.search(r"chatapp-\d{4}-\d\d-\d\d\.zip", response.headers["content-disposition"])
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    trees = [read(archive.read(name)) for name in archive.namelist() if name.startswith("json/")]
    assert hers in [tree.conversation["id"] for tree in trees]
    others = zipfile.ZipFile(io.BytesIO(post(site, ALL, {"x": "1"}, cookie=site.bob).content))
    assert hers.encode() not in others.read("manifest.json")


def test_no_foreign_page_can_begin_one(site: Site, hers: str) -> None:
    assert post(site, ALL, {"x": "1"}, cookie=site.alice, origin="https://evil.example").status_code == 403
    assert post_raw(site, ALL, b"", cookie=site.alice, **{"content-type": "text/plain"}).status_code == 403
    assert get(site, ALL, site.alice).status_code in (404, 405)
    headers = {"cookie": site.alice, "sec-fetch-site": "cross-site"}
    assert httpx.get(f"{site.url}{path(hers)}", headers=headers).status_code == 403


def test_what_is_wrong_is_said_in_the_readers_language(site: Site) -> None:
    headers = {"cookie": site.bob, "accept-language": "zh-TW,en;q=0.5"}
    assert "不存在" in httpx.get(f"{site.url}{path(uuid.uuid4())}", headers=headers).text


def test_too_many_at_once_are_told_when_to_come_again(site: Site) -> None:
    carol = site.entered("bob")
    answers = [post(site, ALL, {"x": "1"}, cookie=carol) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 600
    assert "Try again in" in answers[-1].text
