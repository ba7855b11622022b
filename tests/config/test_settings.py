"""Settings: where they come from, what is refused and in which words."""

from pathlib import Path

import pytest

from config.settings import LogFormat, LogLevel, Settings, SettingsError, load, masked, takes

TOKEN = "123456:AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"


@pytest.fixture(autouse=True)
def clean(monkeypatch, tmp_path):
    """Leave no setting of the machine in the way."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_anything_the_data_lies_in_the_platform_folder():
    settings = load()
    assert settings.bot_token is None
    assert settings.data_dir.name == "dragoman"
    assert settings.database_url == f"sqlite+aiosqlite:///{settings.data_dir}/dragoman.sqlite3"
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert (settings.log_level, settings.log_format) == (LogLevel.INFO, LogFormat.PLAIN)


def test_the_environment_goes_before_the_env_file(monkeypatch):
    Path(".env").write_text("LOG_LEVEL=debug\nLOG_FORMAT=json\nOTHER=1\n")
    monkeypatch.setenv("LOG_LEVEL", "ERROR")
    settings = load()
    assert (settings.log_level, settings.log_format) == (LogLevel.ERROR, LogFormat.JSON)


def test_a_secret_may_stand_in_a_file(monkeypatch, tmp_path):
    secret = tmp_path / "token"
    secret.write_text(f"{TOKEN}\n")
    monkeypatch.setenv("BOT_TOKEN_FILE", str(secret))
    token = load().bot_token
    assert token is not None
    assert token.get_secret_value() == TOKEN


def test_the_env_file_may_name_a_secret_file(tmp_path):
    (tmp_path / "token").write_text(TOKEN)
    Path(".env").write_text("BOT_TOKEN_FILE=token\n")
    assert load().bot_token is not None


def test_a_secret_file_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setenv("BOT_TOKEN_FILE", "nowhere")
    with pytest.raises(SettingsError, match=r"^BOT_TOKEN_FILE got 'nowhere', which can't be read"):
        load()


def test_an_empty_value_counts_as_none(monkeypatch):
    monkeypatch.setenv("BOT_TOKEN", "")
    assert load().bot_token is None


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@h/n", "postgresql+asyncpg://u:p@h/n"),
        ("postgresql://u:p@h:5433/n", "postgresql+asyncpg://u:p@h:5433/n"),
        ("postgresql+asyncpg://h/n", "postgresql+asyncpg://h/n"),
        ("postgresql://h/n?sslmode=require", "postgresql+asyncpg://h/n?ssl=require"),
        ("postgresql:///n?host=/run/pg", "postgresql+asyncpg:///n?host=%2Frun%2Fpg"),
        ("sqlite:///data/x.db", "sqlite+aiosqlite:///data/x.db"),
        ("sqlite+aiosqlite:////var/x.db", "sqlite+aiosqlite:////var/x.db"),
    ],
)
def test_database_addresses_get_the_asynchronous_driver(monkeypatch, given, used):
    monkeypatch.setenv("DATABASE_URL", given)
    assert load().database_url == used


@pytest.mark.parametrize(
    ("setting", "value", "got"),
    [
        ("BOT_TOKEN", "hello", "a value that is not shown"),
        ("BOT_TOKEN", "123456:with space", "a value that is not shown"),
        ("DATABASE_URL", "mysql://root:hunter2@h/n", "a value that is not shown"),
        ("DATABASE_URL", "sqlite://", "a value that is not shown"),
        ("TELEGRAM_API_URL", "api.telegram.org", "'api.telegram.org'"),
        ("TELEGRAM_API_URL", "http://localhost:x", "'http://localhost:x'"),
        ("LOG_LEVEL", "loud", "'loud'"),
        ("LOG_FORMAT", "xml", "'xml'"),
        ("COUNTRIES_FILE", "nowhere.toml", "'nowhere.toml'"),
        ("DATA_DIR", "/dev/null", "'/dev/null'"),
    ],
)
def test_a_bad_value_is_answered_by_a_sentence(monkeypatch, setting, value, got):
    monkeypatch.setenv(setting, value)
    with pytest.raises(SettingsError) as caught:
        load()
    assert str(caught.value) == f"{setting} got {got}; it takes {takes(setting.lower())}."
    assert caught.value.__cause__ is None


def test_each_bad_setting_has_a_line(monkeypatch):
    monkeypatch.setenv("LOG_LEVEL", "loud")
    monkeypatch.setenv("LOG_FORMAT", "xml")
    with pytest.raises(SettingsError) as caught:
        load()
    assert [line.split()[0] for line in str(caught.value).splitlines()] == [
        "LOG_LEVEL",
        "LOG_FORMAT",
    ]


def test_secrets_are_masked(monkeypatch):
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("DATABASE_URL", "postgresql://bot:hunter2@h/n")
    settings = load()
    shown = masked(settings)
    assert shown["BOT_TOKEN"] == "****"
    assert shown["DATABASE_URL"] == "postgresql+asyncpg://bot:****@h/n"
    assert set(shown) == {name.upper() for name in Settings.model_fields}
    assert TOKEN not in repr(settings)
    assert "hunter2" not in repr(settings)


def test_every_setting_says_what_it_is_and_takes():
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert takes(name), name


def test_every_setting_stands_in_the_docs_table_as_it_does_in_the_code():
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    begins = [
        f"| `{name.upper()}` | {field.description} | {takes(name)} | "
        for name, field in Settings.model_fields.items()
    ]
    assert [row[: len(begin)] for row, begin in zip(rows, begins, strict=True)] == begins


def test_inner_addresses_to_fetch_from_are_exact_pairs(monkeypatch):
    assert load().fetch_allow == frozenset()
    monkeypatch.setenv("FETCH_ALLOW", "LocalHost:8000, [::1]:8080")
    assert load().fetch_allow == {"localhost:8000", "[::1]:8080"}
    assert masked(load())["FETCH_ALLOW"] == "[::1]:8080,localhost:8000"


@pytest.mark.parametrize("value", ["localhost", "*:80", "10.0.0.0/8:80", "http://localhost:80"])
def test_a_pattern_of_inner_addresses_is_refused(monkeypatch, value):
    monkeypatch.setenv("FETCH_ALLOW", value)
    with pytest.raises(SettingsError, match="FETCH_ALLOW got"):
        load()


def test_a_public_bot_needs_a_contact(monkeypatch):
    monkeypatch.setenv("PUBLIC", "true")
    with pytest.raises(SettingsError, match=r"CONTACT is missing.*an e-mail address"):
        load()
    monkeypatch.setenv("CONTACT", "desk@example.org")
    assert load().public


@pytest.mark.parametrize("setting", ["PUBLIC", "ALLOW_PAID_BROADCAST"])
def test_what_is_a_yes_or_a_no_takes_nothing_else(monkeypatch, setting):
    assert getattr(load(), setting.lower()) is False
    monkeypatch.setenv(setting, "perhaps")
    with pytest.raises(SettingsError, match=f"{setting} got 'perhaps'; it takes true or false"):
        load()
