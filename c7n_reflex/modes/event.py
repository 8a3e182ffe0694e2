"""Mode `event`: whatever EventBridge can select, for which Custodian has no mode.

For instance "Config Rules Compliance Change", native findings of Access Analyzer, Macie and Inspector, and
events of partners.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from c7n.exceptions import PolicyValidationError
from c7n.policy import LambdaMode
from c7n.utils import jmespath_compile, type_schema
from jmespath.exceptions import JMESPathError

from c7n_reflex.events import patterns, principals
from c7n_reflex.events.findings import Finding, FindingError, SpoofedFindingError, of_event, origin
from c7n_reflex.events.patterns import InvalidPatternError
from c7n_reflex.modes.calls import failure, search, texts
from c7n_reflex.modes.findings import FindingMode
from c7n_reflex.modes.patterns import mentions
from c7n_reflex.pipeline.locate import Name
from c7n_reflex.pipeline.outcome import EventEndedError, Outcome
from c7n_reflex.pipeline.route import Ending

_PATHS = ("ids", "account", "region")
_AWS = "aws."  # sources that begin so only AWS may put, its partners' included
# Where native findings say that they are settled: a pattern that speaks of it decides itself.
_STATES = (("detail", "status"), ("detail", "service", "archived"), ("detail", "newEvaluationResult"))


class Event(FindingMode):
    """Runs on the events that `pattern` selects; `ids`, `account` and `region` are JMESPaths on the event.

    :example:

    .. code-block:: yaml

        policies:
          - name: noncompliant-bucket
            resource: aws.s3
            mode:
              type: event
              pattern:
                source: [aws.config]
                detail-type: [Config Rules Compliance Change]
                detail:
                  newEvaluationResult: {complianceType: [NON_COMPLIANT]}
              ids: detail.resourceId
              account: detail.awsAccountId
              region: detail.awsRegion
    """

    schema = type_schema(
        "event",
        required=["pattern"],
        **{name: {"type": "string"} for name in _PATHS},
        rinherit=LambdaMode.schema,
    )

    def validate(self) -> None:
        """PolicyValidationError for a pattern that EventBridge would refuse, and for paths that are none."""
        super().validate()
        try:
            patterns.compile(self.event_pattern())
        except InvalidPatternError as error:
            raise PolicyValidationError(f"policy:{self.policy.name} mode.pattern: {error}") from error
        if "ids" not in self.mode and self.policy.resource_manager.type != "account":
            raise PolicyValidationError(f"policy:{self.policy.name} mode event needs `ids`: a JMESPath")
        for name in _PATHS:
            try:
                jmespath_compile(self.mode.get(name, "@"))
            except JMESPathError as error:
                raise PolicyValidationError(f"policy:{self.policy.name} mode.{name}: {error}") from error

    def event_pattern(self) -> dict[str, Any]:
        """As it is written."""
        return dict(self.mode["pattern"])

    def ending(self, event: Mapping[str, Any]) -> Ending | None:
        """Failed and own calls, settled findings, where the event is a call or carries findings."""
        detail = event.get("detail")
        if isinstance(detail, Mapping) and "eventName" in detail:
            return self._call_ending(event, detail)
        findings = _findings(event)
        reasons = [self._over(finding) for finding in findings]
        return reasons[0] if reasons and all(reasons) else None

    def _settled(self, finding: Finding) -> str:
        """Not, where the pattern speaks of the field that says so."""
        asked = any(mentions(self.mode["pattern"], path) for path in _STATES)
        return "" if asked else super()._settled(finding)

    def _call_ending(self, event: Mapping[str, Any], detail: Mapping[str, Any]) -> Ending | None:
        failed = failure(detail)
        if failed and not mentions(self.mode["pattern"], ("detail", "errorCode")):
            return Outcome.CALL_FAILED, failed
        return (Outcome.OWN_CALL, "") if principals.is_own(event, self.own_roles()) else None

    def names(self, event: Mapping[str, Any]) -> Iterable[Name | EventEndedError]:
        """What the paths find; without `account` and `region`, in those of the envelope.

        Of an account, `ids` names no resource: what it finds is in `c7n-reflex:ids`.
        """
        account, region = self._one("account", event), self._one("region", event)
        sender = str(event.get("account") or "")
        if account != sender and not str(event.get("source", "")).startswith(_AWS):
            yield EventEndedError(Outcome.SPOOFED, f"account {sender} sent it itself and names {account}")
            return
        findings = _findings(event)
        refused = _refusal(findings, account, sender)
        if refused:
            yield EventEndedError(Outcome.SPOOFED, refused)
            return
        finding = findings[0] if len(findings) == 1 else None
        is_account = self.policy.resource_manager.type == "account"
        ids = texts(search(self.mode["ids"], event)) if "ids" in self.mode else []
        # What an account's event is about tells it from others of the account (`cloudtrail` does the same).
        notes = {"c7n-reflex:ids": ids} if is_account and "ids" in self.mode else {}
        for identity in [""] if is_account else self.policy.resource_manager.match_ids(ids):
            yield Name(account, region, identity, notes, finding)

    def _one(self, name: str, event: Mapping[str, Any]) -> str:
        if name not in self.mode:
            return str(event.get(name) or "")
        found = texts(search(self.mode[name], event))
        if len(found) > 1:
            raise EventEndedError(Outcome.MALFORMED, f"mode.{name} finds more than one: {found}")
        return found[0] if found else ""

    def narrowed(self, event: Mapping[str, Any], findings: Sequence[Finding]) -> Mapping[str, Any]:  # noqa: ARG002
        """As it came: it names one account and region."""
        return event


def _refusal(findings: Sequence[Finding], account: str, sender: str) -> str:
    """Why findings cannot speak for the account; empty if they can. Paths may lead to what anybody writes."""
    try:
        for finding in findings:
            origin.check(finding, sender)
    except SpoofedFindingError as error:
        return str(error)
    known = {each.account for each in findings} | {named.account for f in findings for named in f.resources}
    return f"the finding is of {sorted(known)}, not of {account}" if known and account not in known else ""


def _findings(event: Mapping[str, Any]) -> tuple[Finding, ...]:
    """The findings that it carries, if it does."""
    try:
        return of_event(event)
    except FindingError:
        return ()
