"""The event by which AWS Config invokes a custom rule's function.

Source: "Example Events for AWS Config Rules" of the AWS Config Developer Guide.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.calls import ApiError
from c7n_reflex.organisation.config_rules import rules
from c7n_reflex.organisation.config_rules.evaluations import Evaluations, now, timestamp
from c7n_reflex.organisation.config_rules.rules import Rule
from c7n_reflex.organisation.functions import names, permission

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

SERVICE = "config.amazonaws.com"
_DELETED = ("ResourceDeleted", "ResourceDeletedNotRecorded", "ResourceNotRecorded")


def evaluate(organisation: Organisation, evaluations: Evaluations, body: Any) -> dict[str, str]:
    """POST config/evaluate. Raises ValueError if there is no such rule, or Config may not invoke it."""
    account, region, name = body["account"], body["region"], body["rule"]
    rule = rules.find(organisation, account, region, name)
    if rule is None or not rule.function:
        raise ValueError(f"{account} has no custom Lambda rule {name} in {region}")
    token = evaluations.token(rule)
    item = body.get("configuration_item")
    event = {
        "version": "1.0",
        "invokingEvent": json.dumps(_changed(rule, item) if item is not None else _scheduled(rule)),
        "ruleParameters": json.dumps(body["parameters"]) if "parameters" in body else rule.parameters,
        "resultToken": token,
        "eventLeftScope": (item or {}).get("configurationItemStatus") in _DELETED,
        "executionRoleArn": rule.role,
        "configRuleArn": rule.arn,
        "configRuleName": rule.name,
        "configRuleId": rule.id,
        "accountId": account,
    }
    try:
        permission.check(organisation, names.parse(rule.function, account, region), SERVICE, rule.arn)
        organisation.functions.invoke_async(rule.function, event)
    except ApiError as error:
        raise ValueError(error.message) from error
    return {"function": rule.function, "result_token": token}


def _changed(rule: Rule, item: dict[str, Any]) -> dict[str, Any]:
    item = {
        "configurationItemCaptureTime": timestamp(now()),
        "configurationItemStatus": "OK",
        "awsAccountId": rule.account,
        "awsRegion": rule.region,
        "relationships": [],
        "tags": {},
        **item,
    }
    return {
        "configurationItemDiff": None,
        "configurationItem": item,
        "notificationCreationTime": timestamp(now()),
        "messageType": "ConfigurationItemChangeNotification",
        "recordVersion": "1.3",
    }


def _scheduled(rule: Rule) -> dict[str, Any]:
    return {
        "awsAccountId": rule.account,
        "notificationCreationTime": timestamp(now()),
        "messageType": "ScheduledNotification",
        "recordVersion": "1.0",
    }
