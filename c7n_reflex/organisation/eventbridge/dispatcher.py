"""An event on a bus: which rules match it, and to which targets it goes."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from c7n_reflex.organisation.calls import ApiError
from c7n_reflex.organisation.eventbridge.deliveries import Deliveries, Delivery
from c7n_reflex.organisation.eventbridge.envelope import Event, complete
from c7n_reflex.organisation.eventbridge.rules import Bus, Rule, enabled_rules
from c7n_reflex.organisation.eventbridge.targets import Targets

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

log = logging.getLogger("c7n_reflex.organisation.eventbridge")


class Dispatcher:
    """The organisation's EventBus."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self.deliveries = Deliveries(organisation, Targets(organisation, self))

    def emit(self, account: str, region: str, event: Event) -> None:
        """Put a whole envelope on the account's default bus, as an AWS service does. Returns at once."""
        self.put(account, region, event)

    def put(self, account: str, region: str, event: Event) -> str:
        """As `emit`; returns the event's id."""
        envelope = complete(account, region, event)
        self.accept(Bus(account, region), envelope)
        return str(envelope["id"])

    def accept(self, bus: Bus, event: Event, *, forwarded: bool = False) -> None:
        """Take an event from whoever may put it on this bus; `forwarded` if it comes from another bus."""
        what = f"events:{event['id']} on {bus.name} of {bus.account} in {bus.region}"
        self._organisation.submit(what, partial(self._dispatch, bus, event, forwarded))

    def send(self, rule: Rule, event: Event, *, forwarded: bool = False) -> None:
        """Deliver to every target of a rule, whether or not the rule matches."""
        for target in rule.targets:
            self.deliveries.start(Delivery(rule, target, event, forwarded))

    def offer(self, rule: Rule, event: Event) -> None:
        """Deliver by this rule alone, if it matches."""
        envelope = complete(rule.bus.account, rule.bus.region, event)
        if self._matches(rule, envelope):
            self.send(rule, envelope)

    def _dispatch(self, bus: Bus, event: Event, forwarded: bool) -> None:
        for rule in enabled_rules(self._organisation, bus):
            if self._matches(rule, event):
                self.send(rule, event, forwarded=forwarded)

    def _matches(self, rule: Rule, event: Event) -> bool:
        try:
            return rule.matches(event)
        except ApiError as error:
            log.warning("rule %s never matches: %s", rule.arn, error.message)
            return False
