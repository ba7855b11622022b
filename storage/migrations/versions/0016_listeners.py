"""Who wants a pair, chat by chat, so that a large audience is alerted a page at a time."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_subscriptions_a_b", table_name="subscriptions")
    op.create_index("ix_subscriptions_a_b_chat_id", "subscriptions", ["a", "b", "chat_id"])


def downgrade() -> None:
    op.drop_index("ix_subscriptions_a_b_chat_id", table_name="subscriptions")
    op.create_index("ix_subscriptions_a_b", "subscriptions", ["a", "b"])
