"""Split the beginning of an article into sentences."""

import re

# Enough for any summary; a splitter given 100,000 characters takes seconds.
_MOST = 4_000
_ARABIC_SCRIPT = re.compile("[\u0600-\u06ff]")
_PERSIAN_END = re.compile(r"(?<=[.؟!?…])[\"»”)]?\s+(?=\S)")
# syntok ends a sentence behind some ranks and titles when a name follows.
_ENDS_IN_TITLE = re.compile(
    r"(?:^|[\s(])(?:Lt|Gen|Maj|Col|Capt|Cmdr|Adm|Brig|Sgt|Sen|Rep|Gov|Dr|Mr|Mrs|Ms|Prof|Rev|Hon"
    r"|St|Sec|Dep|Amb|Rtd|Jr|No|Art|им|г|гг|ул|тыс|млн|млрд|проф|акад|[A-ZА-Я])\.$"
)


def split(text: str) -> list[str]:
    """Return the sentences of the text's first 4,000 characters, in order."""
    text = text[:_MOST]
    sentences: list[str] = []
    for paragraph in text.split("\n\n"):
        flat = " ".join(paragraph.split())
        if flat:
            sentences += _merged(_split_paragraph(flat))
    return sentences


def first_sentence(text: str) -> str:
    """Return the first sentence, the whole text if it has no end."""
    sentences = split(text)
    return sentences[0] if sentences else ""


def _split_paragraph(text: str) -> list[str]:
    if len(_ARABIC_SCRIPT.findall(text[:200])) > len(text[:200]) // 4:
        return _PERSIAN_END.split(text)
    from syntok import segmenter  # noqa: PLC0415  # heavy: imported when first needed

    starts = [
        sentence[0].offset
        for paragraph in segmenter.process(text)
        for sentence in paragraph
        if sentence
    ]
    ends = [*starts[1:], len(text)]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=True)] or [text]


def _merged(sentences: list[str]) -> list[str]:
    merged: list[str] = []
    for sentence in sentences:
        if merged and (_ENDS_IN_TITLE.search(merged[-1]) or sentence[:1].islower()):
            merged[-1] += " " + sentence
        elif sentence:
            merged.append(sentence)
    return merged
