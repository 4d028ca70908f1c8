"""What administrators choose for everybody, by name."""

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.models import ServerChoice


async def get(session: AsyncSession, name: str) -> str:
    """Empty when nothing was chosen."""
    found = await session.get(ServerChoice, name)
    return found.value if found else ""


async def put(session: AsyncSession, name: str, value: str) -> None:
    await session.merge(ServerChoice(name=name, value=value))
