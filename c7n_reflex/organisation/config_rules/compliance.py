"""GetComplianceDetailsByConfigRule, DescribeComplianceByConfigRule and PutExternalEvaluation: moto has none.

An external evaluation is what a person says of a process check: a rule of the identifier
AWS_CONFIG_PROCESS_CHECK ("Process checks in conformance packs" of the AWS Config Developer Guide).
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.calls import ApiError, Call, Result
from c7n_reflex.organisation.config_rules import rules
from c7n_reflex.organisation.config_rules.evaluations import Evaluation, Evaluations, now
from c7n_reflex.organisation.moto_mends.config import PROCESS_CHECK

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

_MOST = 100
_COUNTED = 25  # ComplianceContributorCount is capped at it


def install(organisation: Organisation, evaluations: Evaluations) -> None:
    """Answer the operations; a rule's results go with it."""
    operations = organisation.operations
    for operation, handler in (
        ("GetComplianceDetailsByConfigRule", _details),
        ("DescribeComplianceByConfigRule", _summaries),
        ("DeleteEvaluationResults", _delete),
        ("PutExternalEvaluation", _external),
    ):
        work = functools.partial(handler, organisation, evaluations)
        operations.override("config", operation, work)

    def deleted(call: Call, _: Result) -> None:
        evaluations.forget(call.account, call.region, call.params["ConfigRuleName"])

    operations.after("config", "DeleteConfigRule", deleted)


def _details(organisation: Organisation, evaluations: Evaluations, call: Call) -> dict[str, Any]:
    name = _known(organisation, call, call.params["ConfigRuleName"])
    wanted = call.params.get("ComplianceTypes") or ("COMPLIANT", "NON_COMPLIANT")
    found = [one for one in evaluations.of(call.account, call.region, name) if one.compliance in wanted]
    size, start = int(call.params.get("Limit") or _MOST), call.params.get("NextToken") or "0"
    if not start.isdigit():
        raise ApiError("InvalidNextTokenException", "The specified next token is invalid")
    end = int(start) + size
    more = {"NextToken": str(end)} if end < len(found) else {}
    return {"EvaluationResults": [_shown(one) for one in found[int(start) : end]], **more}


def _summaries(organisation: Organisation, evaluations: Evaluations, call: Call) -> dict[str, Any]:
    given = call.params.get("ConfigRuleNames") or []
    names = [_known(organisation, call, name) for name in given]
    summaries = [
        _summary(name, evaluations.of(call.account, call.region, name))
        for name in names or rules.names(organisation, call.account, call.region)
    ]
    wanted = call.params.get("ComplianceTypes")
    return {
        "ComplianceByConfigRules": [
            one for one in summaries if not wanted or one["Compliance"]["ComplianceType"] in wanted
        ]
    }


def _delete(organisation: Organisation, evaluations: Evaluations, call: Call) -> dict[str, Any]:
    name = _known(organisation, call, call.params["ConfigRuleName"])
    evaluations.forget(call.account, call.region, name)
    return {}


def _external(organisation: Organisation, evaluations: Evaluations, call: Call) -> dict[str, Any]:
    name = _known(organisation, call, call.params["ConfigRuleName"])
    rule = rules.find(organisation, call.account, call.region, name)
    if rule is None or rule.managed != PROCESS_CHECK:
        raise ApiError("InvalidParameterValueException", f"The ConfigRule '{name}' is no process check.")
    evaluations.take(rule, [call.params["ExternalEvaluation"]], now())
    return {}


def _known(organisation: Organisation, call: Call, name: str) -> str:
    if rules.find(organisation, call.account, call.region, name) is None:
        message = f"The ConfigRule '{name}' provided in the request is invalid."
        raise ApiError("NoSuchConfigRuleException", message)
    return name


def _summary(name: str, found: list[Evaluation]) -> dict[str, Any]:
    bad = sum(one.compliance == "NON_COMPLIANT" for one in found)
    if not found:
        return {"ConfigRuleName": name, "Compliance": {"ComplianceType": "INSUFFICIENT_DATA"}}
    compliance: dict[str, Any] = {"ComplianceType": "NON_COMPLIANT" if bad else "COMPLIANT"}
    if bad:
        count = {"CappedCount": min(bad, _COUNTED), "CapExceeded": bad > _COUNTED}
        compliance["ComplianceContributorCount"] = count
    return {"ConfigRuleName": name, "Compliance": compliance}


def _shown(evaluation: Evaluation) -> dict[str, Any]:
    """As boto3 returns an EvaluationResult."""
    shown = {
        "EvaluationResultIdentifier": {
            "EvaluationResultQualifier": {
                "ConfigRuleName": evaluation.rule,
                "ResourceType": evaluation.resource_type,
                "ResourceId": evaluation.resource_id,
                "EvaluationMode": "DETECTIVE",
            },
            "OrderingTimestamp": evaluation.ordered,
        },
        "ComplianceType": evaluation.compliance,
        "ResultRecordedTime": evaluation.recorded,
        "ConfigRuleInvokedTime": evaluation.invoked,
    }
    return {**shown, "Annotation": evaluation.annotation} if evaluation.annotation else shown
