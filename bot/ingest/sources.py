"""Links, files and feeds, from the address or the bytes to what is read of them.

Joins the guarded fetch and the child process; nothing here decides, and nothing is kept.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.errors import BadInput
from bot.ingest import reader
from bot.ingest.child import Child
from bot.ingest.discovery import usual_addresses
from bot.ingest.document import Document, Hint
from bot.ingest.fetch import Answer, Fetcher, Kind, kind_of
from bot.ingest.files import decode
from bot.ingest.polling import Outcome, Validators, conditional, outcome

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,30})", re.IGNORECASE)
_OLD_WORD = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that can be added: where it lies and what it calls itself."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Poll:
    """What asking a feed gave; `feed` is there for `Outcome.READ` only."""

    outcome: Outcome
    answer: Answer
    feed: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """Reads what lies outside."""

    fetcher: Fetcher
    child: Child

    async def close(self) -> None:
        """End the child process."""
        await self.child.close()

    async def read_link(self, url: str, *, received_at: datetime) -> Document:
        """Return the article at an address.

        BadInput with a key `fetch.*` or `file.*` says why there is none; the address can still be
        the source of a text that is pasted.
        """
        answer = await self.fetcher.page(url)
        if answer.kind is Kind.FEED:
            raise BadInput("fetch.no_text")
        hint = Hint(source_url=answer.url)
        charset = _charset(answer)
        return await self._read(
            answer.data, answer.kind, hint=hint, received_at=received_at, charset=charset
        )

    async def read_upload(
        self, data: bytes, *, received_at: datetime, hint: Hint | None = None
    ) -> Document:
        """Return the article in a file: a text, a saved page, a PDF or a Word file.

        Its first bytes tell which, not its name. BadInput `file.*`, `fetch.*` or `draft.file_*`.
        """
        kind = Kind.DOCX if data.startswith(_OLD_WORD) else kind_of(data, {})
        return await self._read(data, kind, hint=hint or Hint(), received_at=received_at)

    async def _read(
        self,
        data: bytes,
        kind: Kind,
        *,
        hint: Hint,
        received_at: datetime,
        charset: str | None = None,
    ) -> Document:
        if kind in {Kind.PDF, Kind.DOCX}:
            text = await self.child.run("file", data=data)
            return _checked(reader.read([text], received_at=received_at, hint=hint))
        if kind in {Kind.PAGE, Kind.FEED}:
            found = await self.child.run(
                "extract",
                html=data,
                url=hint.source_url,
                received_at=received_at.isoformat(),
                charset=charset,
            )
            return _with_hint(Document.from_record(found), hint)
        # Old sets of letters have bytes that elsewhere are controls, so they may look like `other`.
        plain = decode(data)
        if plain is None or not plain.strip():
            raise BadInput("draft.file_unread")
        return _checked(reader.read([plain], received_at=received_at, hint=hint))

    async def poll(self, url: str, *, validators: Validators | None = None) -> Poll:
        """Ask a feed, with what its server wants to be shown; one that answers is parsed.

        BadInput `fetch.*` if nothing answered, `feed.*` if the answer is no feed: both count as
        failures of the feed.
        """
        headers = conditional(validators) if validators else {}
        answer = await self.fetcher.get(url, headers=headers)
        meaning = outcome(answer.status)
        if meaning is not Outcome.READ:
            return Poll(meaning, answer)
        return Poll(meaning, answer, await self._parsed(answer))

    async def find_feeds(self, url: str) -> list[FoundFeed]:
        """Return the feed at an address, else those that its page names, else a usual one.

        BadInput as the fetch says it; `feed.not_a_feed` if there is none.
        """
        answer = await self.fetcher.page(url)
        if answer.kind is Kind.FEED:
            feed = await self._parsed(answer)
            return [FoundFeed(feed["title"], answer.moved_to or url)]
        allow = sorted(self.fetcher.allow)
        named = await self.child.run("discover", html=answer.data, url=answer.url, allow=allow)
        if named:
            return [FoundFeed(one["title"], one["url"]) for one in named]
        for address in usual_addresses(answer.url):
            try:
                feed = await self._parsed(await self.fetcher.page(address))
            except BadInput:  # most of the usual places are empty
                continue
            return [FoundFeed(feed["title"], address)]
        raise BadInput("feed.not_a_feed")

    async def _parsed(self, answer: Answer) -> dict[str, Any]:
        headers = {"content-location": answer.url}
        if "content-type" in answer.headers:
            headers["content-type"] = answer.headers["content-type"]
        feed: dict[str, Any] = await self.child.run("feed", data=answer.data, headers=headers)
        return feed


def _checked(document: Document) -> Document:
    if document.is_too_short:
        raise BadInput("draft.too_short")
    return document


def _charset(answer: Answer) -> str | None:
    match = _CHARSET.search(answer.headers.get("content-type", ""))
    return match[1] if match else None


def _with_hint(document: Document, hint: Hint) -> Document:
    """Complete a page's own words by what is known beside them."""
    return replace(
        document,
        published=document.published or hint.published,
        outlet_name=document.outlet_name or hint.outlet_name,
        outlet_domain=document.outlet_domain or hint.outlet_domain,
        source_url=document.source_url or hint.source_url,
    )
