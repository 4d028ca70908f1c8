"""How alembic reaches the database: on the connection that the starting server hands over, else on its own."""

import asyncio

from alembic import context
from sqlalchemy import Connection

from chatapp import db, migrations, models, settings


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=models.SQLModel.metadata,
        include_name=migrations.is_modelled,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


async def migrate_by_hand() -> None:
    async with migrations.transaction(db.address(settings.current())) as connection:
        await connection.run_sync(migrate)


if connection := context.config.attributes.get("connection"):
    migrate(connection)
else:
    asyncio.run(migrate_by_hand())
