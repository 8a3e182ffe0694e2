"""Lambda: calls that name a function of another account by its ARN.

Source: "Granting Lambda function access to other accounts" of the Lambda Developer Guide.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from c7n_reflex.organisation.calls import Call
from c7n_reflex.organisation.moto_mends import awslambda_aliases
from c7n_reflex.organisation.resource_policies.evaluation import Policy
from c7n_reflex.organisation.resource_policies.guard import Guard, operations_with

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

# An ARN, or the partial ARN `account:function:name`; either may end with a version or alias.
_NAMED = re.compile(
    r"^(?:arn:[\w-]+:lambda:(?P<region>[\w-]+):)?(?P<owner>\d{12}):function:(?P<name>[\w-]+)(?::(?P<version>.+))?$"
)
_ACTIONS = {"Invoke": "InvokeFunction", "InvokeAsync": "InvokeFunction", "ListTags": "ListTags"}


def install(organisation: Organisation) -> None:
    """Check calls to functions of other accounts."""
    guard = Guard(organisation, "AccessDeniedException")
    for member in ("FunctionName", "Resource"):
        for operation in operations_with("lambda", member):
            if operation != "CreateFunction":
                check = functools.partial(_check, organisation, guard, member)
                organisation.operations.before("lambda", operation, check)


def policy_of(
    organisation: Organisation, account: str, region: str, name: str, qualifier: str = ""
) -> Policy:
    """The resource policy of a function, or of its version or alias; None without one.

    A policy of the function says nothing about calls of an alias.
    """
    from moto.awslambda.exceptions import UnknownFunctionException

    with organisation.lock:
        try:
            backend = organisation.backend("lambda", account, region)
            function = backend.get_function(name)
        except UnknownFunctionException:
            return None
        if qualifier and qualifier != "$LATEST":
            found = awslambda_aliases.statements(backend, name, qualifier)
        else:
            found = function.policy.statements
        statements = [_as_sent(statement) for statement in found]
    return {"Statement": statements} if statements else None


def _as_sent(statement: dict[str, object]) -> dict[str, object]:
    """moto keeps an account id, role ARN or "*" as bare text; AWS answers with {"AWS": ...}."""
    principal = statement.get("Principal")
    if isinstance(principal, str) and principal != "*":
        kind = "Service" if "." in principal and not principal.startswith("arn:") else "AWS"
        statement = {**statement, "Principal": {kind: principal}}
    resource = statement.get("Resource")
    return {**statement, "Resource": [resource, f"{resource}:$LATEST"]} if resource else statement


def _check(organisation: Organisation, guard: Guard, member: str, call: Call) -> None:
    named = _NAMED.match(call.params.get(member, ""))
    action = f"lambda:{_ACTIONS.get(call.operation, call.operation)}"
    owner = named["owner"] if named else call.account
    if not guard.needed(call, owner, action):
        return
    name = named["name"] if named else call.params.get(member, "")
    region = (named["region"] if named else None) or call.region
    resource = f"arn:aws:lambda:{region}:{owner}:function:{name}"
    qualifier = (named["version"] if named else None) or call.params.get("Qualifier") or ""
    resource += f":{qualifier}" if qualifier else ""
    guard.admit(call, owner, policy_of(organisation, owner, region, name, qualifier), action, resource)
