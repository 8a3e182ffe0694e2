"""What every event mode does: it says which events, and what they name; the pipeline does the rest."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from c7n.policy import LambdaMode

from c7n_reflex.events import patterns, principals
from c7n_reflex.events.findings.model import Finding
from c7n_reflex.modes import driver
from c7n_reflex.modes.deployed import Deployed
from c7n_reflex.modes.member import check_member_role
from c7n_reflex.pipeline.locate import Name
from c7n_reflex.pipeline.outcome import EventEndedError
from c7n_reflex.pipeline.reaction import Resource
from c7n_reflex.pipeline.route import Ending
from c7n_reflex.safeguards import metadata

# Not below `custodian`: c7n-org hides what those say on the console (c7n_org.cli.LogFilter).
log = logging.getLogger("c7n_reflex.modes")


class EventMode(Deployed, LambdaMode):  # type: ignore[misc, unused-ignore]
    """A mode whose function gets events. Subclasses say which events, and what they name."""

    wait = staticmethod(time.sleep)  # seconds; offline nobody waits

    def event_pattern(self) -> dict[str, Any] | None:
        """The rule's EventBridge pattern, with `mode.pattern` merged in."""
        raise NotImplementedError

    def subscribes(self, event: Mapping[str, Any]) -> bool:
        """See `pipeline.route.Subscription`."""
        pattern = self.event_pattern()
        return pattern is None or bool(patterns.compile(pattern).matches(dict(event)))

    def kind_pattern(self) -> dict[str, Any] | None:
        """The pattern without what the mode itself keeps out: failed and own calls, settled findings."""
        return self.event_pattern()

    def concerns(self, event: Mapping[str, Any]) -> bool:
        """True for an event of the kind that the policy is about, though it may be one to leave alone.

        What is none of it, EventBridge never delivers: offline that is known only from here.
        """
        pattern = self.kind_pattern()
        return pattern is None or bool(patterns.compile(pattern).matches(dict(event)))

    def ending(self, event: Mapping[str, Any]) -> Ending | None:
        """See `pipeline.route.Subscription`."""
        raise NotImplementedError

    def names(self, event: Mapping[str, Any]) -> Iterable[Name | EventEndedError]:
        """See `pipeline.locate.Names`."""
        raise NotImplementedError

    def narrowed(self, event: Mapping[str, Any], findings: Sequence[Finding]) -> Mapping[str, Any]:  # noqa: ARG002
        """See `pipeline.locate.Names`; an event without findings is about one thing."""
        return event

    def own_roles(self) -> tuple[str, ...]:
        """The engine's roles, and those that this policy works with, whatever they are called."""
        written = (self.mode.get("member-role"), self.mode.get("role"))
        names = {str(role).rsplit("/", 1)[-1] for role in written if role}
        return tuple(sorted({*principals.OWN_ROLES, *names}))

    def validate(self) -> None:
        """PolicyValidationError if the mode, or what is said of safeguards, is not usable as written."""
        super().validate()
        if "member-role" in self.mode:
            check_member_role(self.policy.name, self.mode["member-role"])
        metadata.check(self.policy.data)

    def run(self, event: dict[str, Any], lambda_context: Any) -> list[Resource]:
        """React to an event; the resources that were acted upon. EventEndedError fails the invocation."""
        self.setup_exec_environment(event)
        return driver.acted_upon(driver.react(self, event, lambda_context))
