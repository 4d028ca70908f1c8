"""Which fault an error of the `openai` client, or of the HTTP client below it, is. Pure.

The detail of a fault is shown to people: host:port, a model's name, an HTTP status, seconds. Never a body, which
may repeat the key or the conversation; bodies are only searched for the marks by which servers tell causes apart.
"""

import ssl
from enum import StrEnum

import httpx2
import openai

from chatapp.errors import FaultKind, ProviderFault

CONTEXT_MARKS = (
    "context_length_exceeded", "exceed_context_size", "context length", "context window", "context size",
    "too many tokens", "too_many_tokens", "too_many_prompt_tokens", "prompt is too long", "prompt too long",
    "maximum number of tokens",
)  # fmt: skip
QUOTA_MARKS = ("insufficient_quota", "insufficient balance", "insufficient credits", "credit balance")
MODEL_MARKS = ("model_not_found", "model not found", "unknown model", "invalid model", "not a valid model")
AUTH_MARKS = ("api key", "api_key", "unauthorized")

STATUS_KINDS = {
    401: FaultKind.AUTH,
    402: FaultKind.QUOTA,
    403: FaultKind.AUTH,
    413: FaultKind.CONTEXT,
    429: FaultKind.RATE,
}
NEVER_CONNECTED = (
    httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol,
    httpx2.LocalProtocolError,
)  # fmt: skip


class Phase(StrEnum):
    """How far an answer had come when the error struck."""

    SENDING = "sending"
    WAITING = "waiting"
    ANSWERING = "answering"


def fault_of(error: Exception, *, address: str, model: str, phase: Phase) -> ProviderFault:
    match error:
        case ProviderFault():
            return error
        case openai.APIStatusError():
            kind = kind_of_refusal(error.status_code, said_by(error))
            return ProviderFault(kind, _detail(kind, error.status_code, address, model, error.response.headers))
        case openai.APIConnectionError():
            return _of_transport(error.__cause__, address, phase)
        case httpx2.RequestError() | ssl.SSLError():  # while its body was read
            return _of_transport(error, address, phase)
        case openai.APIError() if phase is not Phase.ANSWERING:  # an error object inside the stream
            status = int(error.code) if error.code and error.code.isdecimal() and len(error.code) == 3 else 500
            kind = kind_of_refusal(status, said_by(error))
            return ProviderFault(kind, _detail(kind, status, address, model, {}))
        case TimeoutError():
            return ProviderFault(FaultKind.STALL, address)
        case _:
            return ProviderFault(FaultKind.CUT if phase is Phase.ANSWERING else FaultKind.PROTOCOL)


def said_by(error: openai.APIError) -> str:
    """What a server gave as its reason: to be searched, never shown."""
    return f"{error.message} {error.body}"[:4000].lower()


def _of_transport(cause: BaseException | None, address: str, phase: Phase) -> ProviderFault:
    if isinstance(cause, NEVER_CONNECTED):
        not_trusted = "CERTIFICATE_VERIFY_FAILED" in str(cause)
        return ProviderFault(FaultKind.CONN, f"{address}, TLS" if not_trusted else address)
    if isinstance(cause, httpx2.TimeoutException):
        return ProviderFault(FaultKind.STALL, address)
    return ProviderFault(FaultKind.CONN, address) if phase is Phase.SENDING else ProviderFault(FaultKind.CUT)


def kind_of_refusal(status: int, body: str) -> FaultKind:
    """`body`: what the server said of it, in lower case."""
    if status < 400:
        return FaultKind.REDIRECT
    if any(mark in body for mark in QUOTA_MARKS):
        return FaultKind.QUOTA
    if status in (400, 422, 500) and any(mark in body for mark in CONTEXT_MARKS):
        return FaultKind.CONTEXT
    if status == 404:  # every server words it differently; one that knows the path speaks of the model
        return FaultKind.MODEL if "model" in body else FaultKind.ADDRESS
    if status == 400 and any(mark in body for mark in MODEL_MARKS):
        return FaultKind.MODEL
    if status == 400 and any(mark in body for mark in AUTH_MARKS):
        return FaultKind.AUTH
    return STATUS_KINDS.get(status, FaultKind.SERVER)


def _detail(kind: FaultKind, status: int, address: str, model: str, headers: "httpx2.Headers | dict[str, str]") -> str:
    """For RATE the seconds to wait, when the server says so."""
    match kind:
        case FaultKind.SERVER:
            return str(status)
        case FaultKind.MODEL | FaultKind.CONTEXT:
            return model
        case FaultKind.RATE:
            wait = headers.get("retry-after", "")
            return wait if wait.isdecimal() and len(wait) <= 6 else ""
        case _:
            return address
