"""How the bot gets its updates: polling or a webhook."""

import re
from urllib.parse import urlsplit

from bot.simulator.errors import ApiError, BadRequest
from bot.simulator.methods.request import Described, Method, Request
from bot.simulator.people import Json
from bot.simulator.polling import WEBHOOK_IS_ON, WEBHOOK_SET
from bot.simulator.webhook_settings import WebhookSettings
from bot.simulator.world import World

_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_PORTS = (80, 88, 443, 8443)
_HERE = ("127.0.0.1", "localhost", "::1")


async def get_updates(world: World, request: Request) -> list[Json]:
    """Wait for updates."""
    if world.webhook.url:
        raise await world.poller.conflict(WEBHOOK_IS_ON)
    wanted = request.parameters
    if wanted.get("allowed_updates") is not None:
        world.updates.allow(wanted["allowed_updates"])
    return await world.poller.poll(
        offset=wanted.get("offset") or 0,
        limit=wanted.get("limit") or 100,
        timeout_s=wanted.get("timeout") or 0,
    )


async def set_webhook(world: World, request: Request) -> Described:
    """Have updates brought to a URL from now on."""
    wanted = request.parameters
    url = str(wanted.get("url") or "").strip()
    if wanted.get("drop_pending_updates"):
        world.updates.drop_all()
    if not url:
        return _remove(world)
    check_webhook_url(url)
    secret = wanted.get("secret_token") or ""
    if not _SECRET.fullmatch(secret):
        raise BadRequest("secret token contains unallowed characters")
    if wanted.get("allowed_updates") is not None:
        world.updates.allow(wanted["allowed_updates"])
    connections = wanted.get("max_connections") or 40
    new = WebhookSettings(
        url=url,
        secret_token=secret,
        max_connections=min(max(connections, 1), 100),
        ip_address=wanted.get("ip_address"),
        has_certificate="certificate" in wanted,
    )
    already = new == world.webhook
    world.webhook = new
    world.poller.end(WEBHOOK_SET)
    world.updates.wake()
    return Described("Webhook is already set" if already else "Webhook was set")


async def delete_webhook(world: World, request: Request) -> Described:
    """Go back to polling."""
    if request.parameters.get("drop_pending_updates"):
        world.updates.drop_all()
    return _remove(world)


async def get_webhook_info(world: World, _request: Request) -> Json:
    """Tell how the webhook is doing."""
    return world.webhook.as_info(len(world.updates), world.updates.allowed)


def check_webhook_url(url: str) -> None:
    """Raise BadRequest for an address that Telegram would not call; this machine is allowed."""
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.hostname in _HERE:
        return
    if parts.scheme != "https":
        raise BadRequest("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in _PORTS:
        raise BadRequest("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    # Nothing outside this machine is ever called, so no other address could work.
    raise ApiError(
        400, "Bad Request: bad webhook: Failed to resolve host: Name or service not known"
    )


def _remove(world: World) -> Described:
    was_set = bool(world.webhook.url)
    world.webhook = WebhookSettings()
    world.updates.wake()
    return Described("Webhook was deleted" if was_set else "Webhook is already deleted")


METHODS: dict[str, Method] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
