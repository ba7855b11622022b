"""Read the text of PDF and Word files; runs in the child process."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from bot.errors import BadInput
from bot.ingest.files import LARGEST_FILE

_MOST_PAGES = 50
# A file of 0.95 MB can hold a document of gigabytes.
_LARGEST_INSIDE = 20_000_000
_LARGEST_TEXT = 400_000
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = frozenset({f"{_WORD}del", f"{_WORD}moveFrom", f"{_WORD}txbxContent", _FALLBACK})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PAGE_NUMBER = re.compile(
    r"(?:page\s+)?[-–—\s]*\d{1,3}(?:\s*(?:/|of)\s*\d{1,3})?[-–—\s]*", re.IGNORECASE
)
_ENDS = re.compile(r"[.!?…:؟。][\"'”’»)\]]*$")


def read_office(data: bytes) -> str:
    """Return the text of a PDF or .docx file, with blank lines between paragraphs.

    The first bytes tell the kind, not the name. BadInput `file.password`, `file.scan`,
    `file.old_word`, `file.damaged`, `file.too_big_inside` or `draft.file_too_big`.
    """
    if len(data) > LARGEST_FILE:
        raise BadInput("draft.file_too_big", megabytes=LARGEST_FILE // 1024 // 1024)
    if b"%PDF-" in data[:1024]:
        return _read_pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return _read_docx(data)
    if data.startswith(_OLE):
        raise BadInput("file.password" if _ENCRYPTED in data else "file.old_word")
    raise BadInput("file.damaged")


def _read_pdf(data: bytes) -> str:
    from pypdf import PdfReader  # noqa: PLC0415  # loaded when the first PDF comes
    from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError  # noqa: PLC0415

    try:
        reader = PdfReader(io.BytesIO(data))
        # Many are locked against changes only, with an empty password for readers.
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadInput("file.password")
        pages = [page.extract_text() or "" for page in reader.pages[:_MOST_PAGES]]
    except (FileNotDecryptedError, DependencyError) as error:
        raise BadInput("file.password") from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise BadInput("file.damaged") from error
    text = _joined_pages(pages)
    if not text:
        raise BadInput("file.scan")
    return text


def _joined_pages(pages: list[str]) -> str:
    """Join pages; a sentence that runs over a page's end stays one, page numbers are left out."""
    whole = ""
    for page in pages:
        lines = [line.rstrip() for line in page.splitlines()]
        while lines and (not lines[-1] or _PAGE_NUMBER.fullmatch(lines[-1])):
            lines.pop()
        text = "\n".join(lines).strip()
        if text:
            seam = "\n\n" if _ENDS.search(whole) else "\n"
            whole = f"{whole}{seam}{text}" if whole else text
        if len(whole) > _LARGEST_TEXT:
            break
    return whole[:_LARGEST_TEXT]


def _read_docx(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            inside = _document_part(package)
        paragraphs = list(_paragraphs(inside))
    except (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, EOFError) as error:
        raise BadInput("file.damaged") from error
    except RuntimeError as error:  # how zipfile says that a part is encrypted
        raise BadInput("file.password") from error
    text = "\n\n".join(paragraphs)[:_LARGEST_TEXT]
    if not text:
        raise BadInput("draft.file_unread")
    return text


def _document_part(package: zipfile.ZipFile) -> bytes:
    """Return the one part that is read: no pictures, macros, templates or links are opened."""
    entry = package.getinfo("word/document.xml")
    too_big = BadInput("file.too_big_inside", megabytes=_LARGEST_INSIDE // 1_000_000)
    if entry.file_size > _LARGEST_INSIDE:
        raise too_big
    with package.open(entry) as part:
        # The directory may lie: what is really read counts too.
        data = part.read(_LARGEST_INSIDE + 1)
    if len(data) > _LARGEST_INSIDE:
        raise too_big
    return data


def _paragraphs(document: bytes) -> Iterator[str]:
    from lxml import etree  # noqa: PLC0415  # loaded when the first file comes

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(document, parser=parser)
    except etree.XMLSyntaxError as error:
        raise BadInput("file.damaged") from error
    for paragraph in root.iter(f"{_WORD}p"):
        if any(parent.tag in _LEFT_OUT for parent in paragraph.iterancestors()):
            continue
        text = "".join(_pieces(paragraph)).strip()
        if text:
            yield text


def _pieces(element: Any) -> Iterator[str]:  # noqa: ANN401  (lxml has no types)
    for child in element:
        if child.tag == f"{_WORD}t":
            yield child.text or ""
        elif child.tag in {f"{_WORD}tab", f"{_WORD}noBreakHyphen"}:
            yield " " if child.tag.endswith("tab") else "-"
        elif child.tag in {f"{_WORD}br", f"{_WORD}cr"}:
            yield "\n"
        elif child.tag not in _LEFT_OUT and isinstance(child.tag, str):
            yield from _pieces(child)
