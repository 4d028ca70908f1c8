"""What people have typed and not sent."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Uuid()),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_draft_user", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_draft_conversation", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("conversation_id", "user_id", name="uq_draft_conversation"),
    )
    op.create_index("ix_draft_user_id", "draft", ["user_id"])
    new_chat = sa.text("conversation_id IS NULL")
    op.create_index(
        "uq_draft_new_chat", "draft", ["user_id"], unique=True, sqlite_where=new_chat, postgresql_where=new_chat
    )


def downgrade() -> None:
    op.drop_table("draft")
