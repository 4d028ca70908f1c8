"""Which version of the schema this source has."""

from chatapp.db import MIGRATIONS

HEAD = max(script.name[:4] for script in (MIGRATIONS / "versions").glob("[0-9]*.py"))
NEXT = f"{int(HEAD) + 1:04}"
