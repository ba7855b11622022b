"""Which addresses may be fetched, by their letters and by their numbers."""

import pytest

from bot.ingest.guard import address_allowed, ip_allowed, target


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example.com/a/1",
        "HTTPS://NEWS.EXAMPLE.COM/A",
        "https://news.example.com:8443/a@b?u=http://127.0.0.1/#c",
        "https://www.خبر.com/خبر/1",
        "https://новости.рф/мир",
        "https://xn--e1afmkfd.xn--p1ai/a",
        "http://93.184.215.14/",
        "http://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
        "https://news.example.com./",
        "https://a_b.example.com",
    ],
)
def test_public_web_addresses_are_allowed(url: str) -> None:
    assert address_allowed(url)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://news.example.com/",
        "news.example.com/a",
        "http:/127.0.0.1/",
        "http:///a",
        "http://ex ample.com/",
        "http://exa\nmple.com/",
        "http://me:secret@news.example.com/",
        "http://news.example.com#@127.0.0.1/",
        "http://127.0.0.1\\.example.com/",
        "http://ex%61mple.com/",
        "http://news.example.com:25/",
        "http://news.example.com:/",
        "http://news.example.com:080/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.0.0.0x1/",
        "http://0177.0.0.1/",
        "http://8.8.8.8./",
        "http://127。0。0。1/",
        "http://８.８.８.８/",
        "http://ⓛocalhost/",
        "http://news.example.com\u200b/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[fe80::1%25eth0]/",
        "http://localhost/",
        "http://printer.local/",
        "http://intranet/",
        "http://10.0.0.1.nip.io/",
        "http://news..example.com/",
        "https://example.com/" + "a" * 2_048,
        "",
    ],
)
def test_odd_and_inner_addresses_are_refused(url: str) -> None:
    assert not address_allowed(url)


@pytest.mark.parametrize(
    ("address", "is_allowed"),
    [
        ("93.184.215.14", True),
        ("2606:4700::1111", True),
        ("::ffff:93.184.215.14", True),
        ("127.0.0.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("168.63.129.16", False),
        ("192.0.0.192", False),
        ("192.88.99.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::ffff:127.0.0.1", False),
        ("::127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("2001:0:7f00:1::", False),
        ("fec0::1", False),
        ("fd00:ec2::254", False),
        ("ff02::1", False),
        ("3fff::1", False),
        ("fe80::1%eth0", False),
        ("127.1", False),
        ("news.example.com", False),
    ],
)
def test_only_public_numbers_are_connected_to(address: str, is_allowed: bool) -> None:
    assert ip_allowed(address) is is_allowed


def test_a_listed_host_and_port_is_let_through_exactly() -> None:
    allow = {"localhost:8000", "[::1]:8000"}
    for url in ("http://localhost:8000/a", "http://[::1]:8000/"):
        found = target(url, allow=allow)
        assert found
        assert found.is_listed
    for url in ("http://localhost:8001/", "http://127.0.0.1:8000/", "http://a.localhost:8000/"):
        assert target(url, allow=allow) is None
