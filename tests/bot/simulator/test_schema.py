import json
import subprocess
import sys
import tomllib

import pytest

from bot.simulator.build_schema import SCHEMA_FILE, build
from bot.simulator.errors import ApiError
from bot.simulator.outgoing import CAPTION_LENGTH, TEXT_LENGTH
from bot.simulator.schema import check_call, has_method

LIMITS_FILE = SCHEMA_FILE.with_name("limits.toml")


def refusal(method: str, **parameters: object) -> str:
    with pytest.raises(ApiError) as caught:
        check_call(method, parameters)
    return caught.value.description


def keyboard(*buttons: dict[str, object]) -> dict[str, object]:
    return {"inline_keyboard": [list(buttons)]}


def article(**changes: object) -> dict[str, object]:
    content = {"message_text": "x"}
    return {"type": "article", "id": "1", "title": "t", "input_message_content": content, **changes}


def test_committed_schema_is_what_aiogram_says_today():
    assert SCHEMA_FILE.read_text(encoding="utf-8") == build()


def test_check_needs_neither_aiogram_nor_pydantic():
    program = (
        "import sys, bot.simulator.schema as s; s.check_call('getMe', {});"
        "sys.exit(bool({'aiogram', 'pydantic', 'telegram'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize("name", ["sendMessage", "sendmessage", "SENDMESSAGE"])
def test_case_of_a_method_name_does_not_matter(name):
    assert has_method(name)
    assert check_call(name, {"chat_id": 1, "text": "x"}) == {"chat_id": 1, "text": "x"}


def test_unknown_method_is_not_found():
    with pytest.raises(ApiError) as caught:
        check_call("sendTelepathy", {})
    assert (caught.value.code, caught.value.description) == (404, "Not Found: method not found")
    assert not has_method("sendTelepathy")


def test_texts_of_a_form_become_values_of_their_types():
    form = {
        "chat_id": "-100123",
        "text": "42",
        "disable_notification": "true",
        "protect_content": "False",
        "message_thread_id": "7",
        "reply_markup": json.dumps(keyboard({"text": "a", "callback_data": "b"})),
        "link_preview_options": '{"is_disabled": true}',
    }
    assert check_call("sendMessage", form) == {
        "chat_id": -100123,
        "text": "42",
        "disable_notification": True,
        "protect_content": False,
        "message_thread_id": 7,
        "reply_markup": keyboard({"text": "a", "callback_data": "b"}),
        "link_preview_options": {"is_disabled": True},
    }


def test_chat_may_be_named():
    assert check_call("getChat", {"chat_id": "@news"}) == {"chat_id": "@news"}


def test_none_is_no_value():
    assert check_call("getMe", {"unknown": None}) == {}


def test_uploaded_file_is_a_text():
    call = {"chat_id": 1, "document": "attach://document"}
    assert check_call("sendDocument", call) == call


@pytest.mark.parametrize(
    ("method", "parameters", "reason"),
    [
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 1}, "message text is empty"),
        ("answerCallbackQuery", {}, 'parameter "callback_query_id" is required'),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "txt": "y"},
            'parameter "txt" is unknown to sendMessage',
        ),
        ("sendMessage", {"chat_id": 1, "text": 5}, 'parameter "text" must be of type String'),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "disable_notification": "perhaps"},
            'parameter "disable_notification" must be of type Boolean',
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "message_thread_id": "seven"},
            "can't parse message thread id JSON object",
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_markup": "{"},
            "can't parse reply markup JSON object",
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "link_preview_options": {"off": True}},
            'can\'t parse link preview options: Field "off" is unknown',
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_parameters": {"message_id": "5"}},
            'can\'t parse reply parameters: Field "message_id" must be of type Integer',
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_markup": {"keyboard": [[{}]]}},
            "can't parse keyboard button: Can't find field \"text\"",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "start"}]},
            "can't parse bot command: Can't find field \"description\"",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "Start", "description": "d"}]},
            "BOT_COMMAND_INVALID",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "a", "description": "d"}] * 101},
            "BOT_COMMANDS_TOO_MUCH",
        ),
        ("getUpdates", {"limit": 101}, 'parameter "limit" must be 1-100 in value'),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "MESSAGE_TOO_LONG"),
        (
            "setWebhook",
            {"url": "https://a.example", "secret_token": "a b"},
            "secret token contains unallowed characters",
        ),
        (
            "answerInlineQuery",
            {"inline_query_id": "1", "results": [article()] * 51},
            "RESULTS_TOO_MUCH",
        ),
        (
            "answerInlineQuery",
            {"inline_query_id": "1", "results": [article(id="x" * 65)]},
            "RESULT_ID_INVALID",
        ),
        (
            "answerInlineQuery",
            {"inline_query_id": "1", "results": [article(body="x")]},
            'can\'t parse inline query result article: Field "body" is unknown',
        ),
        (
            "answerInlineQuery",
            {"inline_query_id": "1", "results": [article(input_message_content={"text": "x"})]},
            'can\'t parse input text message content: Field "text" is unknown',
        ),
        (
            "sendChatAction",
            {"chat_id": 1, "action": "thinking"},
            "wrong parameter action in request",
        ),
    ],
)
def test_wrong_call_is_refused_by_name(method, parameters, reason):
    assert refusal(method, **parameters) == f"Bad Request: {reason}"


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ({"text": "a", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        (
            {"text": "a"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": " ", "callback_data": "x"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "a", "callback_data": "x", "url": "https://a.example"},
            "can't parse inline keyboard button: several actions at once: callback_data, url",
        ),
        (
            {"callback_data": "x"},
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        (
            {"text": "a", "data": "x"},
            'can\'t parse inline keyboard button: Field "data" is unknown',
        ),
        (
            {"text": "a", "url": "http://localhost/"},
            "inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL",
        ),
        (
            {"text": "a", "url": "ftp://a.example/"},
            "inline keyboard button URL 'ftp://a.example/' is invalid: Unsupported URL protocol",
        ),
        (
            {"text": "a", "url": ""},
            "inline keyboard button URL '' is invalid: URL must be non-empty",
        ),
    ],
)
def test_button_that_can_not_be_shown_is_refused(button, reason):
    call = {"chat_id": 1, "text": "x", "reply_markup": keyboard(button)}
    assert refusal("sendMessage", **call) == f"Bad Request: {reason}"


@pytest.mark.parametrize(
    "button",
    [
        {"text": "a", "callback_data": "é" * 32},
        {"text": "a", "url": "a.example/x"},
        {"text": "a", "url": "tg://user?id=1"},
        {"text": "a", "switch_inline_query": ""},
        {"text": "a", "copy_text": {"text": "https://a.example"}},
        {"text": "a", "disabled": {}},
    ],
)
def test_button_with_one_action_is_taken(button):
    call = {"chat_id": 1, "text": "x", "reply_markup": keyboard(button)}
    assert check_call("sendMessage", call) == call


def test_type_of_a_result_decides_how_it_is_checked():
    photo = {"type": "photo", "id": "1", "photo_url": "https://a.example/p", "thumbnail_url": "u"}
    call = {"inline_query_id": "1", "results": [article(), photo]}
    assert check_call("answerInlineQuery", call) == call


def test_rich_text_nests_in_itself():
    text = ["a", {"type": "bold", "text": ["b", {"type": "italic", "text": "c"}]}]
    block = {"type": "paragraph", "text": text}
    call = {"chat_id": 1, "rich_message": {"blocks": [block]}}
    assert check_call("sendRichMessage", call) == call


def test_bottomless_nesting_is_refused():
    text: object = "x"
    for _ in range(200):
        text = {"type": "bold", "text": text}
    message = {"blocks": [{"type": "paragraph", "text": text}]}
    assert refusal("sendRichMessage", chat_id=1, rich_message=message).endswith("nested too deep")


def test_every_limit_is_of_something_in_the_schema():
    schema, limits = json.loads(SCHEMA_FILE.read_text()), tomllib.loads(LIMITS_FILE.read_text())
    for method, parameters in limits["methods"].items():
        assert parameters.keys() <= schema["methods"][method]["parameters"].keys()
    for kind, fields in limits["types"].items():
        assert fields.keys() <= schema["types"][kind].keys()


def test_lengths_after_parsing_are_those_that_the_methods_use():
    limits = tomllib.loads(LIMITS_FILE.read_text())
    longest = {
        name: limit["characters"][1]
        for owner in (*limits["methods"].values(), *limits["types"].values())
        for name, limit in owner.items()
        if limit.get("parsed") and name != "quote"
    }
    assert longest == {
        "text": TEXT_LENGTH,
        "message_text": TEXT_LENGTH,
        "caption": CAPTION_LENGTH,
    }
