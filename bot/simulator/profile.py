"""What the bot says about itself: commands by scope, descriptions, names, menu buttons."""

from dataclasses import dataclass, field

from bot.simulator.people import Json


def scope_key(scope: Json | None) -> tuple[str, str, str]:
    """Return what tells one command scope from another."""
    scope = scope or {"type": "default"}
    return scope["type"], str(scope.get("chat_id", "")), str(scope.get("user_id", ""))


@dataclass(slots=True)
class Profile:
    """The bot's public face; language "" is for everybody without a text of their own."""

    name: str
    commands: dict[tuple[tuple[str, str, str], str], list[Json]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)  # 0 is the default of all chats
    default_rights: Json = field(default_factory=dict)


def set_text(texts: dict[str, str], language: str, text: str) -> None:
    """Set a text in a language; an empty one removes it."""
    if text:
        texts[language] = text
    else:
        texts.pop(language, None)


def text_for(texts: dict[str, str], language: str, default: str = "") -> str:
    """Return the text in a language, else the one for everybody."""
    return texts.get(language) or texts.get("") or default
