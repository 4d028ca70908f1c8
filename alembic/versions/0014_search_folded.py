"""The full-text index anew: traditional and simplified characters are the same in it now."""

from alembic import op

from chatapp.store import search_index

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    search_index.build(op.get_bind())


def downgrade() -> None:
    """What was built is understood before as well; only what is written differently is not found."""
