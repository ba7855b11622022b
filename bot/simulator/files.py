"""Files that people and the bot sent: kept whole in memory, named by opaque ids."""

import hashlib
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.simulator.errors import BadRequest
from bot.simulator.people import Json

FileKind = Literal["photo", "document", "voice", "sticker"]
DOWNLOAD_BYTES = 20 * 1024 * 1024  # getFile: "bots can download files of up to 20MB"
UPLOAD_BYTES = {"photo": 10 * 1024 * 1024, "document": 50 * 1024 * 1024}
_FOLDERS = {"photo": "photos", "document": "documents", "voice": "voice", "sticker": "stickers"}
_PREFIXES = {"photo": "AgAC", "document": "BQAC", "voice": "AwAC", "sticker": "CAAC"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came over the wire."""

    name: str
    content: bytes
    mime: str | None = None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that Telegram keeps; `id` is the bot's handle on it, `path` its place to fetch."""

    id: str
    unique_id: str
    kind: FileKind
    name: str
    mime: str
    content: bytes
    path: str

    @property
    def json(self) -> Json:
        """Return the `File` object of the Bot API, without the path."""
        return {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content),
        }


class FileStore:
    """All files of a simulator, by id and by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def __iter__(self) -> Iterator[StoredFile]:
        return iter(self._by_id.values())

    def add(self, kind: FileKind, upload: Upload) -> StoredFile:
        """Keep a file; each upload gets an id of its own, equal bytes share the unique id."""
        number = len(self._by_id)
        digest = hashlib.sha256(upload.content).hexdigest()
        guessed = mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
        suffix = upload.name.rpartition(".")[2] if "." in upload.name else "bin"
        file = StoredFile(
            id=f"{_PREFIXES[kind]}{digest[:24]}{number:06d}",
            unique_id=f"AQAD{digest[:12]}",
            kind=kind,
            name=upload.name,
            mime=upload.mime or guessed,
            content=upload.content,
            path=f"{_FOLDERS[kind]}/file_{number}.{'jpg' if kind == 'photo' else suffix}",
        )
        return self.put(file)

    def put(self, file: StoredFile) -> StoredFile:
        """Keep a file as it is and return it."""
        self._by_id[file.id] = file
        self._by_path[file.path] = file
        return file

    def by_id(self, file_id: str) -> StoredFile | None:
        """Return the file with an id, None if there is no such."""
        return self._by_id.get(file_id)

    def by_path(self, path: str) -> StoredFile | None:
        """Return the file that is served at a path, None if there is no such."""
        return self._by_path.get(path)


def media_json(file: StoredFile) -> Json:
    """Return the field of a `Message` that carries a file."""
    if file.kind == "photo":
        width, height = image_size(file.content) or (0, 0)
        return {"photo": [file.json | {"width": width, "height": height}]}
    if file.kind == "voice":
        return {"voice": file.json | {"duration": 3, "mime_type": file.mime}}
    if file.kind == "sticker":
        still = {"is_animated": False, "is_video": False, "type": "regular"}
        return {"sticker": file.json | {"width": 512, "height": 512} | still}
    return {"document": file.json | {"file_name": file.name, "mime_type": file.mime}}


def check_photo(content: bytes) -> None:
    """Raise BadRequest as Telegram does for what it can't take as a photo."""
    size = image_size(content)
    if size is None:
        raise BadRequest("IMAGE_PROCESS_FAILED")
    # The documentation of sendPhoto: at most 10000 in all, sides at most 20 to 1.
    if sum(size) > 10_000 or max(size) > 20 * max(1, min(size)):
        raise BadRequest("PHOTO_INVALID_DIMENSIONS")


def image_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG or JPEG, None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    if not content.startswith(b"\xff\xd8"):
        return None
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        # Start-of-frame markers are C0-CF but for C4, C8 and CC (ITU T.81, table B.1).
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height = int.from_bytes(content[at + 5 : at + 7], "big")
            return int.from_bytes(content[at + 7 : at + 9], "big"), height
        at += 2 + length
    return None
