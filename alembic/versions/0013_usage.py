"""What was asked and answered can be counted without passing the texts."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NAME = "ix_message_usage"
COUNTED = ["conversation_id", "created_at", "role", "model", "prompt_tokens", "completion_tokens", "first_token_ms"]


def upgrade() -> None:
    op.create_index(NAME, "message", COUNTED)


def downgrade() -> None:
    op.drop_index(NAME, "message")
