"""Topics, summaries, languages, outlets and addresses: the single judgements on a document."""

from datetime import UTC, datetime

import pytest

from bot.errors import BadInput
from bot.ingest import addresses, jobs, language, outlets, topics
from bot.ingest.document import Document
from bot.ingest.files import decode
from bot.ingest.furniture import why_furniture
from bot.ingest.pipeline import understand
from bot.ingest.sentences import split
from bot.ingest.summary import two_sentences

RECEIVED = datetime(2026, 1, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("Iran, Azerbaijan weigh joint naval drill", "military"),
        ("Azerbaijan detains four on spying charges", "security"),
        ("IAEA inspectors return to enrichment plant", "nuclear"),
        ("Foreign ministers of Georgia and Turkey hold talks", "diplomacy"),
        ("Inflation slows as central bank keeps rates", "economy"),
        ("Customs duties on wheat exports lifted", "trade"),
        ("Gas transit deal extended until 2030", "energy"),
        ("Railway bridge to link two corridors", "transport"),
        ("Border delimitation commission meets", "border"),
        ("Visa-free travel for refugees debated", "migration"),
        ("Rights group says political prisoners were tortured", "human-rights"),
        ("Opposition wins parliamentary election", "politics"),
        ("International court hears extradition case", "law"),
        ("Armenia, Azerbaijan trade blame over border shelling", "military"),
        ("Министры обороны обсудили учения", "military"),
        ("Azərbaycan və İran dəmir yolu körpüsü açıb", "transport"),
        ("Türkiye ile ticaret hacmi ve ihracat arttı", "trade"),
        ("دیدار وزیر امور خارجه با سفیر ایران", "diplomacy"),
        ("وزير الطاقة يبحث خط أنابيب الغاز الطبيعي", "energy"),
    ],
)
def test_a_headline_shows_its_topic(title: str, topic: str):
    assert topics.rank(title, "")[0] == topic


def test_at_most_four_topics_are_kept():
    words = "military nuclear energy railway border visa election court trade"

    assert len(topics.rank("", words)) == 4


def test_no_word_means_no_topic():
    assert topics.rank("Cats and dogs", "They sleep.") == ()


def test_the_second_sentence_tells_most_of_the_headline():
    document = Document(
        "Iran, Georgia agree on visas for drivers",
        "The ministers of Iran and Georgia met in Tbilisi on Monday for two hours.\n\n"
        "The weather was fine and the tea was hot, as guests remarked.\n\n"
        "They agreed that visas for drivers will be free of charge from May.",
    )

    assert two_sentences(document) == (
        "The ministers of Iran and Georgia met in Tbilisi on Monday for two hours. "
        "They agreed that visas for drivers will be free of charge from May."
    )


def test_the_publishers_deck_goes_first():
    document = Document(
        "Title",
        "The ministers of Iran and Georgia met in Tbilisi on Monday for two hours.",
        deck="Free visas for drivers are agreed upon after years of talks",
    )

    assert two_sentences(document).startswith("Free visas for drivers are agreed upon after")


def test_a_very_short_lead_is_passed_over():
    document = Document("Title", "He was 84. The old minister had led his country for ten years.")

    assert two_sentences(document) == "The old minister had led his country for ten years."


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Maj. Gen. A. Roe met Lt. Gen. Doe. They spoke.", 2),
        ("The U.S. envoy came at 7 p.m. on Monday. He left.", 2),
        ("وزیران دیدار کردند. آنها گفتگو کردند؟ بله!", 3),
        ("Министр прибыл в г. Баку. Он уехал.", 2),
        ("", 0),
    ],
)
def test_sentences_are_parted(text: str, sentences: int):
    assert len(split(text)) == sentences


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The ministers met in Baku and agreed on a new deal.", "en"),
        ("وزیران در باکو دیدار کردند و درباره راه‌آهن گفتگو کردند.", "fa"),
        ("التقى الوزيران في باكو وبحثا التعاون بين البلدين.", "ar"),
        ("Nazirlər Bakıda görüşüb və əməkdaşlığı müzakirə ediblər.", "az"),
        ("Bakanlar Bakü'de bir araya geldi ve iş birliği için görüştü.", "tr"),
        ("Министры встретились в Баку и обсудили сотрудничество на Каспии.", "ru"),
        ("Міністри зустрілися в Києві та обговорили співпрацю.", "uk"),
        ("Նախարարները հանդիպեցին Երևանում։", "hy"),
        ("მინისტრები თბილისში შეხვდნენ.", "ka"),
        ("1234", None),
        ("Erdoğan met İlham Əliyev in Bakı and said that the corridor will be built.", "en"),
        ("Glābšanas komanda četras dienas pēc zemes nogruvuma atradusi vēl piecus.", "lv"),
        ("O presidente reuniu-se em Bacu com o seu homólogo e anunciou um acordo.", "pt"),
        ("Президентът се срещна в Баку със своя колега и обяви откриването на път.", "bg"),
    ],
)
def test_the_language_is_told(text: str, code: str | None):
    assert language.detect(text) == code


@pytest.mark.parametrize(
    ("domain", "name", "found"),
    [
        ("www.tehrantimes.com", None, "Tehran Times"),
        ("en.trend.az", None, "Trend"),
        (None, "РИА Новости", "RIA Novosti"),
        (None, "ایرنا", "IRNA"),
        (None, "the new york times", "New York Times"),
        ("example.org", None, None),
        ("", "", None),
        (None, None, None),
    ],
)
def test_well_known_outlets_are_found(domain, name, found):
    outlet = outlets.known(domain=domain, name=name)

    assert (outlet.name if outlet else None) == found


