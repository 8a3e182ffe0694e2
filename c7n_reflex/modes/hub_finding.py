"""Mode `hub-finding`: a finding, imported into Security Hub (c7n.resources.securityhub.SecurityHub)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c7n.policy import LambdaMode
from c7n.utils import type_schema

from c7n_reflex.events import patterns
from c7n_reflex.events.findings import Finding, FindingError, of_event
from c7n_reflex.modes.findings import FindingMode
from c7n_reflex.modes.patterns import merged
from c7n_reflex.modes.translation import IMPORTED, IMPORTED_V2, ocsf_pattern

_NEEDED = {"source": ["aws.securityhub"], "detail-type": [IMPORTED]}
UNSETTLED = {
    "RecordState": ["ACTIVE"],
    "Workflow": {"Status": ["NEW", "NOTIFIED"]},
    "Compliance": {"Status": [{"exists": False}, {"anything-but": ["PASSED"]}]},
}


class HubFinding(FindingMode):
    """Runs on findings that still stand, in the account and region that each of them is about."""

    schema = type_schema("hub-finding", rinherit=LambdaMode.schema)

    def event_pattern(self) -> dict[str, Any]:
        """Findings that nobody has settled, unless `mode.pattern` speaks of those fields; both formats."""
        asff = self._asff_pattern()
        top = {key: value for key, value in asff.items() if key not in ("source", "detail-type", "detail")}
        ocsf = {"detail-type": [IMPORTED_V2], "detail": {"findings": self._ocsf_pattern()}}
        both = [{"detail-type": asff["detail-type"], "detail": asff["detail"]}, ocsf]
        return {**top, "source": asff["source"], "$or": both}

    def _asff_pattern(self) -> dict[str, Any]:
        return merged(_NEEDED, self.mode.get("pattern"), {"detail": {"findings": UNSETTLED}})

    def kind_pattern(self) -> dict[str, Any]:
        """For findings in the Security Finding Format, settled ones as well."""
        return merged(_NEEDED, self.mode.get("pattern"), {})

    def _ocsf_pattern(self) -> dict[str, Any]:
        return {"status_id": [1, 2], **ocsf_pattern(self.mode.get("pattern") or {})}

    def subscribes(self, event: Mapping[str, Any]) -> bool:
        """By any of its findings."""
        try:
            return any(self._wants(event, finding) for finding in of_event(event))
        except FindingError:
            return False

    def concerns(self, event: Mapping[str, Any]) -> bool:
        """By any of its findings, in either format."""
        try:
            found = of_event(event)
        except FindingError:
            return False
        pattern = patterns.compile(self.kind_pattern())
        return any(pattern.matches(self.alone(event, finding)) for finding in found)

    def alone(self, event: Mapping[str, Any], finding: Finding) -> dict[str, Any]:
        """The event with one finding, as the pattern for the Security Finding Format looks at it."""
        alone = dict(self.narrowed(event, (finding,)))
        if event.get("detail-type") == IMPORTED_V2:
            alone["detail-type"] = IMPORTED
        return alone

    def _wants(self, event: Mapping[str, Any], finding: Finding) -> bool:
        """By the pattern for the Security Finding Format, into which findings in OCSF are translated."""
        return bool(patterns.compile(self._asff_pattern()).matches(self.alone(event, finding)))
