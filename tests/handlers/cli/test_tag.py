"""`dragoman tag` as an editor at a console meets it."""

import json

import pytest
from typer.testing import CliRunner

from handlers.cli.main import main

ARTICLE = (
    "Turkey and Armenia reopen a rail line\n\n"
    "YEREVAN - Turkish and Armenian officials met on Monday. Vienna hosted them last year.\n"
)


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def run(*arguments, **options):
    return CliRunner().invoke(main, ["tag", *map(str, arguments)], **options)


def test_each_country_has_a_line_with_its_role_and_reasons(article):
    title, *lines = run(article).stdout.splitlines()
    assert title == "Turkey and Armenia reopen a rail line"
    assert any("party  TR Türkiye: Turkey ×1, Turkish ×1; in the title" in line for line in lines)
    assert any("place  AT Austria: Vienna ×1" in line for line in lines)


def test_json_holds_the_same(article):
    found = json.loads(run(article, "--json").stdout)
    assert {one["code"] for one in found["countries"] if one["party"]} == {"TR", "AM"}


def test_standard_input_is_read_for_a_dash():
    assert "FR France" in run("-", input="France votes\n\nParis is calm.\n").stdout


def test_an_article_without_a_country_says_so():
    assert run("-", input="Rain falls\n\nIt is wet.\n").stdout.endswith("No country is named.\n")


def test_a_file_that_can_not_be_read_is_one_line(tmp_path):
    ended = run(tmp_path / "none.txt")
    assert ended.exit_code == 78
    assert ended.stderr.endswith("none.txt can't be read: No such file or directory\n")
