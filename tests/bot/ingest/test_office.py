"""PDF and Word files: their text, and what is said of those that can't be read."""

import io
import zipfile

import pytest
from pypdf import PdfReader, PdfWriter

from bot.errors import BadInput
from bot.ingest.office import read_office

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LINES = ["Baku and Tehran agree on a bridge", "Ministers met on Monday & agreed."]


def docx(body: str, head: str = "", **parts: str) -> bytes:
    document = f'<?xml version="1.0"?>{head}<w:document {W}><w:body>{body}</w:body></w:document>'
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", document)
        for name, text in parts.items():
            package.writestr(f"word/{name}.xml", text)
    return held.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def pdf(lines: list[str], *, password: str | None = None) -> bytes:
    """Make a page with these lines, by hand: pypdf writes no text."""
    shown = "".join(f"({line}) Tj 0 -14 Td " for line in lines)
    stream = f"BT /F1 11 Tf 50 750 Td {shown}ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, inner in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, inner)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(data)
    data += b"xref\n0 6\n0000000000 65535 f \n" + table
    data += b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start
    if password is None:
        return data
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(password, algorithm="RC4-128")
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(BadInput) as raised:
        read_office(data)
    return raised.value.key


def test_the_paragraphs_of_a_word_file_are_read() -> None:
    body = paragraph(LINES[0]) + "<w:p/>" + paragraph("Ministers met <w:x/>on Monday &amp; agreed.")
    body = body.replace("<w:x/>", "</w:t></w:r><w:r><w:tab/></w:r><w:del><w:r><w:t>in vain</w:t>"
                        "</w:r></w:del><w:r><w:t>")  # fmt: skip
    assert read_office(docx(body)).split("\n\n")[0] == LINES[0]
    assert " ".join(read_office(docx(body)).split("\n\n")[1].split()) == LINES[1]


def test_macros_and_other_parts_are_left_alone() -> None:
    data = docx(paragraph(LINES[0]), vbaProject="Sub AutoOpen()", settings="<broken")
    assert read_office(data) == LINES[0]


def test_entities_of_outside_are_not_read() -> None:
    head = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    text = read_office(docx(paragraph("A &e; B"), head))
    assert "root:" not in text


def test_the_text_of_a_pdf_is_read() -> None:
    assert read_office(pdf(LINES)).splitlines() == LINES


def test_a_pdf_that_is_locked_against_changes_only_is_read() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(LINES))))
    writer.encrypt(user_password="", owner_password="secret", algorithm="RC4-128")
    held = io.BytesIO()
    writer.write(held)
    assert LINES[0] in read_office(held.getvalue())


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("a locked PDF", pdf(LINES, password="secret"), "file.password"),
        ("a scan", pdf([]), "file.scan"),
        ("a broken PDF", b"%PDF-1.7\nnothing", "file.damaged"),
        ("an old Word file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file.old_word"),
        (
            "a locked Word file",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "file.password",
        ),
        ("a cut package", docx(paragraph("A"))[:60], "file.damaged"),
        ("broken XML", docx("<w:p>"), "file.damaged"),
        ("an empty document", docx(""), "draft.file_unread"),
        ("a bomb", docx(paragraph("a" * 21_000_000)), "file.too_big_inside"),
        ("a picture", b"\x89PNG\r\n", "file.damaged"),
        ("too much", b"%PDF-" + b"\0" * (20 * 1024 * 1024), "draft.file_too_big"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_what_can_not_be_read_is_said_so(name: str, data: bytes, key: str) -> None:
    assert refusal(data) == key


def test_another_package_is_no_word_file() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        package.writestr("xl/workbook.xml", "<a/>")
    assert refusal(held.getvalue()) == "file.damaged"


def test_a_directory_that_lies_does_not_open_the_door() -> None:
    data = bytearray(docx(paragraph("a" * 21_000_000)))
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (1_000).to_bytes(4, "little")
    assert refusal(bytes(data)) == "file.damaged"
