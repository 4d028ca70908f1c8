"""Answers know how long their model thought."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("reasoning_ms", sa.Integer()))


def downgrade() -> None:
    with op.batch_alter_table("message") as table:
        table.drop_column("reasoning_ms")
