"""Whether this server can do its work."""

from chatapp import runtime


async def reason() -> str | None:
    """Why not, in a few words for whoever runs it; None when all is well."""
    return await runtime.current().database.ready()
