"""Shows the chat to a person: bubbles with bold, links and numbered buttons."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.style import Style
from rich.text import Text

from handlers.cli.terminal.actions import Say
from handlers.cli.terminal.report import keep
from handlers.cli.terminal.script import Step
from handlers.cli.terminal.sent import Sent, Turn

# Calls that change nothing in a chat; a terminal has no use for them.
_UNSEEN: Final = frozenset(
    {"sendChatAction", "setMyCommands", "deleteMyCommands", "getFile", "getChatMember"}
)

_LINES_OF_A_PASTE: Final = 4

_STYLES: Final = {
    "bold": "bold",
    "italic": "italic",
    "underline": "underline",
    "strikethrough": "strike",
    "spoiler": "reverse",
    "code": "cyan",
    "pre": "cyan",
    "bot_command": "blue",
    "blockquote": "dim",
    "expandable_blockquote": "dim",
}


class Screen:
    """Draws turns on a console; `numbered` says which message's buttons can be pressed now."""

    def __init__(
        self,
        console: Console,
        files: Callable[[], Path],
        numbered: Callable[[], int | None],
    ) -> None:
        self._console = console
        self._files = files
        self._numbered = numbered

    def hear(self, who: str, step: Step) -> None:
        """Show a line of the script; of a long paste only how it begins."""
        if not isinstance(step.action, Say):
            self.tell(step.text)
            return
        lines = [line for line in step.action.text.split("\n") if line.strip()]
        shown = (
            lines if len(lines) == 1 else [self._cut(line) for line in lines[:_LINES_OF_A_PASTE]]
        )
        if len(lines) > len(shown):
            shown.append(f"… ({len(lines) - len(shown)} more paragraphs)")
        written = "\n  ".join(shown)
        self._console.print(Text.assemble((f"{who} › ", "bold green"), written), soft_wrap=True)

    def _cut(self, line: str) -> str:
        room = max(self._console.width - 20, 20)
        return line if len(line) <= room else f"{line[:room].rstrip()}…"

    def tell(self, text: str, style: str = "dim") -> None:
        """Show a line of the demo's own."""
        self._console.print(Text(text, style), soft_wrap=True)

    def show(self, turn: Turn) -> None:
        """Show all that a turn brought."""
        for sent in turn.sent:
            self.show_sent(sent)
        if turn.error is not None:
            self.tell(turn.error, "red")

    def show_sent(self, sent: Sent) -> None:
        """Show one call of the bot, as far as people notice it."""
        if not sent.ok:
            self.tell(f"✗ {sent.method}: {sent.error}", "red")
        elif sent.method == "answerCallbackQuery":
            if sent.text:
                self.tell(f"( {sent.text} )", "italic")
        elif sent.method == "deleteMessage":
            self.tell("Dragoman deleted a message")
        elif sent.method not in _UNSEEN:
            self._bubble(sent)

    def _bubble(self, sent: Sent) -> None:
        self._console.print(self._head(sent))
        if sent.text:
            self._indented(marked_up(sent.text, sent.entities))
        for upload in sent.uploads:
            path = keep(upload, self._files(), f"{sent.message_id}")
            self._indented(Text(f"📎 {path}", Style(link=path.as_uri())))
        number = 1 if sent.message_id is not None and sent.message_id == self._numbered() else 0
        for row in sent.buttons:
            self._indented(_row(row, number))
            number += len(row) if number else 0
        self._console.print()

    def _head(self, sent: Sent) -> Text:
        marks = {
            f"in {sent.chat_id}": isinstance(sent.chat_id, int) and sent.chat_id < 0,
            f"topic {sent.thread_id}": sent.thread_id is not None,
            "edited": sent.edited,
            "without a sound": sent.silent,
            "shown in any chat": sent.method == "answerInlineQuery",
        }
        shown = " · ".join(mark for mark, holds in marks.items() if holds)
        return Text.assemble(("Dragoman", "bold magenta"), (f"  {shown}" if shown else "", "dim"))

    def _indented(self, text: Text) -> None:
        for line in text.wrap(self._console, max(self._console.width - 2, 20)):
            line.rstrip()
            self._console.print(Text.assemble("  ", line) if line else "", soft_wrap=True)


def marked_up(text: str, entities: tuple[dict[str, Any], ...]) -> Text:
    """Return the text with its entities as terminal styles; their offsets count UTF-16 units."""
    units = text.encode("utf-16-le")
    shown = Text(text)
    for entity in entities:
        start, length = 2 * int(entity["offset"]), 2 * int(entity["length"])
        first = len(units[:start].decode("utf-16-le", "replace"))
        last = first + len(units[start : start + length].decode("utf-16-le", "replace"))
        if style := _style(entity, text[first:last]):
            shown.stylize(style, first, last)
    return shown


def _style(entity: dict[str, Any], covered: str) -> Style | str | None:
    if entity["type"] == "text_link":
        return Style(color="blue", underline=True, link=str(entity["url"]))
    if entity["type"] == "url":
        return Style(color="blue", underline=True, link=covered)
    return _STYLES.get(entity["type"])


def _row(buttons: tuple[dict[str, Any], ...], first_number: int) -> Text:
    row = Text()
    for place, button in enumerate(buttons):
        number = f"{first_number + place} · " if first_number else ""
        link = str(button["url"]) if "url" in button else None
        row.append("[", "dim")
        row.append(number, "bold yellow")
        row.append(f"{button['text']}{' ↗' if link else ''}", Style(color="yellow", link=link))
        row.append("] ", "dim")
    return row
