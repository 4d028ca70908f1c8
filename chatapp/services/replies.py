"""Asking, asking again, going on. Both rows of a turn are stored before a model hears of it, and what the
model is sent is read back from the database when its turn has come, never taken from the page."""

import uuid
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from functools import partial

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import runtime
from chatapp.errors import (
    FaultKind,
    InvalidInput,
    NotFound,
    NotSignedIn,
    PromptTooLong,
    StillRunning,
)
from chatapp.llm.reference import endpoint_of, name_of
from chatapp.models import Author, Conversation, Message, Status
from chatapp.services import limits, models, requests, temporary
from chatapp.services.conversations import check_room, own
from chatapp.services.setup import Setup
from chatapp.services.titles import title_of
from chatapp.services.viewer import Viewer
from chatapp.store import branches, conversations, drafts, messages, users
from chatapp.text import clean

MOST_MODELS = 4  # that answer one prompt
_MOST_CLIENT_ID_CHARS = 64
_PLAIN = Setup()


# Where a prompt goes: a conversation, and the prompt beside which it is written, None for the end.
Place = Callable[[AsyncSession], Awaitable[tuple[Conversation, Message | None]]]


@dataclass(frozen=True)
class Asked:
    conversation_id: uuid.UUID
    title: str


async def ask(
    viewer: Viewer,
    conversation_id: uuid.UUID | None,
    text: str,
    client_id: str,
    model: str,
    begun: Setup = _PLAIN,
    beside: Sequence[str] = (),
) -> Asked:
    """Stores the prompt and an answer to be written, and starts it. None begins a new conversation, set up as `begun`.
    Models `beside` the first answer, too: versions of one turn, side by side until one is chosen.

    The same `client_id` again is a resend after a lost acknowledgement: it changes nothing.
    """
    model = model or await models.default(viewer)
    if len(beside) >= MOST_MODELS or len({model, *beside}) <= len(beside):
        raise InvalidInput

    async def at_the_end(session: AsyncSession) -> tuple[Conversation, None]:
        if conversation_id is None:
            return await _begin(session, viewer, client_id, text, model, begun), None
        return await own(session, viewer, conversation_id), None

    there = runtime.current().homes.write(conversation_id)
    return await _ask(viewer, there, at_the_end, text, client_id, [model, *beside], typed_in=conversation_id)


async def edit(viewer: Viewer, message_id: uuid.UUID, text: str, client_id: str, model: str) -> None:
    """Asks with other words beside an old prompt, which stays with all that came after it. `client_id` as for `ask`."""
    model = model or await models.default(viewer)

    async def beside(session: AsyncSession) -> tuple[Conversation, Message]:
        old = await messages.find(session, viewer.user_id, message_id)
        if old is None or old.role != Author.USER:
            raise NotFound
        return await own(session, viewer, old.conversation_id), old

    there = runtime.current().homes.write_with(viewer.user_id, message_id)
    await _ask(viewer, there, beside, text, client_id, [model])


async def _ask(
    viewer: Viewer,
    there: AbstractAsyncContextManager[AsyncSession],
    place: Place,
    text: str,
    client_id: str,
    asked: Sequence[str],
    typed_in: uuid.UUID | None = None,
) -> Asked:
    """`there`: the transaction, where the conversation is. `asked`: the models. `typed_in`: whose draft it was, None
    for the new chat's."""
    _check_prompt(text, client_id)
    run = runtime.current()
    providers = [await run.catalog.provider_for(model) for model in asked]
    async with AsyncExitStack() as until_started:
        async with there as session:
            conversation, old = await place(session)
            head = await messages.hold(session, conversation)
            if old and await messages.find(session, viewer.user_id, old.id) is None:  # deleted on the way here
                raise NotFound
            if await messages.find_by_client_id(session, viewer.user_id, conversation.id, client_id):
                return Asked(conversation.id, conversation.title)
            await until_started.enter_async_context(run.hub.place(viewer.user_id, conversation.id))
            if not run.hub.live_in(conversation.id):  # behind one that is, it waits for its turn
                await _refuse_second(session, conversation)
            await temporary.check_memory(session, conversation.id)
            limits.count_prompt(viewer.user_id, len(asked))
            prompt = Message(conversation_id=conversation.id, role=Author.USER, content=text, client_id=client_id)
            reply, *others = _replies_of(conversation, asked)
            above = old.parent_id if old else head
            await messages.add(session, conversation, prompt, reply, below=above, beside=others)
            # Only if it says just this: a prompt that had to wait is sent while the next one is typed.
            was_draft = old is None and await drafts.drop(session, viewer.user_id, typed_in, saying=text)
        answers = [reply, *others]
        run.hub.start(*map(partial(requests.job, viewer, prompt), answers, providers))
    run.hub.announce(conversation.id, [prompt.id, *(answer.id for answer in answers)])
    if was_draft:
        run.hub.announce_draft(viewer.user_id, typed_in)
    return Asked(conversation.id, conversation.title)


