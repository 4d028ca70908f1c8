"""Answers can be edited, and conversations know which one they were forked from."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("edited", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("conversation") as table:
        table.add_column(sa.Column("forked_from_id", sa.Uuid()))
        table.create_foreign_key(
            "fk_conversation_forked_from", "conversation", ["forked_from_id"], ["id"], ondelete="SET NULL"
        )
    # Whoever deletes a conversation has its forks looked for.
    op.create_index("ix_conversation_forked_from_id", "conversation", ["forked_from_id"])


def downgrade() -> None:
    op.drop_index("ix_conversation_forked_from_id", "conversation")
    with op.batch_alter_table("conversation") as table:
        table.drop_constraint("fk_conversation_forked_from", type_="foreignkey")
        table.drop_column("forked_from_id")
    with op.batch_alter_table("message") as table:
        table.drop_column("edited")
