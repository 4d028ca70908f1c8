"""What people and models write comes back as it was, from both databases and on its way to the model again."""

from dataclasses import replace

from chatapp import runtime as running
from chatapp.settings import Settings
from tests.services.chats import ask, ended
from tests.services.people import known
from tests.support.scripted_provider import ScriptedProvider
from tests.support.strange_texts import STRANGE


async def test_a_prompt_and_its_answer_are_kept_and_sent_again(answering: Settings, provider: ScriptedProvider) -> None:
    generous = replace(answering, max_prompt_chars=2_000_000, max_context_chars=4_000_000, max_prompts_per_minute=100)
    async with running.running(generous) as parts:
        asker = await known(parts.database, "alice")
        for name, (written, kept) in STRANGE.items():
            asked = await ask(asker, written)
            first = await ended(asked.conversation_id)
            assert [(row.status, row.content) for row in first] == [("complete", kept)] * 2, name
            await ask(asker, "again", to=asked.conversation_id)
            await ended(asked.conversation_id)
            sent = [turn["content"] for turn in provider.requests[-1].messages if turn["role"] != "system"]
            assert sent == [kept, kept, "again"], name