async def regenerate(viewer: Viewer, message_id: uuid.UUID, model: str) -> None:
    """Another answer beside an old one, which stays where it is."""
    run = runtime.current()
    model = model or await models.default(viewer)
    provider = await run.catalog.provider_for(model)
    async with AsyncExitStack() as until_started:
        async with run.homes.write_with(viewer.user_id, message_id) as session:
            conversation, _ = await _asked_before(session, viewer, message_id)
            await messages.hold(session, conversation)
            await until_started.enter_async_context(run.hub.place(viewer.user_id, conversation.id))
            _, prompt = await _asked_before(session, viewer, message_id)  # neither was deleted on the way here
            await _refuse_second(session, conversation)
            await temporary.check_memory(session, conversation.id)
            limits.count_prompt(viewer.user_id)
            [reply] = _replies_of(conversation, [model])
            await messages.add(session, conversation, reply, below=prompt.id)
        run.hub.start(requests.job(viewer, prompt, reply, provider))
    run.hub.announce(conversation.id, [reply.id])


async def continue_(viewer: Viewer, message_id: uuid.UUID) -> None:
    """Goes on with an answer that was cut off, at the end of its branch, which is open then, with the model that began
    it."""
    run = runtime.current()
    async with run.homes.read_with(viewer.user_id, message_id) as session:
        begun = await messages.find(session, viewer.user_id, message_id)
    if begun is None:
        raise NotFound
    provider = await run.catalog.provider_for(models.of(begun))  # reads, too: not with the database held
    async with AsyncExitStack() as until_started:
        async with run.homes.write_with(viewer.user_id, message_id) as session:
            conversation, _ = await _asked_before(session, viewer, message_id)
            await messages.hold(session, conversation)
            await until_started.enter_async_context(run.hub.place(viewer.user_id, conversation.id))
            await _refuse_second(session, conversation)
            answer = await messages.find(session, viewer.user_id, message_id)
            if answer is None or not can_continue(answer) or await branches.below(session, [answer.id]):
                raise InvalidInput
            conversation.current_message_id = answer.id
            session.add(conversation)
            limits.count_prompt(viewer.user_id)
            await messages.reopen(session, answer.id)
        run.hub.start(requests.job(viewer, answer, answer, provider))
    run.hub.announce(conversation.id, [answer.id])


def can_continue(message: Message) -> bool:
    """Whether it is an answer with text that broke off, other than by the will of the model, its filter or ours."""
    if message.role != Author.ASSISTANT or not message.content:
        return False
    if len(message.content) >= runtime.current().settings.max_answer_chars:
        return False
    if message.status == Status.COMPLETE:
        return message.error_kind == FaultKind.LENGTH
    return message.status != Status.STREAMING and message.error_kind not in (FaultKind.FILTER, FaultKind.TOOL)


def too_long(length: int) -> PromptTooLong:
    return PromptTooLong(length, runtime.current().settings.max_prompt_chars)


def _check_prompt(text: str, client_id: str) -> None:
    if not clean(text).strip() or not 1 <= len(client_id) <= _MOST_CLIENT_ID_CHARS:
        raise InvalidInput
    if len(text) > runtime.current().settings.max_prompt_chars:
        raise too_long(len(text))


async def _refuse_second(session: AsyncSession, conversation: Conversation) -> None:
    if await messages.is_being_answered(session, conversation.id):
        raise StillRunning


async def _begin(
    session: AsyncSession, viewer: Viewer, client_id: str, text: str, model: str, setup: Setup
) -> Conversation:
    """The conversation that a first prompt begins, or has begun when it was sent before."""
    await users.hold(session, viewer.user_id)  # a first prompt sent twice at once begins one conversation
    if not await users.able(session, {viewer.user_id}):  # since the session was looked up
        raise NotSignedIn
    if there := await conversations.find_begun_by(session, viewer.user_id, client_id):
        return there
    await check_room(session, viewer)
    set_up = {"instructions": setup.instructions, "parameters": dict(setup.parameters)}
    return await conversations.create(session, viewer.user_id, title=title_of(text), model=name_of(model), **set_up)


async def _asked_before(session: AsyncSession, viewer: Viewer, message_id: uuid.UUID) -> tuple[Conversation, Message]:
    """The conversation of an answer, and the prompt it answered."""
    old = await messages.find(session, viewer.user_id, message_id)
    if old is None or old.role != Author.ASSISTANT or old.parent_id is None:
        raise NotFound
    conversation = await own(session, viewer, old.conversation_id)
    prompt = await messages.find(session, viewer.user_id, old.parent_id)
    if prompt is None:
        raise NotFound
    return conversation, prompt


def _replies_of(conversation: Conversation, asked: Sequence[str]) -> Sequence[Message]:
    # The conversation opens with the model that it was last talked to with.
    conversation.model, conversation.endpoint_id = name_of(asked[0]), endpoint_of(asked[0])
    return [
        Message(
            conversation_id=conversation.id,
            role=Author.ASSISTANT,
            status=Status.STREAMING,
            model=name_of(model),
            endpoint_id=endpoint_of(model),
        )
        for model in asked
    ]
