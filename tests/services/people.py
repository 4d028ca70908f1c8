"""A person and the doors they come through, as the tests of services need them."""

from chatapp.db import Database
from chatapp.models import Role
from chatapp.services import accounts, sessions
from chatapp.services.sessions import Device
from chatapp.services.viewer import Viewer
from tests.support.rows import add_user

PASSWORD = "correct horse battery"
HOME = Device("192.0.2.1", "a browser")
ELSEWHERE = Device("198.51.100.7", "another browser")


async def register(name: str, password: str = PASSWORD, device: Device = HOME) -> str:
    return await accounts.register(name, password, password, device)


async def person(name: str) -> Viewer:
    viewer = await sessions.resolve(await register(name))
    assert viewer is not None
    return viewer


async def known(database: Database, name: str) -> Viewer:
    """Somebody who never has to show a password."""
    return Viewer(await add_user(database, name), name, Role.USER, locale="", theme="system", session_id=0)
