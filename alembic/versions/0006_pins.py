"""Conversations can be pinned: those come first in the list."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversation", sa.Column("pinned_at", sa.DateTime(timezone=True)))
    pinned = sa.text("pinned_at IS NOT NULL")
    op.create_index(
        "ix_conversation_user_pinned",
        "conversation",
        ["user_id", "pinned_at"],
        sqlite_where=pinned,
        postgresql_where=pinned,
    )


def downgrade() -> None:
    op.drop_index("ix_conversation_user_pinned", "conversation")
    with op.batch_alter_table("conversation") as table:
        table.drop_column("pinned_at")
