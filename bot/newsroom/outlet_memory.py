"""What the newsroom remembers of outlets: one that an editor placed is never asked for again."""

from datetime import datetime

from bot.countries.names import is_country
from bot.errors import Gone
from bot.newsroom.draft_article import DraftArticle
from storage import audit, outlets
from storage.database import Reader, Transaction
from storage.outlets import NewOutlet

# Hosts that are nobody's: invented outlets of tests and demos share them.
_RESERVED = frozenset(["example.org", "example.com", "example.net", "localhost"])
# Sites where anybody publishes: their address says nothing of who did.
_PLATFORMS = frozenset(
    [
        "t.me", "telegram.me", "telegra.ph", "x.com", "twitter.com", "facebook.com", "youtube.com",
        "youtu.be", "instagram.com", "vk.com", "medium.com", "substack.com", "wordpress.com",
        "blogspot.com", "linkedin.com", "reddit.com", "tiktok.com", "ok.ru", "threads.net",
    ]
)  # fmt: skip


def site(domain: str | None) -> str | None:
    """Return the domain if it is an outlet's own; None for a platform that many share."""
    parts = (domain or "").lower().split(".")
    hosts = {".".join(parts[start:]) for start in range(len(parts) - 1)}
    return None if domain in _RESERVED or hosts & _PLATFORMS else domain


async def recognised(reader: Reader, content: DraftArticle) -> DraftArticle:
    """Complete a draft's outlet by what is remembered of it, unless its editor has named it."""
    domain = site(content.outlet_domain)
    if content.outlet_named or not (content.outlet_name or domain):
        return content
    kept = await outlets.recognise(reader, name=content.outlet_name, domain=domain)
    if kept is None:
        return content
    update = {
        "outlet_name": kept.name,
        "outlet_country": kept.country or content.outlet_country,
        "outlet_label": kept.label or content.outlet_label,
    }
    return content.model_copy(update=update)


async def learn(tx: Transaction, content: DraftArticle, *, by: int, now: datetime) -> None:
    """Remember what the draft's editor said of its outlet, for its next article."""
    if not (content.outlet_named and content.outlet_name and content.outlet_country):
        return
    said = NewOutlet(
        name=content.outlet_name,
        domain=site(content.outlet_domain),
        country=content.outlet_country,
        label=content.outlet_label or None,
        language=content.language,
    )
    kept, is_news = await outlets.learn(tx, said)
    if is_news:
        detail = {"name": kept.name, "country": kept.country, "label": kept.label}
        subject = f"outlet:{kept.id}"
        await audit.record(tx, at=now, actor_id=by, action="outlet", subject=subject, detail=detail)


def with_country(content: DraftArticle, code: str) -> DraftArticle:
    """Say where the outlet sits; Gone for what is no country."""
    if not is_country(code) or not content.outlet_name:
        raise Gone("error.button_old")
    update = {"outlet_country": code, "outlet_named": True, "asking": None}
    return content.model_copy(update=update)
