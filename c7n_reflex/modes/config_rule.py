"""Mode `config-rule`: AWS Config has recorded a change where it is deployed (c7n.policy.ConfigRuleMode)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from c7n.exceptions import PolicyValidationError
from c7n.policy import ConfigRuleMode
from c7n.utils import local_session

from c7n_reflex.modes import driver
from c7n_reflex.modes.base import EventMode
from c7n_reflex.modes.sessions import sharing_models
from c7n_reflex.pipeline.locate import Name
from c7n_reflex.pipeline.outcome import EventEndedError, Outcome
from c7n_reflex.pipeline.reaction import Reaction, Resource
from c7n_reflex.pipeline.route import Ending

_DELETED = ("ResourceDeleted", "ResourceNotRecorded", "ResourceDeletedNotRecorded")
_NOT_APPLICABLE = frozenset({Outcome.GONE, Outcome.NOTHING_NAMED})
_NOT_MATCHED = frozenset({Outcome.NO_MATCH, Outcome.CONDITIONS})


class ConfigRule(EventMode):
    """Runs on the items that Config sends, and answers whether the resource complies."""

    schema = ConfigRuleMode.schema

    def validate(self) -> None:
        """PolicyValidationError for a type that AWS Config does not record, and for a pattern."""
        super().validate()
        where = f"policy:{self.policy.name}"
        if not self.policy.resource_manager.resource_type.config_type:
            raise PolicyValidationError(f"{where} AWS Config does not record {self.policy.resource_type}")
        if self.mode.get("pattern"):
            raise PolicyValidationError(f"{where} mode config-rule takes no `pattern`: Config starts it")

    def event_pattern(self) -> None:
        """Config invokes the function itself."""

    def concerns(self, event: Mapping[str, Any]) -> bool:
        """What Config sends."""
        return bool(item_of(event))

    def ending(self, event: Mapping[str, Any]) -> Ending | None:
        """Ends events that carry no item. Of what is deleted or out of scope nothing is left to look at."""
        item = item_of(event)
        if not item:
            return Outcome.MALFORMED, "the event has no configuration item"
        return (Outcome.GONE, "") if _is_over(event, item) else None

    def names(self, event: Mapping[str, Any]) -> Iterable[Name]:
        """The item's resource, in the item's account and region."""
        item = item_of(event)
        if item["resourceType"] != self.policy.resource_manager.resource_type.config_type:
            return
        account, region = str(item.get("awsAccountId") or ""), str(item.get("awsRegion") or "")
        yield Name(account, region, self._identity(item))

    def _identity(self, item: Mapping[str, Any]) -> str:
        """The id by which c7n knows it: Config may have another."""
        model = self.policy.resource_manager.resource_type
        if not model.config_id or model.config_id == model.id or "configuration" not in item:
            return str(item.get("resourceId") or item.get("resourceName"))
        source = self.policy.resource_manager.get_source("config")
        return str(source.load_resource(dict(item))[model.id])

    def run(self, event: dict[str, Any], lambda_context: Any) -> list[Resource]:
        """React, and tell Config. An event that ends in an error leaves the evaluation as it was."""
        self.setup_exec_environment(event)
        reactions = driver.react(self, event, lambda_context)
        self._evaluate(event, reactions)
        return driver.acted_upon(reactions)

    def _evaluate(self, event: Mapping[str, Any], reactions: list[Reaction]) -> None:
        item, (compliance, text) = item_of(event), self._compliance(reactions)
        if "resultToken" not in event:
            return
        client = local_session(sharing_models(self.policy.session_factory)).client("config")
        evaluation = {
            "ComplianceResourceType": item.get("resourceType"),
            "ComplianceResourceId": item.get("resourceId"),
            "ComplianceType": compliance,
            "Annotation": text[:256],
            "OrderingTimestamp": item.get("configurationItemCaptureTime"),
        }
        try:
            client.put_evaluations(Evaluations=[evaluation], ResultToken=event["resultToken"])
        except (ClientError, BotoCoreError) as error:
            raise EventEndedError(Outcome.UNREPORTED, f"the evaluation: {error}") from error

    def _compliance(self, reactions: list[Reaction]) -> tuple[str, str]:
        """(compliance, annotation). A resource that was fixed did not comply; its change makes a new item."""
        outcomes = [reaction.outcome for reaction in reactions]
        if all(outcome in _NOT_APPLICABLE for outcome in outcomes):
            return "NOT_APPLICABLE", "The rule does not apply."
        matched = any(outcome not in _NOT_MATCHED for outcome in outcomes)
        if matched is bool(self.mode.get("match-compliant", False)):
            return "COMPLIANT", f"The resource is compliant with policy:{self.policy.name}."
        return "NON_COMPLIANT", f"The resource is not compliant with policy:{self.policy.name}."


def item_of(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """The configuration item, or the summary of one that is too large to be sent; empty if there is none.

    https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config_develop-rules_example-events.html
    """
    try:
        invoking = json.loads(event.get("invokingEvent") or "")
    except (TypeError, ValueError):
        return {}
    if not isinstance(invoking, Mapping):
        return {}
    item = invoking.get("configurationItem") or invoking.get("configurationItemSummary")
    if not isinstance(item, Mapping) or not (item.get("resourceId") and item.get("resourceType")):
        return {}
    return item


def _is_over(event: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
    return bool(event.get("eventLeftScope")) or item.get("configurationItemStatus") in _DELETED
