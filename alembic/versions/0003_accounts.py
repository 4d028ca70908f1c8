"""Accounts can be deleted: an id is never given twice. Links that work once, a log of what administrators do, and
what they choose for the whole server."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_users_anew(autoincrement=True)
    op.create_table(
        "one_time_link",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("user_id", sa.Integer()),
        sa.Column("note", sa.String(100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_one_time_link_user", ondelete="CASCADE"),
        sa.UniqueConstraint("token_hash", name="uq_one_time_link_token_hash"),
    )
    op.create_index("ix_one_time_link_user_id", "one_time_link", ["user_id"])
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("actor_id", sa.Integer()),
        sa.Column("actor_name", sa.String(64), nullable=False),
        sa.Column("subject_id", sa.Integer()),
        sa.Column("subject_name", sa.String(100), nullable=False),
        sa.Column("ip", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "server_choice",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("value", sa.String(200), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("server_choice")
    op.drop_table("audit_entry")
    op.drop_index("ix_one_time_link_user_id", "one_time_link")
    op.drop_table("one_time_link")
    _make_users_anew(autoincrement=False)


def _make_users_anew(*, autoincrement: bool) -> None:
    """SQLite alone gives the last id a second time; it can't be told otherwise of a table that is there."""
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("user", recreate="always", table_kwargs={"sqlite_autoincrement": autoincrement}):
            pass
