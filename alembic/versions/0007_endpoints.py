"""Model servers that administrators add, and what is made of their models."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "endpoint",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("name_key", sa.String(200), nullable=False, unique=True),
        sa.Column("base_url", sa.String(500), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("headers", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "model_note",
        sa.Column("model", sa.String(240), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "favourite_model",
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("model", sa.String(240), primary_key=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.add_column("user", sa.Column("model", sa.String(240), nullable=False, server_default=""))
    op.add_column("conversation", sa.Column("endpoint_id", sa.Uuid()))
    op.add_column("message", sa.Column("endpoint_id", sa.Uuid()))
    with op.batch_alter_table("server_choice") as table:
        table.alter_column("value", type_=sa.String(240), existing_type=sa.String(200), existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("server_choice") as table:
        table.alter_column("value", type_=sa.String(200), existing_type=sa.String(240), existing_nullable=False)
    for name, column in (("message", "endpoint_id"), ("conversation", "endpoint_id"), ("user", "model")):
        op.drop_column(name, column)
    for name in ("favourite_model", "model_note", "endpoint"):
        op.drop_table(name)
