"""Links, files and feeds, from the address or the bytes to what is read of them.

Joins the guarded fetch and the child process; nothing here decides, and nothing is kept.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from bot.errors import BadInput
from bot.ingest.discovery import usual_addresses
from bot.ingest.document import Document, Hint
from bot.ingest.fetch import Answer, Fetcher, Kind
from bot.ingest.jobs import record_of, understood_of
from bot.ingest.pipeline import Understood
from bot.ingest.polling import Outcome, Validators, conditional, outcome

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,30})", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"[a-z]+/[\w.+-]{1,60}", re.ASCII)


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
class Checked:
    """What a server said: its status, how many bytes it gave and what it calls them."""

    status: int
    size: int
    kind: str


@dataclass(frozen=True, slots=True)
class Link:
    """The article at an address, and how the address answered."""

    understood: Understood
    checked: Checked


class Parsing(Protocol):
    """Does jobs in a process of its own."""

    def wake(self) -> None:
        """Start the process now."""

    async def run(self, job: str, **arguments: object) -> Any:  # noqa: ANN401  (JSON)
        """Return what the job gives."""

    async def close(self) -> None:
        """End the process."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Reads what lies outside."""

    fetcher: Fetcher
    child: Parsing
    _given_up: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        """Warm the child up: something may come soon."""
        self.child.wake()

    async def warm(self) -> None:
        """Wait until the child reads a text at once."""
        await self.child.run("warm")

    async def close(self) -> None:
        """End the child process."""
        await self.child.close()

    def give_up(self) -> None:
        """End all reading of links, since the bot stops."""
        self._given_up.set()

    async def read_link(self, url: str, *, received_at: datetime) -> Link:
        """Return the article at an address, and what the server said when it was asked.

        BadInput with a key `fetch.*` or `file.*` says why there is none; the address can still be
        the source of a text that is pasted. `fetch.is_feed` for a feed, `fetch.pending` where the
        bot stops meanwhile.
        """
        reading = asyncio.create_task(self._read_link(url, received_at))
        stopping = asyncio.create_task(self._given_up.wait())
        try:
            await asyncio.wait({reading, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not reading.done():
                raise BadInput("fetch.pending")
            return await reading
        finally:
            reading.cancel()
            stopping.cancel()

    async def _read_link(self, url: str, received_at: datetime) -> Link:
        answer = await self.fetcher.page(url)
        if answer.kind is Kind.FEED:
            raise BadInput("fetch.is_feed")
        moment = {"received_at": received_at.isoformat()}
        hint = record_of(Hint(source_url=answer.url))
        if answer.kind is Kind.PAGE:
            charset = _charset(answer)
            found = await self.child.run(
                "page", html=answer.data, hint=hint, charset=charset, **moment
            )
        else:
            found = await self.child.run("upload", data=answer.data, hint=hint, **moment)
        return Link(understood_of(found), _checked(answer))

    async def read_paste(
        self, parts: Sequence[str], *, received_at: datetime, hint: Hint | None = None
    ) -> Understood:
        """Return the article in pasted text, one message or several; BadInput `draft.too_short`."""
        found = await self.child.run(
            "paste",
            parts=list(parts),
            received_at=received_at.isoformat(),
            hint=record_of(hint),
        )
        return understood_of(found)

    async def read_upload(
        self, data: bytes, *, received_at: datetime, hint: Hint | None = None
    ) -> Understood:
        """Return the article in a file: a text, a saved page, a PDF or a Word file.

        Its first bytes tell which, not its name. BadInput `file.*`, `fetch.*` or `draft.file_*`.
        """
        found = await self.child.run(
            "upload", data=data, received_at=received_at.isoformat(), hint=record_of(hint)
        )
        return understood_of(found)

    async def understand(self, document: Document, *, today: date) -> Understood:
        """Return all that is understood of a document that was read before."""
        found = await self.child.run(
            "understand", document=document.as_record(), today=today.isoformat()
        )
        return understood_of(found)

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

    async def read_list(self, data: bytes) -> list[dict[str, str]]:
        """Return `{title, url}` of the feeds in a list (OPML); BadInput `feed.not_opml`."""
        listed: list[dict[str, str]] = await self.child.run("opml", data=data)
        return listed

    async def _parsed(self, answer: Answer) -> dict[str, Any]:
        headers = {"content-location": answer.url}
        if "content-type" in answer.headers:
            headers["content-type"] = answer.headers["content-type"]
        feed: dict[str, Any] = await self.child.run("feed", data=answer.data, headers=headers)
        return feed


def _checked(answer: Answer) -> Checked:
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Checked(
        status=answer.status,
        size=len(answer.data),
        kind=kind if _MEDIA_TYPE.fullmatch(kind) else str(answer.kind),
    )


def _charset(answer: Answer) -> str | None:
    match = _CHARSET.search(answer.headers.get("content-type", ""))
    return match[1] if match else None
