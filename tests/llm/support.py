"""What tests of providers share: asking one question, and everything that came back."""

from dataclasses import dataclass, field
from pathlib import Path

from chatapp.errors import ProviderFault
from chatapp.llm.builtin import BuiltinModel
from chatapp.llm.events import Finished, FinishReason, ReasoningDelta, TextDelta, Usage
from chatapp.llm.model_file import SMOLLM2, ModelFile
from chatapp.llm.openai_compatible import OpenAICompatible
from chatapp.llm.provider import ChatRequest, Provider, Turn


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
    return ChatRequest(model, (Turn("user", prompt),), max_tokens)


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


def connect(base_url: str, api_key: str = "", stall_timeout_s: float = 0.3, **more: float) -> OpenAICompatible:
    chosen = {"connect_timeout_s": 0.3, "max_answer_chars": 1_000_000, "max_answer_s": 60} | more
    return OpenAICompatible(base_url, api_key, stall_timeout_s=stall_timeout_s, **chosen)  # pyright: ignore


def builtin(model_dir: Path, model: ModelFile = SMOLLM2) -> BuiltinModel:
    limits = {"connect_timeout_s": 5, "stall_timeout_s": 60, "max_answer_chars": 100_000, "max_answer_s": 600}
    return BuiltinModel(model_dir, model=model, **limits)  # pyright: ignore
