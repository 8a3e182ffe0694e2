"""May an AWS service invoke this function? Its resource policy (AddPermission) says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c7n_reflex.organisation.calls import ApiError
from c7n_reflex.organisation.functions.names import FunctionName
from c7n_reflex.organisation.identity import service
from c7n_reflex.organisation.resource_policies.evaluation import allowed
from c7n_reflex.organisation.resource_policies.functions import policy_of

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

_ACTION = "lambda:InvokeFunction"


def check(organisation: Organisation, called: FunctionName, principal: str, source_arn: str) -> None:
    """Raises ApiError AccessDeniedException if the service `principal` may not invoke for `source_arn`."""
    account = source_arn.split(":")[4] if source_arn.count(":") >= 5 else ""
    context = {"aws:SourceArn": source_arn} if source_arn else {}
    if account:
        context["aws:SourceAccount"] = account
    policy = policy_of(organisation, called.account, called.region, called.name, called.qualifier)
    caller = service(principal, account or called.account)
    if not allowed(policy, principal=caller, action=_ACTION, resource=called.arn, context=context):
        raise ApiError(
            "AccessDeniedException",
            f"User: {principal} is not authorized to perform: {_ACTION} on resource: {called.arn} because no "
            f"resource-based policy allows the {_ACTION} action",
            status=403,
        )
