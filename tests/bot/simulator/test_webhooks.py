"""Updates brought to a webhook: secret, order, retries, calls in answers."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import Any

import pytest
from aiohttp import web

from bot.simulator import Person, Simulator
from bot.simulator.webhooks import retry_delays
from tests.bot.simulator.conftest import Api, until


@dataclass
class Hook:
    """A webhook that answers as it is told; updates are kept in the order of their coming."""

    url: str = ""
    updates: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    answer: Callable[[dict[str, Any]], web.Response] = lambda _update: web.Response()

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.updates]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    made = Hook()

    async def take(request: web.Request) -> web.Response:
        made.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        update = await request.json()
        made.updates.append(update)
        return made.answer(update)

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    await runner.cleanup()


def test_waits_grow_to_a_minute() -> None:
    assert list(islice(retry_delays(), 8)) == [0.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]


async def test_update_comes_with_the_secret(
    sim: Simulator, ann: Person, api: Api, hook: Hook
) -> None:
    set_up = await api("setWebhook", url=hook.url, secret_token="s3cret")
    assert set_up["description"] == "Webhook was set"
    update_id = sim.say(ann, "hello")
    await until(lambda: sim.pending_updates == [])
    assert [update["update_id"] for update in hook.updates] == [update_id]
    assert hook.secrets == ["s3cret"]
    assert sim.confirmed_offset == update_id + 1  # type: ignore[operator]


async def test_waiting_updates_come_once_a_webhook_is_set(
    sim: Simulator, ann: Person, api: Api, hook: Hook
) -> None:
    sim.say(ann, "before")
    await api("setWebhook", url=hook.url)
    await until(lambda: sim.pending_updates == [])
    assert hook.texts == ["before"]


async def test_refused_update_is_tried_at_once_and_then_later(
    sim: Simulator, ann: Person, api: Api, hook: Hook
) -> None:
    hook.answer = lambda _update: web.Response(status=500 if len(hook.updates) < 3 else 200)
    await api("setWebhook", url=hook.url)
    sim.say(ann, "hello")
    await until(lambda: len(hook.updates) == 2 and sim.clock.sleepers == 1)
    info = (await api("getWebhookInfo"))["result"]
    assert info["last_error_message"].startswith("Wrong response from the webhook: 500")
    assert info["pending_update_count"] == 1
    sim.clock.move_by(timedelta(seconds=2))
    await until(lambda: sim.pending_updates == [])
    assert hook.texts == ["hello"] * 3


async def test_retry_after_is_obeyed(sim: Simulator, ann: Person, api: Api, hook: Hook) -> None:
    busy = web.Response(status=503, headers={"Retry-After": "600"})
    hook.answer = lambda _update: busy if len(hook.updates) == 1 else web.Response()
    await api("setWebhook", url=hook.url)
    sim.say(ann, "hello")
    await until(lambda: len(hook.updates) == 1 and sim.clock.sleepers == 1)
    sim.clock.move_by(timedelta(seconds=590))
    await api("getMe")
    assert len(hook.updates) == 1
    sim.clock.move_by(timedelta(seconds=11))
    await until(lambda: sim.pending_updates == [])


async def test_one_chat_keeps_its_order_and_holds_nobody_else(
    sim: Simulator, ann: Person, api: Api, hook: Hook
) -> None:
    bob = sim.person(2002, name="Bob")
    refusing = True

    def answer(update: dict[str, Any]) -> web.Response:
        from_ann = update["message"]["chat"]["id"] == ann.id
        return web.Response(status=500 if refusing and from_ann else 200)

    hook.answer = answer
    await api("setWebhook", url=hook.url)
    sim.say(ann, "ann 1")
    sim.say(ann, "ann 2")
    sim.say(bob, "bob 1")
    await until(lambda: len(sim.pending_updates) == 2 and sim.clock.sleepers == 1)
    assert "ann 2" not in hook.texts
    refusing = False
    sim.clock.move_by(timedelta(seconds=5))
    await until(lambda: sim.pending_updates == [])
    assert [text for text in dict.fromkeys(hook.texts) if text[0] == "a"] == ["ann 1", "ann 2"]


async def test_call_may_ride_in_the_answer(
    sim: Simulator, ann: Person, api: Api, hook: Hook
) -> None:
    call = {"method": "sendMessage", "chat_id": ann.id, "text": "at once"}
    hook.answer = lambda _update: web.json_response(call)
    await api("setWebhook", url=hook.url)
    sim.say(ann, "hello")
    await until(lambda: len(sim.messages(ann.id)) == 2)
    assert sim.messages(ann.id)[-1].text == "at once"
    assert sim.calls[-1].method == "sendMessage"


async def test_a_day_of_refusals_loses_the_update(
    sim: Simulator, ann: Person, api: Api, hook: Hook
) -> None:
    hook.answer = lambda _update: web.Response(status=500)
    await api("setWebhook", url=hook.url)
    sim.say(ann, "hello")
    await until(lambda: len(hook.updates) == 2 and sim.clock.sleepers == 1)
    sim.clock.move_by(timedelta(hours=25))
    assert sim.pending_updates == []


async def test_a_day_of_410_takes_the_webhook_down(
    sim: Simulator, ann: Person, api: Api, hook: Hook
) -> None:
    hook.answer = lambda _update: web.Response(status=410)
    await api("setWebhook", url=hook.url)
    sim.say(ann, "hello")
    await until(lambda: len(hook.updates) == 2 and sim.clock.sleepers == 1)
    sim.clock.move_by(timedelta(hours=23, minutes=1))
    await until(lambda: len(hook.updates) == 3)
    await until(lambda: sim.world.webhook.url == "")
    assert (await api("getWebhookInfo"))["result"]["url"] == ""


async def test_deleted_webhook_gives_way_to_polling(
    sim: Simulator, ann: Person, api: Api, hook: Hook
) -> None:
    await api("setWebhook", url=hook.url)
    assert (await api("deleteWebhook"))["description"] == "Webhook was deleted"
    assert (await api("deleteWebhook"))["description"] == "Webhook is already deleted"
    sim.say(ann, "hello")
    assert len((await api("getUpdates"))["result"]) == 1
    assert hook.updates == []


async def test_new_address_is_tried_at_once(
    sim: Simulator, ann: Person, api: Api, hook: Hook
) -> None:
    await api("setWebhook", url="http://127.0.0.1:9/nobody")
    sim.say(ann, "hello")
    await until(lambda: sim.clock.sleepers == 1)
    await api("setWebhook", url=hook.url)
    await until(lambda: sim.pending_updates == [])
    assert hook.texts == ["hello"]


async def test_pending_updates_can_be_dropped(sim: Simulator, ann: Person, api: Api) -> None:
    sim.say(ann, "hello")
    await api("deleteWebhook", drop_pending_updates=True)
    assert sim.pending_updates == []


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://example.org/hook", "An HTTPS URL must be provided for webhook"),
        ("https://example.org:81/hook", "Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ("https://example.org/hook", "Failed to resolve host"),
    ],
    ids=["http", "port", "elsewhere"],
)
async def test_bad_addresses_are_refused(api: Api, url: str, why: str) -> None:
    answer = await api("setWebhook", url=url)
    assert answer["description"].startswith(f"Bad Request: bad webhook: {why}")


async def test_settings_are_told(api: Api) -> None:
    url = "http://127.0.0.1:9/hook"
    wanted = {"url": url, "max_connections": 7, "allowed_updates": ["message"]}
    assert (await api("setWebhook", **wanted))["description"] == "Webhook was set"
    assert (await api("setWebhook", **wanted))["description"] == "Webhook is already set"
    info = (await api("getWebhookInfo"))["result"]
    assert info == {
        "url": url,
        "has_custom_certificate": False,
        "pending_update_count": 0,
        "max_connections": 7,
        "allowed_updates": ["message"],
    }
    assert (await api("setWebhook", url=""))["description"] == "Webhook was deleted"


async def test_secret_has_few_characters(api: Api) -> None:
    answer = await api("setWebhook", url="http://127.0.0.1:9/hook", secret_token="no spaces")
    assert answer["description"] == "Bad Request: secret token contains unallowed characters"
