"""A stand-in for the bot's process: it polls, echoes, and obeys the control channel.

It says `Echo` with two buttons to any text; some texts make it do what a bot may do to a demo.
"""

import argparse
import asyncio
import os
import signal
import sys

import aiohttp

from bot.clock import MovableClock
from handlers.control import Channel, clock_order, serve, serve_one

URL = f"{os.environ['TELEGRAM_API_URL']}/bot{os.environ['BOT_TOKEN']}"
BUTTONS = {
    "inline_keyboard": [
        [{"text": "Again", "callback_data": "again"}],
        [
            {"text": "Site", "url": "https://example.org/"},
            {"text": "Deep", "url": "https://t.me/dragoman_bot?start=pair_IR_AZ"},
        ],
    ]
}


class EchoBot:
    def __init__(self, http):
        self.http = http
        self.clock = MovableClock()
        self.handled = 0
        self.grown = asyncio.Condition()
        self.orders = []

    async def call(self, method, **parameters):
        async with self.http.post(f"{URL}/{method}", json=parameters) as response:
            return (await response.json()).get("result")

    async def poll(self):
        offset = 0
        while True:
            updates = await self.call("getUpdates", offset=offset, timeout=20)
            for update in updates or []:
                await self.answer(update)
                offset = update["update_id"] + 1
                async with self.grown:
                    self.handled = update["update_id"]
                    self.grown.notify_all()

    async def answer(self, update):
        if query := update.get("callback_query"):
            message = query["message"]
            await self.call("answerCallbackQuery", callback_query_id=query["id"], text="Done")
            await self.call(
                "editMessageText",
                chat_id=message["chat"]["id"],
                message_id=message["message_id"],
                text=f"Pressed {query['data']} &amp; done",
                parse_mode="HTML",
            )
            return
        if query := update.get("inline_query"):
            content = {"message_text": "An <b>answer</b>", "parse_mode": "HTML"}
            result = {
                "type": "article",
                "id": "1",
                "title": "One",
                "input_message_content": content,
            }
            await self.call("answerInlineQuery", inline_query_id=query["id"], results=[result])
            return
        if message := update.get("message"):
            await self.answer_message(message)

    async def answer_message(self, message):
        chat = {"chat_id": message["chat"]["id"]}
        if thread := message.get("message_thread_id"):
            chat["message_thread_id"] = thread
        text = message.get("text", "")
        if text == "die":
            print("out of memory", file=sys.stderr)
            os._exit(3)
        elif text == "time":
            await self.call("sendMessage", text=f"{self.clock.now():%Y-%m-%d %H:%M}", **chat)
        elif text == "orders":
            await self.call("sendMessage", text=" ".join(self.orders) or "none", **chat)
        elif text == "ask":
            await self.call("sendMessage", text="Who?", reply_markup={"force_reply": True}, **chat)
        elif text == "file":
            form = aiohttp.FormData({"chat_id": str(message["chat"]["id"]), "caption": "Here"})
            form.add_field("document", b"a,b\n", filename="../list.csv")
            async with self.http.post(f"{URL}/sendDocument", data=form) as response:
                await response.read()
        elif "text" in message:
            reply = message.get("reply_to_message", {}).get("text", "")
            await self.call(
                "sendMessage",
                text=f"<b>Echo</b> {message['from']['first_name']}: {text[:20]} {reply}".strip(),
                parse_mode="HTML",
                reply_markup=BUTTONS,
                disable_notification=True,
                **chat,
            )

    async def settle(self, request):
        until = request["update_id"] or 0
        async with self.grown:
            await self.grown.wait_for(lambda: self.handled >= until)

    def note(self, name):
        async def order(request):
            self.orders.append(f"{name}:{request['telegram_id']}:{request.get('role', '')}")

        return order

    async def load(self, request):
        self.orders.append(f"load:{len(request['paths'])}")
        return {"refused": []}


async def main(descriptor):
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: os._exit(0))
    channel = await Channel.open(descriptor)
    async with aiohttp.ClientSession() as http:
        bot = EchoBot(http)
        if not await serve_one(channel, {"clock": clock_order(bot.clock)}):
            return
        polling = asyncio.create_task(bot.poll())
        orders = {"clock": clock_order(bot.clock), "settle": bot.settle, "load": bot.load}
        await serve(channel, orders | {"role": bot.note("role"), "owner": bot.note("owner")})
        polling.cancel()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--control", type=int, required=True)
    asyncio.run(main(parser.parse_args().control))
