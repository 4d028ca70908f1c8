"""Instructions of the app, of people and of conversations, parameters of conversations, more numbers of answers, and
messages that are not sent to models."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OF_MESSAGES = (
    "cached_tokens", "reasoning_tokens", "tokens_per_s", "finish_reason", "retries", "left_out", "dropped",
    "switched_off",
)  # fmt: skip


def upgrade() -> None:
    op.add_column("user", sa.Column("instructions", sa.String(), nullable=False, server_default=""))
    op.add_column("conversation", sa.Column("instructions", sa.String(), nullable=False, server_default=""))
    op.add_column("conversation", sa.Column("parameters", sa.JSON(), nullable=False, server_default="{}"))
    for name in ("cached_tokens", "reasoning_tokens", "retries", "left_out"):
        op.add_column("message", sa.Column(name, sa.Integer()))
    op.add_column("message", sa.Column("tokens_per_s", sa.Float()))
    op.add_column("message", sa.Column("finish_reason", sa.String(16)))
    op.add_column("message", sa.Column("dropped", sa.String(200), nullable=False, server_default=""))
    op.add_column("message", sa.Column("switched_off", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("server_choice") as table:
        table.alter_column("value", existing_type=sa.String(200), type_=sa.String(), existing_nullable=False)


def downgrade() -> None:
    op.execute("DELETE FROM server_choice WHERE length(value) > 200")
    with op.batch_alter_table("server_choice") as table:
        table.alter_column("value", existing_type=sa.String(), type_=sa.String(200), existing_nullable=False)
    with op.batch_alter_table("message") as table:
        for name in OF_MESSAGES:
            table.drop_column(name)
    with op.batch_alter_table("conversation") as table:
        table.drop_column("parameters")
        table.drop_column("instructions")
    # Of an older table's autoincrement a copy of it knows nothing, and SQLite can drop a column without one.
    op.drop_column("user", "instructions")
