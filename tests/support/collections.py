"""Real data that others wrote, beside the project where it is there; the project copies none of it."""

from tests.support.server import PROJECT

COLLECTIONS = PROJECT.parent / "shared" / "fixtures"
