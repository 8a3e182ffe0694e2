"""What the modes for findings have in common: which are settled, spoofed or ours, and what they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from c7n_reflex.events.findings import Finding, FindingError, SpoofedFindingError, of_event, origin
from c7n_reflex.modes.asff import id_for
from c7n_reflex.modes.base import EventMode, log
from c7n_reflex.modes.patterns import mentions
from c7n_reflex.modes.translation import as_asff
from c7n_reflex.pipeline.hub import own_update
from c7n_reflex.pipeline.locate import Name
from c7n_reflex.pipeline.outcome import EventEndedError, Outcome
from c7n_reflex.pipeline.route import Ending
from c7n_reflex.pipeline.supply import ACCESS_KEYS

FINDINGS = ("detail", "findings")
# Fields that say that nothing is to be done, with the values that say so.
_SETTLED = {
    ("RecordState",): ("record_state", ("ARCHIVED",)),
    ("Workflow", "Status"): ("workflow", ("SUPPRESSED", "RESOLVED")),
    ("Compliance", "Status"): ("compliance", ("PASSED",)),
}


class FindingMode(EventMode):
    """A mode whose events carry findings, in whatever format."""

    def ending(self, event: Mapping[str, Any]) -> Ending | None:
        """Ends events that carry no finding, or only settled ones and such as we have written ourselves."""
        try:
            findings = of_event(event)
        except FindingError as error:
            return Outcome.MALFORMED, str(error)
        reasons = [self._over(finding) for finding in findings]
        return reasons[0] if all(reasons) else None

    def _over(self, finding: Finding) -> Ending | None:
        settled = self._settled(finding)
        if settled:
            return Outcome.SETTLED, settled
        if own_update(finding) or self._posted(finding):
            return Outcome.OWN_UPDATE, ""
        return None

    def _posted(self, finding: Finding) -> bool:
        """True if this policy's own `post-finding` has made it (c7n.resources.securityhub.PostFinding)."""
        fields = finding.raw.get("ProductFields")
        provider = fields.get("ProviderName") if isinstance(fields, Mapping) else None
        return provider == "CloudCustodian" and finding.generator == self.policy.name

    def _settled(self, finding: Finding) -> str:
        """The value that says so, unless the policy's pattern speaks of that field itself."""
        pattern = self.mode.get("pattern")
        for path, (name, values) in _SETTLED.items():
            value = getattr(finding, name)
            if value in values and not mentions(pattern, (*FINDINGS, *path)):
                return str(value)
        return ""

    def names(self, event: Mapping[str, Any]) -> Iterable[Name | EventEndedError]:
        """The resources of the policy's type that findings name which stand and which the pattern means."""
        account = str(event.get("account") or "")
        for finding in of_event(event):
            if self._over(finding) is None and self._wants(event, finding):
                yield from self._names(finding, account)

    def _wants(self, event: Mapping[str, Any], finding: Finding) -> bool:
        """True if the pattern matches the event with this finding alone: a rule passes on all."""
        return EventMode.subscribes(self, self.narrowed(event, (finding,)))

    def _names(self, finding: Finding, envelope_account: str) -> Iterable[Name | EventEndedError]:
        try:
            origin.check(finding, envelope_account)
        except SpoofedFindingError as error:
            yield EventEndedError(Outcome.SPOOFED, str(error))
            return
        for named in finding.resources:
            identity = id_for(self.policy.resource_manager, named)
            if identity is None:
                log.info("policy:%s does not handle %s %s", self.policy.name, named.type, named.id)
                continue
            notes: dict[str, Any] = {}
            if self.policy.resource_manager.type == "account":
                identity, notes = "", {"resource-arns": [named.id]}
            elif named.details.get("access_key_id"):
                notes = {ACCESS_KEYS: [named.details["access_key_id"]]}
            yield Name(named.account, named.region, identity, notes, finding)

    def narrowed(self, event: Mapping[str, Any], findings: Sequence[Finding]) -> Mapping[str, Any]:
        """The event with only these findings; those in OCSF as the Security Finding Format has them.

        So that the same event filters and templates serve both.
        """
        detail = event.get("detail")
        if not isinstance(detail, Mapping) or "findings" not in detail:
            return event
        shown = [as_asff(each) if each.format == "ocsf" else each.raw for each in findings]
        return {**event, "detail": {**detail, "findings": shown}}
