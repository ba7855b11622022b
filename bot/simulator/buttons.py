"""What an inline button must have: a label, one action, data and address that Telegram takes."""

from collections.abc import Mapping

from bot.simulator.errors import BadRequest
from bot.simulator.links import BadLink, checked_link

ACTIONS = frozenset(
    {
        "callback_data",
        "callback_game",
        "copy_text",
        "disabled",
        "login_url",
        "pay",
        "switch_inline_query",
        "switch_inline_query_chosen_chat",
        "switch_inline_query_current_chat",
        "url",
        "web_app",
    }
)


def check_button(button: Mapping[str, object]) -> None:
    """Raise BadRequest, in Telegram's words where it has them, if a button can't be shown.

    Telegram takes the first of several actions and drops a button without a label; here both are
    errors, since no bot means that.
    """
    actions = ACTIONS & button.keys()
    if not actions or not str(button.get("text", "")).strip():
        raise BadRequest(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        named = ", ".join(sorted(actions))
        raise BadRequest(f"can't parse inline keyboard button: several actions at once: {named}")
    url = button.get("url")
    if isinstance(url, str):
        _check_url(url)


def _check_url(url: str) -> None:
    try:
        checked_link(url)
    except BadLink as error:
        raise BadRequest(f"inline keyboard button URL '{url}' is invalid: {error}") from None
