"""What the operator tells the program, from the environment, `.env` or secret files."""

import os
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from platformdirs import user_data_path
from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

# The digits are the bot's id; the rest is what BotFather drew. Its length is not documented.
_TOKEN: Final = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{8,}")
# Exact, so that nothing more than what was meant is let through.
_HOST_AND_PORT: Final = re.compile(r"(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+):[1-9]\d{0,4}")
_POSTGRESQL: Final = frozenset({"postgres", "postgresql", "postgresql+asyncpg"})
_SQLITE: Final = frozenset({"sqlite", "sqlite+aiosqlite"})

# These may also stand in a file of their own, named by the setting with _FILE behind it.
_SECRET: Final = ("bot_token", "database_url")


class SettingsError(Exception):
    """A setting can't be used; the text is for the operator, one sentence a line."""


class LogLevel(StrEnum):
    """The least important records that are still written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """How a log record is written."""

    PLAIN = "plain"  # a line for people
    JSON = "json"  # an object a line for machines


def _takes(words: str) -> dict[str, Any]:
    return {"takes": words}


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


class Settings(BaseSettings):
    """All settings; the name in the environment is the field's name in capitals."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, validate_default=False
    )

    bot_token: SecretStr | None = Field(
        default=None,
        description="The bot's token. Get one from @BotFather: send it /newbot.",
        json_schema_extra=_takes(
            "a token such as 123456:ABC-def, or BOT_TOKEN_FILE a file with it"
        ),
    )
    data_dir: Path = Field(
        default_factory=lambda: user_data_path("dragoman", appauthor=False),
        description="The folder for the SQLite file and its copies; made when it is missing.",
        json_schema_extra=_takes("a folder's path"),
    )
    database_url: str = Field(
        default="",
        repr=False,  # may hold a password
        description="The database: by default an SQLite file in DATA_DIR, else PostgreSQL.",
        json_schema_extra=_takes(
            "postgresql://USER:PASSWORD@HOST/NAME or sqlite:///PATH (or DATABASE_URL_FILE its file)"
        ),
    )
    telegram_api_url: str = Field(
        default="https://api.telegram.org",
        description="Where Telegram is: Telegram's own servers, a self-hosted Bot API server, "
        "or the simulator.",
        json_schema_extra=_takes("an http:// or https:// address without the token"),
    )
    countries_file: Path | None = Field(
        default=None,
        description="Names of countries to add to the built-in ones.",
        json_schema_extra=_takes("the path of a file of lines: name, kind, codes, parted by tabs"),
    )
    fetch_allow: Annotated[frozenset[str], NoDecode] = Field(
        default=frozenset(),
        description="Inner addresses that links and feeds may be fetched from; for trials only.",
        json_schema_extra=_takes("host:port pairs with commas between, such as localhost:8000"),
    )
    contact: str | None = Field(
        default=None,
        max_length=200,
        description="Where readers reach whoever runs this bot; shown by /privacy, and to the "
        "sites that links and feeds are fetched from.",
        json_schema_extra=_takes("an e-mail address, an @name or a link"),
    )
    public: bool = Field(
        default=False,
        description="Whether this bot is announced to the public; it then needs a CONTACT.",
        json_schema_extra=_takes("true or false"),
    )
    allow_paid_broadcast: bool = Field(
        default=False,
        description="Whether pushes go out at up to 1,000 a second instead of 30, at 0.1 Telegram "
        "Stars for each message; @BotFather must have allowed it.",
        json_schema_extra=_takes("true or false"),
    )
    withdraw_needs_two: bool = Field(
        default=False,
        description="Whether a second editor has to confirm before an article is withdrawn.",
        json_schema_extra=_takes("true or false"),
    )
    log_level: Annotated[LogLevel, BeforeValidator(_lower)] = Field(
        default=LogLevel.INFO,
        description="The least important records that are still logged.",
        json_schema_extra=_takes("debug, info, warning or error"),
    )
    log_format: Annotated[LogFormat, BeforeValidator(_lower)] = Field(
        default=LogFormat.PLAIN,
        description="How a log record looks on standard error.",
        json_schema_extra=_takes("plain or json"),
    )

    @field_validator("bot_token")
    @classmethod
    def _check_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is None:
            return None
        bare = token.get_secret_value().strip()
        if not _TOKEN.fullmatch(bare):
            raise ValueError
        return SecretStr(bare)

    @field_validator("fetch_allow", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        pairs = frozenset(pair.strip().lower() for pair in value.split(",") if pair.strip())
        if not all(map(_HOST_AND_PORT.fullmatch, pairs)):
            raise ValueError
        return pairs

    @field_validator("data_dir")
    @classmethod
    def _expand(cls, path: Path) -> Path:
        whole = path.expanduser().absolute()
        if whole.exists() and not whole.is_dir():
            raise ValueError
        return whole

    @field_validator("countries_file")
    @classmethod
    def _check_file(cls, path: Path | None) -> Path | None:
        if path is None:
            return None
        whole = path.expanduser().absolute()
        if not whole.is_file():
            raise ValueError
        return whole

    @field_validator("telegram_api_url")
    @classmethod
    def _check_address(cls, address: str) -> str:
        parts = urlsplit(address.strip())
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
            raise ValueError
        _ = parts.port  # raises ValueError for a port that is no number
        return address.strip().rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _name_driver(cls, url: str) -> str:
        return with_async_driver(url)

    def model_post_init(self, _context: object, /) -> None:
        """Put the SQLite file into the data folder when no database is named."""
        if not self.database_url:
            path = self.data_dir / "dragoman.sqlite3"
            # The class is frozen for everybody else.
            self.__dict__["database_url"] = f"sqlite+aiosqlite:///{path}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read arguments, then the environment, then `.env`, then the files that either names."""
        del file_secret_settings
        secrets = _SecretFiles(settings_cls, dotenv_settings)
        return init_settings, env_settings, dotenv_settings, secrets


class _SecretFiles(PydanticBaseSettingsSource):
    """Values of secret settings from the files that `<SETTING>_FILE` names."""

    def __init__(
        self, settings_cls: type[BaseSettings], dotenv: PydanticBaseSettingsSource
    ) -> None:
        super().__init__(settings_cls)
        named = dict(dotenv.env_vars) if isinstance(dotenv, DotEnvSettingsSource) else {}
        self._names = {key.upper(): value for key, value in (*named.items(), *os.environ.items())}

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        del field
        setting = f"{field_name.upper()}_FILE"
        path = self._names.get(setting)
        if field_name not in _SECRET or not path:
            return None, field_name, False
        try:
            return Path(path).expanduser().read_text(encoding="utf-8").strip(), field_name, False
        except (OSError, UnicodeError) as error:
            why = getattr(error, "strerror", None) or "not a text file"
            raise SettingsError(
                f"{setting} got '{path}', which can't be read ({why}); "
                "it takes the path of a file that holds nothing but the value."
            ) from error

    def __call__(self) -> dict[str, Any]:
        values = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in values.items() if value}


