"""Photos and documents, both ways."""

import struct
import zlib

import pytest
from telegram import Bot, InputMediaPhoto
from telegram.error import BadRequest

from bot.simulator import Person, Simulator
from bot.simulator.files import image_size
from tests.bot.simulator.conftest import Api


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\0" * width) * min(height, 4))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_size_of_a_jpeg_is_read() -> None:
    frame = b"\xff\xc0" + struct.pack(">HBHH", 17, 8, 48, 64) + b"\0" * 10
    assert image_size(b"\xff\xd8\xff\xe0\x00\x04ab" + frame) == (64, 48)


async def test_photo_goes_out_with_its_caption(sim: Simulator, ann: Person, bot: Bot) -> None:
    message = await bot.send_photo(ann.id, _png(40, 30), "<b>Chart</b>", parse_mode="HTML")
    assert (message.photo[-1].width, message.photo[-1].height) == (40, 30)
    assert message.caption_html == "<b>Chart</b>"
    (stored,) = sim.messages(ann.id)
    assert (stored.media, stored.text) == ("photo", "Chart")
    assert sim.calls[-1].files["photo"].content == _png(40, 30)


async def test_document_goes_out_and_can_be_fetched_again(ann: Person, bot: Bot) -> None:
    message = await bot.send_document(ann.id, b"a,b\n", filename="data.csv")
    assert message.document is not None
    assert message.document.file_name == "data.csv"
    file = await bot.get_file(message.document.file_id)
    assert await file.download_as_bytearray() == b"a,b\n"


async def test_persons_document_can_be_fetched(sim: Simulator, ann: Person, bot: Bot) -> None:
    sim.send_file(ann, b"%PDF-1.4", "report.pdf", caption="Look")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.caption == "Look"
    document = update.message.document
    assert document is not None
    assert (document.file_name, document.mime_type) == ("report.pdf", "application/pdf")
    file = await document.get_file()
    assert await file.download_as_bytearray() == b"%PDF-1.4"


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker"])
async def test_other_kinds_of_file_come_in(
    sim: Simulator, ann: Person, bot: Bot, kind: str
) -> None:
    sim.send_file(ann, _png(8, 8), "x.png", kind=kind)  # type: ignore[arg-type]
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert getattr(update.message, kind)


async def test_file_can_be_sent_again_by_its_id(ann: Person, bot: Bot) -> None:
    first = await bot.send_photo(ann.id, _png(8, 8))
    again = await bot.send_photo(ann.id, first.photo[-1].file_id)
    assert again.photo[-1].file_unique_id == first.photo[-1].file_unique_id


async def test_file_of_one_kind_is_not_another(ann: Person, bot: Bot) -> None:
    first = await bot.send_document(ann.id, b"text", filename="a.txt")
    assert first.document is not None
    with pytest.raises(BadRequest, match="Can't use file of type document as photo"):
        await bot.send_photo(ann.id, first.document.file_id)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"not a picture", "Image_process_failed"),
        (_png(9000, 2000), "Photo_invalid_dimensions"),
        (_png(900, 30), "Photo_invalid_dimensions"),
    ],
    ids=["no picture", "too large", "too thin"],
)
async def test_bad_pictures_are_refused(ann: Person, bot: Bot, content: bytes, error: str) -> None:
    with pytest.raises(BadRequest, match=error):
        await bot.send_photo(ann.id, content)


async def test_caption_has_its_own_limit(ann: Person, bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_document(ann.id, b"x", "y" * 1025, filename="a.txt")


async def test_address_of_a_picture_is_never_fetched(ann: Person, bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Failed to get http url content"):
        await bot.send_photo(ann.id, "https://example.org/a.png")


async def test_large_file_cannot_be_fetched(sim: Simulator, ann: Person, api: Api) -> None:
    sim.send_file(ann, b"x" * (20 * 1024 * 1024 + 1), "large.bin")
    (message,) = sim.messages(ann.id)
    answer = await api("getFile", file_id=message.json["document"]["file_id"])
    assert answer["description"] == "Bad Request: file is too big"


async def test_caption_can_be_edited(ann: Person, bot: Bot) -> None:
    message = await bot.send_document(ann.id, b"x", "old", filename="a.txt")
    edited = await message.edit_caption("new")
    assert not isinstance(edited, bool)
    assert edited.caption == "new"
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await message.edit_text("text")


async def test_picture_can_be_changed(sim: Simulator, ann: Person, bot: Bot) -> None:
    message = await bot.send_photo(ann.id, _png(8, 8), "old")
    await message.edit_media(InputMediaPhoto(_png(9, 9), "new"))
    (stored,) = sim.messages(ann.id)
    assert (stored.text, stored.json["photo"][-1]["width"]) == ("new", 9)


async def test_empty_file_is_refused(ann: Person, bot: Bot) -> None:
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_document(ann.id, b"", filename="a.txt")


@pytest.mark.parametrize("named", ["attach://nothing", "no-such-file"])
async def test_file_that_is_not_there_is_refused(ann: Person, api: Api, named: str) -> None:
    answer = await api("sendDocument", chat_id=ann.id, document=named)
    assert answer["error_code"] == 400
    answer = await api("getFile", file_id=named)
    assert answer["description"] == "Bad Request: invalid file_id"
