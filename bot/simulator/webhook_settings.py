"""How the bot wants its updates brought, and how that went lately."""

from dataclasses import dataclass

from bot.simulator.people import Json


@dataclass(slots=True)
class WebhookSettings:
    """What setWebhook set; an empty `url` means that the bot polls."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40
    ip_address: str | None = None
    has_certificate: bool = False
    last_error_at: int | None = None
    last_error: str = ""

    def as_info(self, pending: int, allowed: list[str]) -> Json:
        """Return the `WebhookInfo` object of the Bot API."""
        info: Json = {
            "url": self.url,
            "has_custom_certificate": self.has_certificate,
            "pending_update_count": pending,
        }
        if self.url:
            info["max_connections"] = self.max_connections
        if self.ip_address:
            info["ip_address"] = self.ip_address
        if self.last_error_at is not None:
            info |= {"last_error_date": self.last_error_at, "last_error_message": self.last_error}
        if allowed:
            info["allowed_updates"] = allowed
        return info