def with_async_driver(url: str) -> str:
    """Name the asynchronous driver in a database address; raises ValueError for other databases.

    libpq's `sslmode` becomes asyncpg's `ssl`, since hosts print addresses with the former.
    """
    scheme, separator, rest = url.strip().partition("://")
    if separator and scheme in _SQLITE and rest.startswith("/") and len(rest) > 1:
        return f"sqlite+aiosqlite://{rest}"
    if not separator or scheme not in _POSTGRESQL:
        raise ValueError
    place, mark, query = rest.partition("?")
    options = [("ssl" if key == "sslmode" else key, value) for key, value in parse_qsl(query)]
    return f"postgresql+asyncpg://{place}{mark}{urlencode(options)}"


def load() -> Settings:
    """Read the settings; raises SettingsError with a sentence for each one that can't be used."""
    try:
        settings = Settings()
    except ValidationError as error:
        lines = [_sentence(each) for each in error.errors(include_url=False)]
        # The original holds the values, secrets included, so it is not chained.
        raise SettingsError("\n".join(lines)) from None
    if settings.public and not settings.contact:
        raise SettingsError(
            "CONTACT is missing: with PUBLIC=true readers must be able to reach whoever runs the "
            f"bot; it takes {takes('contact')}."
        )
    return settings


def takes(name: str) -> str:
    """Say what values the field of that name takes."""
    extra = Settings.model_fields[name].json_schema_extra
    return str(extra["takes"]) if isinstance(extra, dict) else ""


def _sentence(error: ErrorDetails) -> str:
    name = str(error["loc"][0])
    got = "a value that is not shown" if name in _SECRET else f"'{error['input']}'"
    return f"{name.upper()} got {got}; it takes {takes(name)}."


def masked(settings: Settings) -> dict[str, str]:
    """Return every setting's name in capitals and its value, with secrets hidden."""
    shown = {name: getattr(settings, name) for name in Settings.model_fields}
    return {name.upper(): _mask(name, value) for name, value in shown.items()}


def _mask(name: str, value: object) -> str:
    if value is None:
        return ""
    if name == "bot_token":
        return "****"
    if isinstance(value, frozenset):
        return ",".join(sorted(value))
    if name == "database_url":
        return re.sub(r"(?<=://)([^:@/]*):[^@]*@", r"\1:****@", str(value))
    return str(value)
