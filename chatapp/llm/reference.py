"""A model's name together with the endpoint that answers for it, as one text: `<endpoint>/<name>`; without an endpoint,
as for what the environment configures, the plain name."""

from uuid import UUID

_UUID_CHARS = 36


def reference(name: str, endpoint: UUID | None) -> str:
    return f"{endpoint}/{name}" if endpoint else name


def endpoint_of(text: str) -> UUID | None:
    head, slash, _ = text.partition("/")
    if not slash or len(head) != _UUID_CHARS:
        return None
    try:
        return UUID(head)
    except ValueError:
        return None


def name_of(text: str) -> str:
    return text[_UUID_CHARS + 1 :] if endpoint_of(text) else text
