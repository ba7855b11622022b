"""The running bot: the one table of commands, that of buttons, and what starts and stops."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Update
from telegram.error import BadRequest, NetworkError, TelegramError
from telegram.ext import Application, ApplicationBuilder, ExtBot, TypeHandler

from bot.clock import Clock, SystemClock
from bot.delivery.sender import Sender
from bot.ingest.sources import Parsing
from bot.render.i18n import catalogue
from bot.services import Services, pace_of, wire
from config.limits import PERSON_UPDATES_WITHIN, STOP_WITHIN
from config.settings import Settings
from handlers import (
    alerts,
    channels,
    digest,
    less,
    membership,
    privacy,
    settings,
    start,
    subscribe,
    words,
)
from handlers.admins import Admins
from handlers.context import Asked, Audience, Command
from handlers.corrections import on_corrections, on_history_button, on_older_button
from handlers.dispatch import press, run_command
from handlers.editor.add_feeds import on_feeds
from handlers.editor.audit import on_audit, on_audit_button
from handlers.editor.cards import on_card_button, on_drafts
from handlers.editor.claim import on_claim
from handlers.editor.correct import on_correct, on_correct_button, on_progress_button
from handlers.editor.feeds import on_feed_button
from handlers.editor.post import on_post, on_what_button
from handlers.editor.queue import on_queue, on_queue_button
from handlers.editor.roles import on_editors, on_invite, on_revoke, on_role_button
from handlers.editor.schedule import on_schedule
from handlers.editor.stats import on_stats
from handlers.editor.withdraw import on_withdraw, on_withdraw_button
from handlers.errors import tell
from handlers.inline import on_inline
from handlers.latest import on_latest, on_page_button, on_pair_button
from handlers.menu import publish_menu
from handlers.order import ChatOrder, Verdict
from handlers.parts import Parts
from handlers.polling import LONGEST_PAUSE_S, Poller
from handlers.routing import called, exists
from handlers.text import on_text
from handlers.times import on_times_button
from handlers.transport import CONNECTIONS, POLL_READ_TIMEOUT_S, AiohttpRequest, Calls
from handlers.zones import on_zone_button
from storage.database import Database

log = logging.getLogger(__name__)

COMMANDS: tuple[Command, ...] = (
    Command("start", start.on_start, for_channels=True),
    Command("help", start.on_help),
    Command("latest", on_latest, aliases=("news", "briefing")),
    Command("subscribe", subscribe.on_subscribe, aliases=("follow",), for_channels=True),
    Command("unsubscribe", subscribe.on_unsubscribe, aliases=("unfollow",), for_channels=True),
    Command(
        "subscriptions",
        subscribe.on_subscriptions,
        Audience.PRIVATE,
        aliases=("following", "pairs"),
        for_channels=True,
    ),
    Command("digest", digest.on_digest, for_channels=True),
    Command("mute", digest.on_mute, aliases=("pause", "snooze"), for_channels=True),
    Command("unmute", digest.on_unmute, for_channels=True),
    Command(
        "settings",
        settings.on_settings,
        spoken=("alerts", "quiet", "times", "zone", "timezone", "weekly", "monthly"),
        for_channels=True,
    ),
    Command("stop", settings.on_stop, for_channels=True),
    Command("channel", channels.on_channel, Audience.PRIVATE, aliases=("channels",)),
    Command("privacy", privacy.on_privacy),
    Command("mydata", privacy.on_my_data, Audience.PRIVATE),
    Command("forgetme", privacy.on_forget_me, Audience.PRIVATE),
    Command("corrections", on_corrections),
    Command("claim", on_claim, Audience.NOBODY),
    Command("post", on_post, Audience.EDITORS),
    Command("drafts", on_drafts, Audience.EDITORS),
    Command("stats", on_stats, Audience.EDITORS),
    Command("schedule", on_schedule, Audience.EDITORS),
    Command("queue", on_queue, Audience.EDITORS),
    Command("feeds", on_feeds, Audience.EDITORS),
    Command("correct", on_correct, Audience.EDITORS),
    Command("withdraw", on_withdraw, Audience.EDITORS, aliases=("retract",)),
    Command("audit", on_audit, Audience.EDITORS),
    Command("invite", on_invite, Audience.EDITORS, aliases=("grant",)),
    Command("editors", on_editors, Audience.EDITORS),
    Command("revoke", on_revoke, Audience.EDITORS),
)

BUTTONS: dict[str, Callable[..., Awaitable[None]]] = {
    "pair": on_pair_button,
    "pg": on_page_button,
    "start": start.on_start_button,
    "resume": settings.on_resume_button,
    "fol": subscribe.on_follow_button,
    "unf": subscribe.on_unfollow_button,
    "tz": on_zone_button,
    "sch": on_times_button,
    "al": alerts.on_alerts_button,
    "quiet": alerts.on_quiet_button,
    "mute": digest.on_mute_button,
    "all": less.on_all_button,
    "less": less.on_less_button,
    "words": words.on_words_button,
    "set": settings.on_settings_button,
    "stop": settings.on_stop_button,
    "channel": channels.on_channel_button,
    "forget": privacy.on_forget_button,
    "e": on_card_button,
    "ed": on_what_button,
    "q": on_queue_button,
    "fd": on_feed_button,
    "audit": on_audit_button,
    "role": on_role_button,
    "wd": on_withdraw_button,
    "copies": on_progress_button,
    "fix": on_correct_button,
    "corr": on_older_button,
    "hist": on_history_button,
}
ALLOWED_UPDATES = ["message", "callback_query", "inline_query", "my_chat_member"]
QUEUE = 256
WARM_AFTER_S = 1.0
GIVE_UP_AFTER_S = 3.0


class Dragoman:
    """One bot on one store; everything that runs is started and stopped here."""

    def __init__(
        self, config: Settings, *, clock: Clock | None = None, parsing: Parsing | None = None
    ) -> None:
        """Put it together; `parsing` is a child of the caller's, who also ends it."""
        # The library's own way to hand out durations as timedelta, which will be its only one.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        self._config = config
        self._clock = clock or SystemClock()
        self._parsing = parsing
        self._order = ChatOrder(self._clock, self._on_flood)
        self._requests = (
            # Answers find a connection beside all the pushes that may be under way.
            AiohttpRequest(connections=CONNECTIONS + pace_of(config).in_flight),
            AiohttpRequest(connections=2, read_timeout=POLL_READ_TIMEOUT_S),
        )
        self._application = self._build()
        self._poller = Poller(
            self._application.bot,
            self._order,
            self._clock,
            self._application.update_queue.put,
            ALLOWED_UPDATES,
        )
        self._database: Database | None = None
        self._admins = Admins(self._application.bot, self._clock)
        self._services: Services | None = None
        self._is_stopping = False
        self._parts = Parts()

    @property
    def username(self) -> str:
        """The bot's name on Telegram, without the @."""
        return str(self._application.bot.username)

    @property
    def services(self) -> Services:
        """The parts that run; RuntimeError before `start`."""
        if self._services is None:
            raise RuntimeError("the bot has not been started")
        return self._services

    def _build(self) -> "Application[Any, Any, Any, Any, Any, Any]":
        token = self._config.bot_token
        if token is None:
            raise RuntimeError("the bot needs a token")
        base = self._config.telegram_api_url.rstrip("/")
        bot = ExtBot(
            token.get_secret_value(),
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._requests[0],
            get_updates_request=self._requests[1],
        )
        application = (
            ApplicationBuilder()
            .bot(bot)
            .concurrent_updates(self._order)
            .updater(None)
            .update_queue(asyncio.Queue(maxsize=QUEUE))
            .build()
        )
        application.add_handler(TypeHandler(Update, self._on_update))
        return application

    async def start(self) -> None:
        """Open the store, start the ticking and sending, then take updates."""
        self._database = database = await Database.open(self._config.database_url)
        if self._config.fetch_allow:
            log.warning(
                "FETCH_ALLOW lets links and feeds reach inner addresses: %s",
                ", ".join(sorted(self._config.fetch_allow)),
                extra={"action": "fetch_allow"},
            )
        await self._reach_telegram()
        self._services = services = wire(
            self._config,
            database,
            self._clock,
            Sender(
                Calls(self._application.bot, self._requests[0]),
                is_paid=self._config.allow_paid_broadcast,
            ),
            username=self.username,
            parsing=self._parsing,
        )
        await publish_menu(self._application.bot, COMMANDS)
        self._parts.watch(asyncio.create_task(services.worker.run(), name="worker"))
        await services.scheduler.start()
        await self._application.start()
        self._parts.watch(self._poller.start())
        # A process of its own, which takes a second to start: not while the first answer is due.
        asyncio.get_running_loop().call_later(WARM_AFTER_S, self._warm)

    async def stop(self) -> None:
        """Take nothing new, finish and record what is in hand, then close the store.

        What is not over in time is cut off: updates that are not confirmed come again, and a row
        that was being sent is sent once more by whoever starts next.
        """
        self._is_stopping = True
        if self._services is not None:
            # A page may take longer to come than the program has left; its draft is kept.
            asyncio.get_running_loop().call_later(GIVE_UP_AFTER_S, self._services.sources.give_up)
        try:
            async with asyncio.timeout(STOP_WITHIN.total_seconds()):
                await self._finish()
        except TimeoutError:
            log.warning("not all could be finished in time", extra={"action": "cut_off"})
        await self._parts.cut_off()
        await self._close()

    async def _finish(self) -> None:
        """Claim no more rows, take no more updates, and wait for what is in hand."""
        if self._services is not None:
            self._services.worker.stop()
        await self._poller.stop()
        if self._application.running:
            await self._application.stop()
            await self._poller.confirm()
        if self._services is not None:
            await self._services.scheduler.stop()
        await self._parts.ended()

    async def _close(self) -> None:
        await self._application.shutdown()
        for request in self._requests:  # a start that was cut short leaves them open
            await request.shutdown()
        if self._services is not None and self._parsing is None:
            await self._services.sources.close()
        if self._database is not None:
            await self._database.close()

    async def failed(self) -> None:
        """Wait until a part that must run for ever ends by an error, and raise that error."""
        await self._parts.failed()

    def _warm(self) -> None:
        """Start the child that parses; without it the first link or text takes a second longer."""
        if not self._is_stopping:
            self.services.sources.wake()

    async def _reach_telegram(self) -> None:
        """Log in, however long the network takes; a wrong token is an error at once."""
        pause_s = 1.0
        while True:
            try:
                await self._application.initialize()
                await self._application.bot.delete_webhook()
            except NetworkError as error:
                if isinstance(error, BadRequest):
                    raise
                log.warning(
                    "Telegram can't be reached and will be tried again: %s",
                    error,
                    extra={"action": "unreachable"},
                )
                await self._clock.sleep(pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
            else:
                return

    async def settle(self, update_id: int | None) -> None:
        """Wait until all updates up to this id are handled and neither row nor feed is due."""
        if update_id is not None:
            await self._order.settled(update_id)
        await self.services.scheduler.tick()
        await self.services.feeds.idle()
        await self.services.worker.idle()

    async def _on_update(self, update: Update, context: object) -> None:  # noqa: ARG002
        """Answer one update; an error ends as a sentence, never as silence or a trace."""
        user = update.effective_user
        asked = Asked(
            services=self.services,
            bot=self._application.bot,
            update=update,
            catalogue=catalogue(user.language_code if user else None),
            now=self._clock.now(),
            admins=self._admins,
            commands=COMMANDS,
        )
        try:
            await self._dispatch(asked)
        except Exception as error:  # noqa: BLE001 - the last door: told, logged, never passed on
            await tell(asked, error)

    async def _dispatch(self, asked: Asked) -> None:
        update = asked.update
        if update.callback_query is not None:
            await press(asked, BUTTONS)
        elif update.inline_query is not None:
            await on_inline(asked, update.inline_query)
        elif update.my_chat_member is not None:
            await membership.on_membership(asked, update.my_chat_member)
        elif update.message is not None:
            await self._on_message(asked)

    async def _on_message(self, asked: Asked) -> None:
        message = asked.update.message
        if message is None:
            return
        if message.migrate_to_chat_id:
            await membership.on_migration(asked, message.migrate_to_chat_id)
            return
        if message.forum_topic_reopened or message.general_forum_topic_unhidden:
            await membership.on_topic_open(asked)
            return
        call = called(message.text or "")
        username = self._application.bot.username.lower()
        if call is None:
            await on_text(asked, username)
            return
        if call.bot not in (None, username):
            return
        if call.bot is None and not asked.is_private and not exists(COMMANDS, call.name):
            return  # a group's other bots have commands of their own
        asked.words = call.words
        await run_command(asked, call.name)

    async def _on_flood(self, update: Update, verdict: Verdict) -> None:
        """Tell somebody who sends too much to wait, once; further buttons only stop spinning."""
        user = update.effective_user
        words = catalogue(user.language_code if user else None)
        chat = update.effective_chat
        notice = words.html("error.slow_down", seconds=PERSON_UPDATES_WITHIN.seconds)
        try:
            if update.callback_query is not None:
                text = str(notice) if verdict is Verdict.NOTICE else None
                await update.callback_query.answer(text=text)
            elif chat is not None:
                await self._application.bot.send_message(chat.id, notice, parse_mode="HTML")
        except TelegramError as error:
            log.warning("a notice did not go out", exc_info=error, extra={"action": "flood_notice"})
