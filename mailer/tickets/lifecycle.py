"""What becomes of a ticket when its owner is told something: opened, commented on, closed, opened again."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mailer.errors import BusyError
from mailer.model import Recipient, Rendering, Via
from mailer.notice import Notice
from mailer.tickets import texts
from mailer.tickets.connection import Patience
from mailer.tickets.errors import GoneError, TicketError
from mailer.tickets.settings import Settings, canonical
from mailer.tickets.store import Held, Tickets
from mailer.tickets.tracker import Draft, Tracker

# What is over: put right, taken back, gone, or no longer a finding.
_CLOSING = {"fixed", "acted", "undone", "settled", "gone"}
_ONLY_WAITING = 0.25  # seconds between two looks whether a ticket is free
_LOOKS = 20

log = logging.getLogger("c7n_reflex.mailer")


@dataclass(frozen=True)
class News:
    """One notice, and what it asks for."""

    outcome: str
    opens: bool
    closes: bool
    rendering: Rendering
    severity: str

    @property
    def marker(self) -> str:
        """The line by which the notice is found in the ticket."""
        return texts.marker(self.rendering.identity)


class TicketChannel:
    """A `model.Channel` for recipients "jira:PROJECT" and "servicenow:GROUP"."""

    def __init__(
        self,
        settings: Settings,
        trackers: Mapping[str, Tracker],
        tickets: Tickets,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings, self._trackers, self._tickets, self._pause = settings, trackers, tickets, pause

    def send(self, recipient: Recipient, rendering: Rendering, notice: Notice) -> None:
        """See `Channel.send`. Raises TicketError, or BusyError while another invocation has the ticket."""
        system, _, where = recipient.address.partition(":")
        tracker = self._trackers.get(system)
        if tracker is None:
            raise TicketError(f"tickets.{system} is not configured in mailer/config.yml", permanent=True)
        news = self._news(recipient, rendering, notice)
        held = self._claim(subject(recipient.address, notice), system, where, create=news.opens)
        if held is None:
            log.info("no ticket is open about what is %s, and none has to be", news.outcome)
            return
        self._tell_and_release(tracker, held, where, news)

    def _news(self, recipient: Recipient, rendering: Rendering, notice: Notice) -> News:
        outcome = canonical(notice.outcome)
        opens = outcome in self._settings.open_on and recipient.via is not Via.MUTED
        closes = outcome in _CLOSING
        return News(outcome, opens, closes, rendering, notice.severity.casefold())

    def _claim(self, about: str, system: str, where: str, *, create: bool) -> Held | None:
        """Wait a little where another thread or invocation is at the same ticket. Raises BusyError."""
        for _ in range(_LOOKS):
            try:
                return self._tickets.claim(about, system, where, create=create)
            except BusyError as error:
                busy = error
            self._pause(_ONLY_WAITING)
        raise busy

    def _tell_and_release(self, tracker: Tracker, held: Held, where: str, news: News) -> None:
        patience = Patience(self._settings.patience, self._pause)
        try:
            self._tell(tracker, held, where, news, patience)
            self._tickets.save(held, release=True)
        except _UnsureError as unsure:
            # Nobody may look for it at once: Jira's search takes some seconds to know a new ticket. The lease
            # outlives that, and who comes afterwards finds it.
            raise unsure.error from None
        except Exception:
            self._tickets.release(held)
            raise

    def _tell(self, tracker: Tracker, held: Held, where: str, news: News, patience: Patience) -> None:
        if news.rendering.identity and news.rendering.identity in held.told:
            log.info("%s has the notice already", held.ticket.name if held.ticket else held.key)
            return
        if held.ticket is not None and self._goes_on(tracker, held, news, patience):
            return
        # One that was opened and could not be noted, or nothing.
        held.ticket = patience.persist(lambda: tracker.find(held.label))
        if held.ticket is None and news.opens:
            self._open(tracker, held, where, news, patience)
        if held.ticket is None:
            log.info("%s has no ticket, and needs none", held.key)
            return
        held.state = held.state or "open"
        # A new ticket has the notice, so that nothing is said twice; one that was found may be without it.
        self._follow(tracker, held, news, patience)
        held.tell(news.rendering.identity)

    def _goes_on(self, tracker: Tracker, held: Held, news: News, patience: Patience) -> bool:
        """Tell the ticket that there is; False if it is gone for good, and forgotten."""
        try:
            self._follow(tracker, held, news, patience)
        except GoneError as gone:
            log.warning("%s: %s", held.ticket.name if held.ticket else held.key, gone)
            held.ticket, held.generation, held.told = None, held.generation + 1, []
            self._tickets.save(held, release=False)
            return False
        held.tell(news.rendering.identity)
        return True

    def _follow(self, tracker: Tracker, held: Held, news: News, patience: Patience) -> None:
        assert held.ticket is not None
        key = held.ticket.key
        if news.opens and not news.closes:
            patience.persist(lambda: tracker.reopen(key))
            held.state = "open"
        patience.persist(lambda: tracker.comment(key, news.rendering.text, news.marker))
        if news.closes:
            why = f"c7n-reflex: {news.outcome}. See the last comment."
            patience.persist(lambda: tracker.close(key, why))
            held.state = "closed"
        log.info("told the ticket %s of what is %s", held.ticket.name, news.outcome)

    def _open(self, tracker: Tracker, held: Held, where: str, news: News, patience: Patience) -> None:
        shown = news.rendering
        draft = Draft(held.label, where, shown.subject, shown.text, news.marker, news.severity)
        try:
            held.ticket, held.state = patience.persist(lambda: tracker.open(draft), repeatable=False), "open"
            self._tickets.save(held, release=False)
        except TicketError as error:
            if error.refused and held.ticket is None:
                raise
            raise _UnsureError(error) from None
        log.info("opened the ticket %s", held.ticket.name)


class _UnsureError(Exception):
    """The ticket may have been opened, or was and is not noted."""

    def __init__(self, error: TicketError) -> None:
        super().__init__(str(error))
        self.error = error


def subject(address: str, notice: Notice) -> str:
    """The hash of what a ticket is about: policy, account, region, resources; and of where it is opened.

    Resources as the pipeline calls them, which is the same for whatever becomes of one.
    """
    resources = sorted(set(notice.affected) or {each.resource for each in notice.changes})
    return texts.digest(address, notice.policy, notice.account.id, notice.region, *resources)
