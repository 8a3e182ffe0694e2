"""route: does the policy's event pattern match this event, and is it one that anybody should react to?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from c7n_reflex.pipeline.outcome import Outcome
from c7n_reflex.pipeline.reaction import Event, Reaction

Ending = tuple[Outcome, str]  # outcome, detail


class Subscription(Protocol):
    """What a mode says of the events that it reacts to."""

    def subscribes(self, event: Event) -> bool:
        """True if the policy's event pattern matches the event, or no pattern is needed to start it."""

    def ending(self, event: Event) -> Ending | None:
        """Why nothing is to be done about the event although its kind is right; None if it goes on."""


def route(reaction: Reaction, subscription: Subscription) -> Reaction:
    """Ends what the rule keeps out, too: events also come another way (invoked by hand, replayed, parked)."""
    event = reaction.event
    if not isinstance(event, Mapping) or not event:
        return reaction.ended(Outcome.MALFORMED, "the event is no JSON object")
    ending = subscription.ending(event)
    if ending is None and not subscription.subscribes(event):
        ending = (Outcome.NOT_SUBSCRIBED, "")
    return reaction.ended(*ending) if ending else reaction
