"""Conversations can be archived, thrown away and tagged."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TIMES = ("archived_at", "deleted_at")


def upgrade() -> None:
    for name in TIMES:
        op.add_column("conversation", sa.Column(name, sa.DateTime(timezone=True)))
    deleted = sa.text("deleted_at IS NOT NULL")
    op.create_index(
        "ix_conversation_user_deleted",
        "conversation",
        ["user_id", "deleted_at"],
        sqlite_where=deleted,
        postgresql_where=deleted,
    )
    op.create_table(
        "tag",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("user.id", ondelete="CASCADE"), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("name_key", sa.String(200), nullable=False),
        sa.Column("colour", sa.String(16), nullable=False),
        sa.UniqueConstraint("user_id", "name_key", name="uq_tag_name"),
    )
    op.create_table(
        "conversation_tag",
        sa.Column("conversation_id", sa.Uuid(), sa.ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("tag_id", sa.Uuid(), sa.ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True),
    )
    op.create_index("ix_conversation_tag_tag_id", "conversation_tag", ["tag_id"])


def downgrade() -> None:
    op.drop_table("conversation_tag")
    op.drop_table("tag")
    op.drop_index("ix_conversation_user_deleted", "conversation")
    for name in TIMES:
        op.drop_column("conversation", name)
