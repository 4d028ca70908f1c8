"""Errors about endpoints and their models that are no faults of a model server."""

from chatapp.errors import ChatError, InvalidInput, NotFound


class EndpointNotFound(NotFound):
    key = "error.endpoint_not_found"


class EndpointNameTaken(ChatError):
    key = "error.endpoint_name_taken"
    http_status = 409


class TooManyEndpoints(ChatError):
    key = "error.too_many_endpoints"
    http_status = 409

    def __init__(self, limit: int) -> None:
        super().__init__(limit=limit)


class AddressRefused(InvalidInput):
    """`reason` is one of form, user, forbidden."""

    def __init__(self, reason: str) -> None:
        self.key = f"error.address_{reason}"
        super().__init__()


class ParameterRefused(InvalidInput):
    """`reason` is one of temperature, top_p, max_tokens, seed, stop, reasoning_effort, extra, size, reserved."""

    def __init__(self, reason: str) -> None:
        self.key = f"error.parameter_{reason}"
        super().__init__()


class HeaderRefused(InvalidInput):
    key = "error.header_refused"


class KeyRefused(InvalidInput):
    key = "error.key_refused"


class ModelGone(ChatError):
    """Its endpoint was removed."""

    key = "error.model_gone"
    http_status = 409
