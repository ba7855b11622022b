"""Which sites tell whose article it is."""

import pytest

from bot.newsroom.outlet_memory import site


@pytest.mark.parametrize("domain", ["irna.ir", "wire.example.org", "news.t24.com.tr"])
def test_an_outlets_own_site_tells(domain: str) -> None:
    assert site(domain) == domain


@pytest.mark.parametrize("domain", ["t.me", "x.com", "someone.medium.com", "example.org", None])
def test_a_shared_host_does_not(domain: str | None) -> None:
    assert site(domain) is None
