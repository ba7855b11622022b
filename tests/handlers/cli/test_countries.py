"""`dragoman countries` as an owner at a console meets it."""

import json

from typer.testing import CliRunner

from bot.countries.gazetteer import use_own_file
from handlers.cli.main import main


def run(*arguments, **options):
    return CliRunner().invoke(main, ["countries", *arguments], **options)


def test_what_was_understood_is_told_with_its_reasons():
    lines = run("tehran", "baku", "2019", "oil").stdout.splitlines()
    assert "countries: Iran (IR) – Azerbaijan (AZ)" in lines
    assert "tehran → IR (capital, exact)" in lines
    assert "days: 2019-01-01..2019-12-31" in lines
    assert "topic: energy" in lines
    assert lines[-1] == "complete"


def test_a_question_is_told_with_its_choices():
    shown = run("korea japan").stdout
    assert "asks “korea”: South Korea (KR) – Japan (JP) | North Korea (KP) – Japan (JP)" in shown
    assert "not complete" in shown


def test_names_come_in_the_language_asked_for():
    assert "Иран (IR)" in run("iran", "--language", "ru").stdout


def test_json_holds_the_same():
    found = json.loads(run("iran azerbaijan 2020", "--json").stdout)
    assert found["codes"] == ["IR", "AZ"]
    assert found["first_day"] == "2020-01-01"
    assert found["complete"] is True


def test_an_owners_crooked_file_ends_it_with_a_sentence(tmp_path, monkeypatch):
    own = tmp_path / "countries.tsv"
    own.write_text("no tabs here\n", encoding="utf-8")
    monkeypatch.setenv("COUNTRIES_FILE", str(own))
    try:
        result = run("iran")
    finally:
        use_own_file(None)
    assert result.exit_code == 78
    assert "line 1 needs name, kind and codes" in result.stderr


def test_an_owners_names_count(tmp_path, monkeypatch):
    own = tmp_path / "countries.tsv"
    own.write_text("land of fire\tname\tAZ\n", encoding="utf-8")
    monkeypatch.setenv("COUNTRIES_FILE", str(own))
    try:
        assert "Azerbaijan (AZ)" in run("land of fire").stdout
    finally:
        use_own_file(None)