def test_a_state_outlet_is_labelled():
    outlet = outlets.known(name="Tehran Times")

    assert outlet is not None
    assert (outlet.country, outlet.label, outlet.zone) == ("IR", "state-linked", "Asia/Tehran")


@pytest.mark.parametrize(
    ("given", "canonical", "key"),
    [
        (
            "https://www.Example.org:443/a/b/?utm_source=x&id=5&fbclid=y#top",
            "https://www.example.org/a/b/?id=5",
            "example.org/a/b?id=5",
        ),
        ("http://example.org", "http://example.org/", "example.org"),
        (
            "https://m.example.org/a?b=2&a=1",
            "https://m.example.org/a?b=2&a=1",
            "example.org/a?a=1&b=2",
        ),
        ("https://m.org/a", "https://m.org/a", "m.org/a"),
        ("not an address", "not an address", "not an address"),
        ("http://[broken", "http://[broken", "http://[broken"),
        ("https://example.org:99999/", "https://example.org:99999/", "https://example.org:99999/"),
    ],
)
def test_addresses_are_compared_without_decoration(given: str, canonical: str, key: str):
    assert (addresses.canonical(given), addresses.key(given)) == (canonical, key)


@pytest.mark.parametrize(
    "sentence",
    [
        "Share prices fell by 3 percent in Baku.",
        "Related talks will be held in Tehran on Friday, the minister said.",
        "Comments by the minister angered Yerevan.",
        "Terms of the sale were not disclosed.",
        "Reporting by state media has been limited since Monday.",
        "Photo opportunities were few.",
        "The two sides follow us with interest, he said.",
        "Explore no new wells before May, the ministry told them.",
        "Copyright law is to be brought in line with that of the union.",
    ],
)
def test_a_sentence_of_the_body_is_never_furniture(sentence: str):
    assert [why_furniture(sentence, kind) for kind in ("end", "box", "line", "caption")] == [
        None
    ] * 4


PAGE = """<html><head><title>Iran, Georgia open bus line - Example Times</title>
<link rel="canonical" href="https://example.org/bus">
<meta property="article:published_time" content="2020-02-26T19:06:00+03:30"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Iran, Georgia open bus line</h1>
<p>TEHRAN - Iran and Georgia opened a bus line between Tehran and Tbilisi on Wednesday, the
transport ministry said in a statement on its site.</p>
<p>The bus runs twice a week and takes two days for the way through the mountains, it said.</p>
</article><footer>About us</footer></body></html>"""


def uploaded(data: bytes) -> Document:
    record = jobs.upload(data, RECEIVED.isoformat(), jobs.record_of(None))
    return jobs.understood_of(record).document


def test_a_saved_page_is_read():
    document = uploaded(PAGE.encode())

    assert document.title.startswith("Iran, Georgia open bus line")
    assert document.published == datetime(2020, 2, 26, 15, 36, tzinfo=UTC)
    assert (document.source_url, document.dateline_place) == ("https://example.org/bus", "Tehran")
    assert len(document.paragraphs) == 2


RUSSIAN = "Министры обсудили судоходство\n\nМинистры встретились в Баку и обсудили судоходство."
PERSIAN = "ديدار وزيران در باکو\n\nوزيران در باکو ديدار کردند و درباره راه آهن گفتگو کردند."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "utf-8"),
        (RUSSIAN, "utf-8-sig"),
        (RUSSIAN, "utf-16"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (PERSIAN, "cp1256"),
        ("Bakanlar görüştü\n\nBakanlar İstanbul'da görüştü ve bir anlaşma imzaladı.", "cp1254"),
    ],
)
def test_a_text_file_is_decoded(text: str, encoding: str):
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("data", "key"),
    [
        pytest.param(b"%PDF-1.4", "file.damaged", id="a PDF with nothing in it"),
        pytest.param(bytes(range(256)) * 9, "draft.file_unread", id="binary"),
        pytest.param(b"x" * 20_971_521, "draft.file_too_big", id="too big"),
        pytest.param(b"<p></p>", "fetch.no_text", id="a page without a text"),
        pytest.param(
            b"<html><body " + b'a="x" ' * 100_000 + b">", "fetch.too_hard", id="a flooded tag"
        ),
        pytest.param(b"<p>x</p>" * 100_000, "fetch.too_hard", id="a page of tags"),
    ],
)
def test_a_file_without_an_article_is_refused(data: bytes, key: str):
    with pytest.raises(BadInput) as refused:
        uploaded(data)

    assert refused.value.key == key


@pytest.mark.parametrize(
    ("title", "lead", "parties"),
    [
        (
            "Protocol on a bridge signed",
            "Azerbaijan and Iran have signed a protocol.",
            {"AZ", "IR"},
        ),
        ("Iran opens a market", "Iran has opened a border market with Azerbaijan.", {"AZ", "IR"}),
        # Which of the two is the second party is the editor's to say.
        ("Iran opens a market", "Iran opened a market; Georgia and Turkey follow.", {"IR"}),
        ("Iran, Oman sign", "Iran and Oman signed, as Turkey did before.", {"IR", "OM"}),
    ],
)
def test_the_lead_proposes_whom_the_headline_leaves_out(title: str, lead: str, parties: set[str]):
    rest = " The ministry gave no more details of the document on Monday."
    understood = understand(Document(title, lead + rest), today=RECEIVED.date())

    assert set(understood.parties) == parties
