"""The clock of scheduled rules."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from c7n_reflex.organisation.eventbridge import timing
from c7n_reflex.organisation.eventbridge.envelope import complete, timestamp
from c7n_reflex.organisation.eventbridge.rules import Rule, scheduled_rules
from c7n_reflex.organisation.eventbridge.schedules import parse

if TYPE_CHECKING:
    from c7n_reflex.organisation.eventbridge.dispatcher import Dispatcher
    from c7n_reflex.organisation.organisation import Organisation

log = logging.getLogger("c7n_reflex.organisation.eventbridge")


class Ticker:
    """Fires scheduled rules. `tick` may be called with any time; the thread calls it with the wall clock's.

    A schedule counts from the tick that first sees its rule. Ticking is not tracked as work; deliveries are.
    """

    def __init__(
        self,
        organisation: Organisation,
        dispatcher: Dispatcher,
        clock: Callable[[], dt.datetime] = timing.utc_now,
    ) -> None:
        self._organisation = organisation
        self._dispatcher = dispatcher
        self._clock = clock
        self._due: dict[tuple[str, str], dt.datetime | None] = {}
        self._stopped = threading.Event()

    def start(self) -> None:
        """Tick in the background until `stop`."""
        threading.Thread(target=self._run, name="events-ticker", daemon=True).start()

    def stop(self) -> None:
        """Tick no more."""
        self._stopped.set()

    def tick(self, now: dt.datetime) -> list[str]:
        """Fire what is due at `now` (UTC), once each; returns the ARNs of those rules."""
        rules = {(rule.arn, rule.schedule or ""): rule for rule in scheduled_rules(self._organisation)}
        self._due = {key: due for key, due in self._due.items() if key in rules}
        fired = []
        for key, rule in rules.items():
            if key not in self._due:
                self._due[key] = _next(rule, now)
            due = self._due[key]
            if due is not None and due <= now:
                self._due[key] = _next(rule, now)
                self._fire(rule, due)
                fired.append(rule.arn)
        return fired

    def _run(self) -> None:
        while not self._stopped.wait(timing.TICK):
            self.tick(self._clock())

    def _fire(self, rule: Rule, due: dt.datetime) -> None:
        event = {
            "source": "aws.events",
            "detail-type": "Scheduled Event",
            "time": timestamp(due),
            "resources": [rule.arn],
        }
        self._dispatcher.send(rule, complete(rule.bus.account, rule.bus.region, event))


def _next(rule: Rule, now: dt.datetime) -> dt.datetime | None:
    try:
        return parse(rule.schedule or "").after(now)
    except ValueError as error:  # PutRule refuses it, but CloudFormation does not go through PutRule
        log.warning("rule %s never fires: %s", rule.arn, error)
        return None
