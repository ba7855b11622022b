"""`/claim CODE`: the first owner takes over a new instance, in the private chat."""

from bot.newsroom.claim import claim
from handlers.context import Asked

CODE_LENGTH = 64


async def on_claim(asked: Asked) -> None:
    """Make the person the owner if the console's code is right."""
    if not asked.is_private:
        await asked.say("error.private_only")
        return
    if not asked.words:
        await asked.say("claim.usage")
        return
    code = asked.words[:CODE_LENGTH]
    await claim(asked.services.database, asked.person_id, code, now=asked.now)
    await asked.say("claim.done")
