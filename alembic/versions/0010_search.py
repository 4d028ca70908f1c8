"""A full-text index over messages and titles, of all that there is."""

import sqlalchemy as sa
from alembic import op

from chatapp.store import search_index

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INDEX = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search_index USING fts5"
        " (tokens, content='', columnsize=0, detail=none, tokenize='ascii')",
        "CREATE TABLE search_index_gone"
        " (key INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL)",
    ),
    "postgresql": (
        "CREATE TABLE search_index"
        " (id BIGINT PRIMARY KEY REFERENCES search_entry (id) ON DELETE CASCADE,"
        " owner TEXT NOT NULL, codes TEXT NOT NULL)",
        f"CREATE INDEX ix_search_index_codes ON search_index USING gin (({search_index.VECTOR}))"
        " WITH (gin_pending_list_limit = 512)",
    ),
}
PUT_ASIDE = (
    "INSERT INTO search_index_gone SELECT id, user_id, '{kind}', OLD.{said} FROM search_entry WHERE {column} = OLD.id"
)
# (table, kind, what it says, the entry's column)
SOURCES = (("message", "m", "content", "message_id"), ("conversation", "t", "title", "conversation_id"))


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Uuid()),
        sa.Column("conversation_id", sa.Uuid()),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_search_entry_message", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_search_entry_conversation", ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )
    for table, _, _, column in SOURCES:
        there = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"uq_search_entry_{table}",
            "search_entry",
            [column],
            unique=True,
            sqlite_where=there,
            postgresql_where=there,
        )
    op.create_index("ix_search_entry_user", "search_entry", ["user_id", "id"])
    dialect = op.get_bind().dialect.name
    for statement in INDEX[dialect]:
        op.execute(statement)
    if dialect == "sqlite":
        for table, kind, said, column in SOURCES:
            aside = PUT_ASIDE.format(kind=kind, said=said, column=column)
            op.execute(f"CREATE TRIGGER search_{table}_gone BEFORE DELETE ON {table} BEGIN {aside}; END")
            op.execute(  # names of our own
                f"CREATE TRIGGER search_{table}_changed BEFORE UPDATE OF {said} ON {table}"  # noqa: S608
                f" WHEN OLD.{said} <> NEW.{said}"
                f" BEGIN {aside}; DELETE FROM search_entry WHERE {column} = OLD.id; END"
            )
    search_index.build(op.get_bind())


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table, *_ in SOURCES:
            op.execute(f"DROP TRIGGER IF EXISTS search_{table}_gone")
            op.execute(f"DROP TRIGGER IF EXISTS search_{table}_changed")
        op.execute("DROP TABLE search_index_gone")
    op.execute("DROP TABLE search_index")
    op.drop_table("search_entry")
