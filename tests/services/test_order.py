import pytest

from chatapp.errors import InvalidInput, NotFound, TooManyPinned
from chatapp.services import conversations, tags
from chatapp.services.conversations import Activity, Shelf, Sort, View
from chatapp.services.viewer import Viewer
from tests.services.chats import ask, begun, ended

ARCHIVE = View(Shelf.ARCHIVE, Sort.USED)


async def listed(viewer: Viewer) -> list[str]:
    return [line.summary.title for line in (await conversations.history(viewer)).items]


async def viewed(viewer: Viewer, view: View) -> list[str]:
    return [line.summary.title for line in (await conversations.listed(viewer, view)).items]


async def test_what_is_archived_is_out_of_the_list_until_something_is_written_in_it(
    asker: Viewer, stranger: Viewer
) -> None:
    first, second = await begun(asker, "first", "second")
    await conversations.archive(asker, [first, second])
    assert (await listed(asker), await viewed(asker, ARCHIVE)) == ([], ["second", "first"])
    with pytest.raises(NotFound):
        await conversations.unarchive(stranger, [first])
    await conversations.unarchive(asker, [second])
    await ask(asker, "more", to=first)
    assert (await listed(asker), await viewed(asker, ARCHIVE)) == (["first", "second"], [])


async def test_pinned_ones_are_put_in_order_one_past_the_other(
    asker: Viewer, stranger: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await begun(asker, "a", "b", "c")
    for each in ids:
        await conversations.pin(asker, each)
    assert await listed(asker) == ["c", "b", "a"]
    await conversations.move_pin(asker, ids[0], down=False)
    assert await listed(asker) == ["c", "a", "b"]
    await conversations.move_pin(asker, ids[2], down=True)
    await conversations.move_pin(asker, ids[1], down=True)  # is the last
    assert await listed(asker) == ["a", "c", "b"]
    with pytest.raises(NotFound):
        await conversations.move_pin(stranger, ids[0], down=True)
    await conversations.archive(asker, ids[:1])
    monkeypatch.setattr(conversations, "MOST_PINNED", 2)
    with pytest.raises(TooManyPinned):
        await conversations.unarchive(asker, ids[:1])


async def test_a_list_can_be_in_any_order_page_by_page(asker: Viewer) -> None:
    first, *_ = await begun(asker, "bee", "Ant", "cat")
    await ended((await ask(asker, "again", to=first)).conversation_id)
    assert await viewed(asker, View(Shelf.LIST, Sort.USED)) == ["bee", "cat", "Ant"]
    assert await viewed(asker, View(Shelf.LIST, Sort.BEGUN)) == ["cat", "Ant", "bee"]
    by_title = View(Shelf.LIST, Sort.TITLE)
    page = await conversations.listed(asker, by_title, count=2)
    last = page.items[-1].summary
    rest = await conversations.listed(asker, by_title, (last.title, last.id))
    assert ([line.summary.title for line in page.items], page.more) == (["Ant", "bee"], True)
    assert ([line.summary.title for line in rest.items], rest.more) == (["cat"], False)


async def test_tags_are_made_put_on_changed_and_deleted_by_whose_they_are(asker: Viewer, stranger: Viewer) -> None:
    ids = await begun(asker, "one", "two")
    await tags.put_new_on(asker, " Work\n", "blue", ids)
    await tags.put_new_on(asker, "work", "red", ids)  # the same one
    (tag,) = await tags.listed(asker)
    assert (tag.name, tag.colour) == ("Work", "blue")
    await tags.take_off(asker, tag.id, ids[:1])
    tagged = View(Shelf.LIST, Sort.USED, tag.id)
    assert await viewed(asker, tagged) == ["two"]
    await tags.put_new_on(asker, "Play", "red", ids)
    with pytest.raises(tags.TagNameTaken):
        await tags.change(asker, tag.id, "play", "blue")
    await tags.change(asker, tag.id, "WORK", "green")
    for refused in (
        tags.put_on(stranger, tag.id, ids),
        tags.take_off(stranger, tag.id, ids),
        tags.change(stranger, tag.id, "x", "red"),
        tags.delete(stranger, tag.id),
        tags.put_new_on(stranger, "mine", "red", ids),
    ):
        with pytest.raises(NotFound):
            await refused
    for name, colour in (("", "red"), ("x" * 41, "red"), ("x", "mauve")):
        with pytest.raises(InvalidInput):
            await tags.put_new_on(asker, name, colour, ids)
    await tags.delete(asker, tag.id)
    assert [tag.name for tag in await tags.listed(asker)] == ["Play"]
    assert (await viewed(asker, tagged), await tags.listed(stranger)) == ([], [])


async def test_a_failed_answer_marks_its_conversation_until_another_one_comes(asker: Viewer) -> None:
    here = (await ask(asker, "hello", "prv-07")).conversation_id
    await ended(here)
    (line,) = (await conversations.history(asker)).items
    assert line.activity is Activity.FAILED
    await ended((await ask(asker, "again", "echo", to=here)).conversation_id)
    (line,) = (await conversations.history(asker)).items
    assert line.activity is not Activity.FAILED
