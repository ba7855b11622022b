"""What the child does with what came from outside, up to all that is understood of it.

Every job takes and gives what JSON can hold, and bytes.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter

from bot.errors import BadInput
from bot.ingest import pipeline, reader
from bot.ingest.document import SHORTEST_BODY, Document, Hint
from bot.ingest.files import LARGEST_FILE, decode
from bot.ingest.kinds import Kind, kind_of
from bot.ingest.pipeline import Understood

_OLD_WORD = b"\xd0\xcf\x11\xe0"
_UNDERSTOOD = TypeAdapter(Understood)
_HINT = TypeAdapter(Hint)

Record = dict[str, Any]


def record_of(hint: Hint | None) -> Record:
    """Return a hint as the jobs take it."""
    record: Record = _HINT.dump_python(hint or Hint(), mode="json")
    return record


def understood_of(record: Record) -> Understood:
    """Read what the jobs give."""
    return _UNDERSTOOD.validate_python(record)


def paste(parts: Sequence[str], received_at: str, hint: Record) -> Record:
    """Read pasted text, in one message or several; BadInput `draft.too_short`.

    Short is fine where it is known who says so, a post may be one sentence, and under a headline
    of its own.
    """
    document, today = _read(parts, received_at, hint)
    has_origin = document.source_url or hint["outlet_name"]
    is_headed = bool(document.title and document.body) and not document.title_derived
    is_long = is_headed and len(document.title) + len(document.body) >= SHORTEST_BODY
    has_words = bool(document.title or document.body)
    if document.is_too_short and not (is_long or (has_origin and has_words)):
        raise BadInput("draft.too_short")
    return _understood(document, today)


def page(html: bytes, received_at: str, hint: Record, charset: str | None = None) -> Record:
    """Read the article on a page; BadInput `fetch.no_text`, `fetch.too_big`, `fetch.too_hard`."""
    from bot.ingest.extract import extract  # noqa: PLC0415  # loaded when the first page comes

    known = _HINT.validate_python(hint)
    moment = datetime.fromisoformat(received_at)
    document = extract(html, known.source_url, received_at=moment, charset=charset)
    return _understood(_completed(document, known), moment.date())


def upload(data: bytes, received_at: str, hint: Record) -> Record:
    """Read a file: a text, a saved page, a PDF or a Word file.

    Its first bytes tell which, not its name. BadInput `file.*`, `fetch.*` or `draft.file_*`.
    """
    if len(data) > LARGEST_FILE:
        raise BadInput("draft.file_too_big", megabytes=LARGEST_FILE // 1024 // 1024)
    kind = Kind.DOCX if data.startswith(_OLD_WORD) else kind_of(data, {})
    if kind in {Kind.PDF, Kind.DOCX}:
        from bot.ingest.office import read_office  # noqa: PLC0415  # loaded with the first of them

        return _text(read_office(data), received_at, hint)
    if kind in {Kind.PAGE, Kind.FEED}:
        return page(data, received_at, hint)
    # Old sets of letters have bytes that elsewhere are controls, so they may look like `other`.
    plain = decode(data)
    if plain is None or not plain.strip():
        raise BadInput("draft.file_unread")
    return _text(plain, received_at, hint)


def understand(document: Record, today: str) -> Record:
    """Understand what was read before, of a feed for one."""
    return _understood(Document.from_record(document), date.fromisoformat(today))


def warm() -> None:
    """Load what takes long to load, for the text that an editor may send at any moment."""
    text = (
        "Envoys of Iran and Turkey meet\n\nMarch 1, 2020 - 19:06\n\nTEHRAN - The envoys met in "
        "Tehran on Sunday to prepare talks. Both sides spoke of trade and of the border."
    )
    paste([text], "2020-03-02T00:00:00+00:00", record_of(None))


def _read(parts: Sequence[str], received_at: str, hint: Record) -> tuple[Document, date]:
    moment = datetime.fromisoformat(received_at)
    document = reader.read(parts, received_at=moment, hint=_HINT.validate_python(hint))
    return document, moment.date()


def _text(text: str, received_at: str, hint: Record) -> Record:
    document, today = _read([text], received_at, hint)
    if document.is_too_short:
        raise BadInput("draft.too_short")
    return _understood(document, today)


def _completed(document: Document, hint: Hint) -> Document:
    """Complete a page's own words by what is known beside them."""
    return replace(
        document,
        published=document.published or hint.published,
        outlet_name=document.outlet_name or hint.outlet_name,
        outlet_domain=document.outlet_domain or hint.outlet_domain,
        source_url=document.source_url or hint.source_url,
    )


def _understood(document: Document, today: date) -> Record:
    found = pipeline.understand(document, today=today)
    record: Record = _UNDERSTOOD.dump_python(found, mode="json")
    return record
