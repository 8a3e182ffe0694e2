"""Results of rules by resource, the tokens by which functions report them, and the event of each change.

Source: API_PutEvaluations; "Example Compliance Change Notification" of the AWS Config Developer Guide, whose
message is the event's detail.
"""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.config_rules.rules import Rule

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

Place = tuple[str, str, str]  # account, region, rule
Resource = tuple[str, str]  # type, id


@dataclass(frozen=True)
class Evaluation:
    """A rule's verdict about one resource."""

    rule: str
    resource_type: str
    resource_id: str
    compliance: str  # COMPLIANT, NON_COMPLIANT, NOT_APPLICABLE
    annotation: str
    ordered: dt.datetime  # when what was evaluated happened
    recorded: dt.datetime
    invoked: dt.datetime

    def told(self) -> dict[str, Any]:
        """As in an event."""
        qualifier = {
            "configRuleName": self.rule,
            "resourceType": self.resource_type,
            "resourceId": self.resource_id,
            "evaluationMode": "DETECTIVE",
        }
        return {
            "evaluationResultIdentifier": {
                "evaluationResultQualifier": qualifier,
                "orderingTimestamp": timestamp(self.ordered),
            },
            "complianceType": self.compliance,
            "resultRecordedTime": timestamp(self.recorded),
            "configRuleInvokedTime": timestamp(self.invoked),
            **({"annotation": self.annotation} if self.annotation else {}),
        }


class Evaluations:
    """The latest evaluation of each resource by each rule."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._tokens: dict[str, tuple[Rule, dt.datetime]] = {}
        self._latest: dict[Place, dict[Resource, Evaluation]] = {}
        self._lock = threading.Lock()

    def token(self, rule: Rule) -> str:
        """A new result token for an invocation of the rule's function."""
        made = secrets.token_urlsafe(48)
        with self._lock:
            self._tokens[made] = rule, now()
        return made

    def accept(self, account: str, region: str, given: list[dict[str, Any]], token: str) -> bool:
        """Keep evaluations and tell of changes; False if the token is none of this account and region."""
        with self._lock:
            rule, invoked = self._tokens.get(token, (None, now()))
        if rule is None or (rule.account, rule.region) != (account, region):
            return False
        self.take(rule, given, invoked)
        return True

    def take(self, rule: Rule, given: list[dict[str, Any]], invoked: dt.datetime) -> None:
        """Keep evaluations of the rule and tell of changes."""
        with self._lock:
            changes = [change for item in given if (change := self._keep(rule, invoked, item))]
        for old, new in changes:
            self._organisation.events.emit(rule.account, rule.region, _event(rule, old, new))

    def of(self, account: str, region: str, rule: str) -> list[Evaluation]:
        """A rule's evaluations, in the order in which their resources first came."""
        with self._lock:
            return list(self._latest.get((account, region, rule), {}).values())

    def forget(self, account: str, region: str, rule: str) -> None:
        """The rule is gone, or its results are to be."""
        with self._lock:
            self._latest.pop((account, region, rule), None)

    def _keep(
        self, rule: Rule, invoked: dt.datetime, item: dict[str, Any]
    ) -> tuple[Evaluation | None, Evaluation] | None:
        """The evaluation before and the new one, if compliance has changed."""
        new = Evaluation(
            rule=rule.name,
            resource_type=item["ComplianceResourceType"],
            resource_id=item["ComplianceResourceId"],
            compliance=item["ComplianceType"],
            annotation=item.get("Annotation", ""),
            ordered=_moment(item["OrderingTimestamp"]),
            recorded=now(),
            invoked=invoked,
        )
        latest = self._latest.setdefault((rule.account, rule.region, rule.name), {})
        key = (new.resource_type, new.resource_id)
        old = latest.get(key)
        if old and old.ordered > new.ordered:
            return None
        if new.compliance == "NOT_APPLICABLE":
            latest.pop(key, None)
            return (old, new) if old else None
        latest[key] = new
        return None if old and old.compliance == new.compliance else (old, new)


def now() -> dt.datetime:
    """UTC."""
    return dt.datetime.now(dt.UTC)


def timestamp(moment: dt.datetime) -> str:
    """As AWS Config writes a time: "2026-11-24T10:00:00.000Z"."""
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _moment(value: Any) -> dt.datetime:
    """Of a request's JSON: epoch seconds, or text."""
    if isinstance(value, int | float):
        return dt.datetime.fromtimestamp(value, dt.UTC)
    moment = dt.datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _event(rule: Rule, old: Evaluation | None, new: Evaluation) -> dict[str, Any]:
    detail = {
        "resourceId": new.resource_id,
        "awsRegion": rule.region,
        "awsAccountId": rule.account,
        "configRuleName": rule.name,
        "recordVersion": "1.0",
        "configRuleARN": rule.arn,
        "messageType": "ComplianceChangeNotification",
        "newEvaluationResult": new.told(),
        "notificationCreationTime": timestamp(now()),
        "resourceType": new.resource_type,
    }
    if old:
        detail["oldEvaluationResult"] = old.told()
    return {"source": "aws.config", "detail-type": "Config Rules Compliance Change", "detail": detail}
