"""Errors that a person can meet: a key of the catalogs plus arguments, never a sentence.

ChatError
├── NotSignedIn        no session, or it has ended
├── NotFound           missing, or somebody else's: the same answer for both
│   └── PersonNotFound · DeviceNotFound
├── NotAdministrator   needs an administrator, and this is none, or no longer
├── LastAdministrator · OwnAccount
├── InvalidInput       wrong type, size or form
│   └── PromptTooLong · InstructionsTooLong · NameRefused · PasswordRefused
├── NameTaken · SignInFailed · PasswordWrong · SignOutNotStored
├── RegistrationClosed · InvitationNeeded · InvitationOver · ResetOver
├── TooManyRequests    a limit; says when to try again
├── TooManyRunning · TooManyConversations · TooManyPinned · StillRunning · ChangedMeanwhile · NoModel · ShuttingDown
├── StorageFault       database locked, disk full
└── ProviderFault      the model server failed; `kind` is stored with the answer
"""

from enum import StrEnum


class ChatError(Exception):
    """`key` names a text of the catalogs; `args_` fills its placeholders."""

    key = "error.unexpected"
    http_status = 400

    def __init__(self, **args_: str | int) -> None:
        super().__init__(self.key, args_)
        self.args_ = args_


class NotSignedIn(ChatError):
    key = "error.not_signed_in"
    http_status = 401


class NotFound(ChatError):
    key = "error.not_found"
    http_status = 404


class PersonNotFound(NotFound):
    key = "error.person_not_found"


class DeviceNotFound(NotFound):
    key = "error.device_not_found"


class NotAdministrator(ChatError):
    key = "error.not_administrator"
    http_status = 403


class LastAdministrator(ChatError):
    key = "error.last_administrator"
    http_status = 409


class OwnAccount(ChatError):
    """What an administrator does to others, but not to themselves."""

    key = "error.own_account"
    http_status = 409


class InvalidInput(ChatError):
    key = "error.invalid_input"


class PromptTooLong(InvalidInput):
    key = "error.prompt_too_long"

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(length=length, limit=limit)


class InstructionsTooLong(InvalidInput):
    key = "error.instructions_too_long"

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(length=length, limit=limit)


class NameTaken(ChatError):
    key = "error.name_taken"
    http_status = 409


class NameRefused(InvalidInput):
    key = "error.name_refused"


class PasswordRefused(InvalidInput):
    """`reason` is one of short, long, common, name, mismatch."""

    def __init__(self, reason: str, **args_: str | int) -> None:
        self.key = f"error.password_{reason}"
        super().__init__(**args_)


class SignInFailed(ChatError):
    key = "error.sign_in_failed"
    http_status = 401


class PasswordWrong(ChatError):
    """Of an account that one is signed in to."""

    key = "error.wrong_password"
    http_status = 403


class SignOutNotStored(ChatError):
    key = "error.sign_out_half"
    http_status = 503


class RegistrationClosed(ChatError):
    key = "error.registration_closed"
    http_status = 403


class InvitationNeeded(ChatError):
    key = "error.invitation_needed"
    http_status = 403


class InvitationOver(ChatError):
    """Used, expired, revoked, or never made: the same answer for all."""

    key = "error.invitation_over"
    http_status = 403


class ResetOver(ChatError):
    """Of the link to a new password, like InvitationOver."""

    key = "error.reset_over"
    http_status = 403


class TooManyRequests(ChatError):
    key = "error.too_many_requests"
    http_status = 429

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(seconds=retry_after_s)


class TooManyRunning(ChatError):
    key = "error.too_many_running"
    http_status = 429


class TooManyConversations(ChatError):
    key = "error.too_many_conversations"
    http_status = 409

    def __init__(self, limit: int) -> None:
        super().__init__(limit=limit)


class TooManyPinned(ChatError):
    key = "error.too_many_pinned"
    http_status = 409

    def __init__(self, limit: int) -> None:
        super().__init__(limit=limit)


class ChangedMeanwhile(ChatError):
    """What was agreed to is not what would happen now."""

    key = "error.changed_meanwhile"
    http_status = 409


class StillRunning(ChatError):
    key = "error.still_running"
    http_status = 409


class NoModel(ChatError):
    key = "error.no_model"
    http_status = 503


class ShuttingDown(ChatError):
    key = "error.shutting_down"
    http_status = 503


class StorageFault(ChatError):
    """`reason` is one of locked, full, unavailable."""

    http_status = 503

    def __init__(self, reason: str) -> None:
        self.key = f"error.storage_{reason}"
        super().__init__()


class FaultKind(StrEnum):
    """What went wrong between us and a model server; text keys `fault.<kind>`."""

    CONN = "conn"
    ADDRESS = "address"
    REDIRECT = "redirect"
    FORBIDDEN = "forbidden"  # an address that no model server may have
    AUTH = "auth"
    MODEL = "model"
    CONTEXT = "context"
    RATE = "rate"
    QUOTA = "quota"
    SERVER = "server"
    PROTOCOL = "protocol"
    EMPTY = "empty"
    CUT = "cut"
    STALL = "stall"
    FILTER = "filter"
    LENGTH = "length"
    TOO_LONG = "too_long"
    TOOL = "tool"
    BUILTIN = "builtin"
    RESTART = "restart"
    INTERNAL = "internal"  # a bug of ours, in the log


class BuiltinFlaw(StrEnum):
    """Why the built-in model can't answer: details of FaultKind.BUILTIN; text keys `fault.builtin_<flaw>`."""

    MISSING = "missing"
    DAMAGED = "damaged"
    UNLOADABLE = "unloadable"
    TIMEOUT = "timeout"


class ProviderFault(ChatError):
    """`detail` is short and safe to show: host:port, a model's name, an HTTP status."""

    http_status = 502

    def __init__(self, kind: FaultKind, detail: str = "") -> None:
        self.kind = kind
        self.detail = detail[:200]
        self.key = f"fault.{kind}"
        # i18next looks for a text of `<key>_<context>` first.
        super().__init__(detail=self.detail, context=self.detail)
