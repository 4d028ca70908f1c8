"""Several models answer one prompt side by side, until one answer is chosen; models of a server are named by hand."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversation", sa.Column("compared_id", sa.Uuid()))
    op.add_column("endpoint", sa.Column("models", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("endpoint") as table:
        table.drop_column("models")
    with op.batch_alter_table("conversation") as table:
        table.drop_column("compared_id")
