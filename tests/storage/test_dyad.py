"""Dyads and scopes: unordered, checked, written and read."""

import pytest

from storage.dyad import Dyad, Scope


def test_a_dyad_has_no_order():
    assert Dyad.of("IR", "AZ") == Dyad.of("AZ", "IR")
    assert str(Dyad.of("IR", "AZ")) == "AZ-IR"
    assert Dyad.of("IR", "AZ").codes == ("AZ", "IR")


@pytest.mark.parametrize(("one", "other"), [("IR", "IR"), ("IR", "Iran"), ("", "AZ"), ("ir", "AZ")])
def test_what_is_no_dyad_is_refused(one: str, other: str):
    with pytest.raises(ValueError, match=r"dyad|ISO"):
        Dyad.of(one, other)


@pytest.mark.parametrize("text", ["AZ", "AZ-IR"])
def test_a_scope_is_read_as_written(text: str):
    assert str(Scope.parse(text)) == text


def test_a_scope_of_one_country_is_the_pair_of_itself():
    scope = Scope.of("IR")
    assert (scope.first, scope.second, scope.codes, scope.is_country) == ("IR", "IR", ("IR",), True)
    assert Scope.of("IR", "AZ").is_country is False


@pytest.mark.parametrize("codes", [(), ("IR", "AZ", "TR"), ("Iran",)])
def test_what_is_no_scope_is_refused(codes: tuple[str, ...]):
    with pytest.raises(ValueError, match=r"scope|ISO"):
        Scope.of(*codes)
