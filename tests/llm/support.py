"""What tests of providers share: asking one question, and everything that came back."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chatapp.errors import ProviderFault
from chatapp.llm.builtin import BuiltinModel
from chatapp.llm.events import Finished, FinishReason, ReasoningDelta, TextDelta, Usage
from chatapp.llm.model_file import SMOLLM2, ModelFile
from chatapp.llm.openai_compatible import OpenAICompatible
from chatapp.llm.provider import ChatRequest, Provider, Turn
from chatapp.settings import Settings


@dataclass
class Heard:
    text: str = ""
    reasoning: str = ""
    usage: Usage | None = None
    finish: FinishReason | None = None
    fault: ProviderFault | None = None
    pieces: list[str] = field(default_factory=list)

    @property
    def outcome(self) -> str | None:
        return self.fault.kind if self.fault else self.finish


def ask(model: str, prompt: str = "Hello", max_tokens: int | None = None) -> ChatRequest:
    return ChatRequest(model, (Turn("user", prompt),), {} if max_tokens is None else {"max_tokens": max_tokens})


async def hear(provider: Provider, request: ChatRequest) -> Heard:
    heard = Heard()
    try:
        async for event in provider.stream(request):
            assert heard.finish is None, "nothing comes after Finished"
            match event:
                case TextDelta(text):
                    heard.text += text
                    heard.pieces.append(text)
                case ReasoningDelta(text):
                    heard.reasoning += text
                case Usage():
                    heard.usage = event
                case Finished(reason):
                    heard.finish = reason
    except ProviderFault as fault:
        heard.fault = fault
    return heard


def connect(
    base_url: str, api_key: str = "", *, first_byte_timeout_s: float | None = None, **limits: Any
) -> OpenAICompatible:
    chosen = {"stall_timeout_s": 1.0, "connect_timeout_s": 2.0, "max_answer_chars": 1_000_000, "max_answer_s": 60.0}
    settings = Settings(**(chosen | limits))
    return OpenAICompatible(base_url, api_key, settings=settings, first_byte_timeout_s=first_byte_timeout_s)


def builtin(model_dir: Path, model: ModelFile = SMOLLM2) -> BuiltinModel:
    return BuiltinModel(Settings(model_dir=model_dir, max_answer_chars=100_000, max_answer_s=600.0), model)
