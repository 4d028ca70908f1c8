"""Every fault of a model server from the prompt to the stored row (security.md, section 4), over real HTTP."""

from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from chatapp import runtime as running
from chatapp.errors import FaultKind
from chatapp.llm.events import FinishReason
from chatapp.services import replies
from chatapp.services.viewer import Viewer
from chatapp.settings import Settings
from tests.llm.test_fault_table import ROWS
from tests.services.chats import ask, ended
from tests.services.people import known
from tests.support.scripted_provider import ScriptedProvider

OF_A_BUSY_SERVER = (
    "long-refusal", "14", "17-500", "17-502", "17-503", "17-504", "17-529", "18-408", "18-409", "27-first", "27-rate",
)  # fmt: skip
OF_REASON = {
    FinishReason.STOP: ("complete", None),
    FinishReason.LENGTH: ("complete", FaultKind.LENGTH),
    FinishReason.FILTER: ("complete", FaultKind.FILTER),
    FinishReason.TOOL: ("failed", FaultKind.TOOL),
}
KEY = "sk-canary-0123456789"


def stored(outcome: str) -> tuple[str, str | None]:
    return OF_REASON[outcome] if isinstance(outcome, FinishReason) else ("failed", outcome)


@pytest.fixture
async def asker(on_sqlite: Settings, provider: ScriptedProvider) -> AsyncGenerator[Viewer]:
    settings = replace(
        on_sqlite,
        openai_base_url=provider.base_url,
        openai_api_key=KEY,
        model="echo",
        drain_s=0,
        stall_timeout_s=1.0,
        retry_pause_s=0.001,
    )
    async with running.running(settings) as parts:
        yield await known(parts.database, "alice")


@pytest.mark.parametrize("row", ROWS)
async def test_a_fault_is_stored_with_the_text_so_far_and_the_next_message_works(
    asker: Viewer, provider: ScriptedProvider, row: str, caplog: pytest.LogCaptureFixture
) -> None:
    outcome, text = ROWS[row]
    asked = (await ask(asker, "Hello", f"prv-{row}")).conversation_id
    prompt, answer = await ended(asked)
    assert (prompt.status, prompt.content) == ("complete", "Hello")
    assert (answer.status, answer.error_kind, answer.content) == (*stored(outcome), text)
    assert answer.content or answer.reasoning or answer.error_kind, "an empty bubble"
    assert len(provider.requests) == (3 if row in OF_A_BUSY_SERVER else 1)
    assert KEY not in caplog.text

    await ask(asker, "and now?", "echo", to=asked)
    _, _, prompt, answer = await ended(asked)
    assert (prompt.content, answer.status) == ("and now?", "complete")
    assert answer.content.endswith("and now?")


@pytest.mark.parametrize("row", ["35", "35-content", "36", "37"])
async def test_thoughts_are_stored_apart_and_not_sent_back(asker: Viewer, provider: ScriptedProvider, row: str) -> None:
    asked = (await ask(asker, "Hello", f"prv-{row}")).conversation_id
    assert (await ended(asked))[-1].reasoning == "hmm"
    await ask(asker, "and now?", "echo", to=asked)
    await ended(asked)
    assert "hmm" not in str(provider.requests[-1].body)


async def test_a_server_that_recovers_in_between_is_not_seen_to_have_failed(
    asker: Viewer, provider: ScriptedProvider
) -> None:
    asked = (await ask(asker, "Hello", "busy-once")).conversation_id
    answer = (await ended(asked))[-1]
    assert (answer.status, answer.error_kind, answer.content) == ("complete", None, "Hello")
    assert len(provider.requests) == 2


async def test_retrying_after_a_fault_asks_the_same_again(asker: Viewer, provider: ScriptedProvider) -> None:
    asked = (await ask(asker, "Hello", "prv-07")).conversation_id
    failed = (await ended(asked))[-1]
    await replies.regenerate(asker, failed.id, "echo")
    assert (await ended(asked))[-1].content == "Hello"
    assert provider.requests[0].messages == provider.requests[1].messages
