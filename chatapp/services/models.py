"""Which models a person may talk to."""

from chatapp import runtime
from chatapp.llm.catalog import Choices
from chatapp.services.viewer import Viewer


async def choices(_: Viewer) -> Choices:
    return await runtime.current().catalog.choices()
