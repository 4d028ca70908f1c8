import uuid
from contextlib import aclosing

import pytest

from chatapp.errors import NotFound, PromptTooLong
from chatapp.runtime import Runtime
from chatapp.services import drafts, following, trash
from chatapp.services.drafts import Draft
from chatapp.services.viewer import Viewer
from tests.services.chats import ask, ended


async def begun(viewer: Viewer) -> uuid.UUID:
    asked = (await ask(viewer, "Hello")).conversation_id
    await ended(asked)
    return asked


async def kept(viewer: Viewer, conversation_id: uuid.UUID | None) -> str:
    return (await drafts.find(viewer, conversation_id)).text


async def test_what_is_kept_is_found_again_each_in_its_place(asker: Viewer) -> None:
    here = await begun(asker)
    versions = {await drafts.keep(asker, place, text) for place, text in ((here, "半句"), (None, "new"))}
    assert [await kept(asker, here), await kept(asker, None)] == ["半句", "new"]
    versions.add(await drafts.keep(asker, here, "半句话"))
    assert (await drafts.find(asker, here)).version in versions
    assert await kept(asker, here) == "半句话"
    assert len(versions) == 3 and 0 not in versions


@pytest.mark.parametrize("nothing", ["", " \n "])
async def test_nothing_typed_is_no_draft(asker: Viewer, nothing: str) -> None:
    await drafts.keep(asker, None, "something")
    assert await drafts.keep(asker, None, nothing) == 0
    assert await drafts.find(asker, None) == Draft(None)


async def test_nobody_keeps_a_draft_in_anothers_conversation_or_reads_one(asker: Viewer, stranger: Viewer) -> None:
    here = await begun(asker)
    await drafts.keep(asker, here, "secret")
    await drafts.keep(asker, None, "secret")
    for place in (here, uuid.uuid4()):
        with pytest.raises(NotFound):
            await drafts.keep(stranger, place, "mine now")
        assert await drafts.find(stranger, place) == Draft(place)
    await drafts.keep(stranger, None, "")
    assert [await kept(asker, here), await kept(asker, None)] == ["secret", "secret"]


async def test_it_may_be_longer_than_what_can_be_sent_but_not_endless(chat: Runtime, asker: Viewer) -> None:
    most = 2 * chat.settings.max_prompt_chars
    await drafts.keep(asker, None, "字" * most)
    assert await kept(asker, None) == "字" * most
    with pytest.raises(PromptTooLong):
        await drafts.keep(asker, None, "字" * (most + 1))


async def test_it_goes_with_its_conversation(asker: Viewer) -> None:
    here = await begun(asker)
    await drafts.keep(asker, here, "half")
    await trash.put(asker, [here])
    with pytest.raises(NotFound):
        await drafts.keep(asker, here, "half a word")
    await trash.destroy(asker, [here])
    assert await drafts.find(asker, here) == Draft(here)
    with pytest.raises(NotFound):
        await drafts.keep(asker, here, "half a word")


async def test_what_is_sent_is_a_draft_no_more_and_what_is_typed_meanwhile_stays_one(asker: Viewer) -> None:
    await drafts.keep(asker, None, "first")
    here = (await ask(asker, "first")).conversation_id
    assert await drafts.find(asker, None) == Draft(None)
    await ended(here)
    await drafts.keep(asker, here, "second")
    await ask(asker, "queued before it", to=here)
    assert await kept(asker, here) == "second"


async def test_every_page_is_told_at_first_and_after_each_change(asker: Viewer) -> None:
    here = await begun(asker)
    await drafts.keep(asker, here, "one")
    async with aclosing(following.follow(asker, here, {})) as updates:
        told = (update async for update in updates if isinstance(update, Draft))
        assert (await anext(told)).text == "one"
        await drafts.keep(asker, here, "two")
        assert (await anext(told)).text == "two"
        await ask(asker, "two", to=here)
        assert await anext(told) == Draft(here)
