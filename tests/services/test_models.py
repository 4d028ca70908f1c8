"""Which models a person is offered, and with which one a new conversation begins."""

import pytest

from chatapp.errors import InvalidInput
from chatapp.runtime import Runtime
from chatapp.services import audit, conversations, models, replies
from chatapp.services.models import Menu
from chatapp.services.viewer import COMMAND_LINE, Viewer
from tests.services.chats import ask, ended


async def menu(viewer: Viewer) -> Menu:
    return [menu async for menu in models.menus(viewer)][-1]


async def offered(viewer: Viewer) -> dict[str, str]:
    return {choice.model: choice.name for group in (await menu(viewer)).groups for choice in group.choices}


async def test_what_is_hidden_is_not_offered_and_what_is_renamed_has_its_new_name(asker: Viewer) -> None:
    await models.hide(COMMAND_LINE, "slow", hidden=True)
    await models.rename(COMMAND_LINE, "echo", "The\nparrot")
    shown = await offered(asker)
    assert "slow" not in shown
    assert shown["echo"] == "The parrot"
    noted = {each.model: each for each in await models.all_noted(COMMAND_LINE)}
    assert (noted["slow"].hidden, noted["echo"].name, noted["echo"].given) == (True, "The parrot", "echo")
    await models.hide(COMMAND_LINE, "slow", hidden=False)
    await models.rename(COMMAND_LINE, "echo", "")
    assert (await offered(asker)).items() >= {"slow": "slow", "echo": "echo"}.items()
    actions = [entry.action for entry in (await audit.recent(COMMAND_LINE, 9)).items]
    assert actions == ["model_named", "model_shown", "model_named", "model_hidden"]


async def test_a_conversation_with_a_hidden_model_goes_on(asker: Viewer) -> None:
    asked = await ask(asker, "hello", "echo")
    await ended(asked.conversation_id)
    await models.hide(COMMAND_LINE, "echo", hidden=True)
    await ask(asker, "on", "echo", to=asked.conversation_id)
    assert (await ended(asked.conversation_id))[-1].content == "on"


async def test_ones_own_default_comes_before_everybodys_and_that_before_the_settings(
    asker: Viewer, stranger: Viewer
) -> None:
    assert (await menu(asker)).default == "echo"
    await models.choose_everybodys_default(COMMAND_LINE, "slow")
    await models.choose_default(asker, "words:200")
    assert ((await menu(asker)).default, (await menu(stranger)).default) == ("words:200", "slow")
    asked = await replies.ask(asker, None, "hello", "c1", "")
    assert (await conversations.find(asker, asked.conversation_id)).model == "words:200"
    await models.choose_default(asker, "")
    assert (await menu(asker)).default == "slow"


async def test_favourites_and_the_last_used_are_ones_own(asker: Viewer, stranger: Viewer) -> None:
    for model in ("slow", "echo", "slow"):
        await models.set_favourite(asker, model, wanted=True)
    await models.set_favourite(asker, "slow", wanted=False)
    for model in ("echo", "words:200"):
        await ended((await ask(asker, "hello", model)).conversation_id)
    mine, others = await menu(asker), await menu(stranger)
    assert (mine.favourites, mine.recent) == (["echo"], ["words:200", "echo"])
    assert (others.favourites, others.recent) == ([], [])


async def test_what_names_no_model_is_refused(chat: Runtime, asker: Viewer) -> None:
    for name in ("", "x" * 241):
        with pytest.raises(InvalidInput):
            await models.set_favourite(asker, name, wanted=True)
    with pytest.raises(InvalidInput):
        await models.rename(COMMAND_LINE, "echo", "x" * 201)
