"""Admits a call to another account's resource, or refuses it as AWS does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.calls import ApiError, Call
from c7n_reflex.organisation.resource_policies.evaluation import Policy, allowed, caller_context

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

ACCOUNT = re.compile(r"^\d{12}$")

# What a service needs a resource policy for even in the account that it works for, as it has no other rights.
_SERVICES_NEED_A_POLICY = {
    "lambda:InvokeFunction",
    "sns:Publish",
    "sqs:SendMessage",
}
_source: ContextVar[str | None] = ContextVar("source", default=None)


@contextmanager
def on_behalf_of(source_arn: str) -> Iterator[None]:
    """Calls of an AWS service in this block carry `aws:SourceArn`: the rule or topic that it acts for."""
    token = _source.set(source_arn)
    try:
        yield
    finally:
        _source.reset(token)


class Guard:
    """The check before a call to a resource that has a policy."""

    def __init__(self, organisation: Organisation, denied_code: str) -> None:
        """`denied_code` is what the service calls access denied."""
        self._organisation = organisation
        self._denied_code = denied_code

    def needed(self, call: Call, owner: str, action: str) -> bool:
        """True if `owner`'s resource policy decides on the call; within an account nothing is checked."""
        if not ACCOUNT.match(owner):
            return False
        return owner != call.account or (
            call.principal.type == "AWSService" and action in _SERVICES_NEED_A_POLICY
        )

    def admit(
        self,
        call: Call,
        owner: str,
        policy: Policy,
        action: str,
        resource: str,
        context: dict[str, Any] | None = None,
    ) -> None:
        """Point the call at the owner's account. Raises ApiError (403) if the policy does not admit it."""
        keys = {**self.context(call), **(context or {})}
        if not allowed(policy, principal=call.principal, action=action, resource=resource, context=keys):
            raise self.denial(call, action, resource)
        call.account = owner

    def context(self, call: Call) -> dict[str, Any]:
        """The condition keys of this call."""
        accounts = [account.id for account in self._organisation.directory.accounts]
        return caller_context(
            call.principal,
            accounts,
            aws_SourceArn=_source.get() if call.principal.type == "AWSService" else None,
            aws_SourceOwner=call.principal.account,
            aws_SourceIp=call.source_ip if call.principal.type != "AWSService" else None,
            aws_UserAgent=call.user_agent,
            aws_RequestedRegion=call.region,
            aws_SecureTransport="true",
            aws_CurrentTime=call.time.isoformat(),
        )

    def denial(self, call: Call, action: str, resource: str) -> ApiError:
        """The error that AWS answers with."""
        return ApiError(
            self._denied_code,
            f"User: {call.principal.arn} is not authorized to perform: {action} on resource: {resource} "
            f"because no resource-based policy allows the {action} action",
            status=403,
        )


def operations_with(service: str, member: str) -> Iterator[str]:
    """Operations of a service whose input has this member, from botocore's model."""
    from moto.core.utils import get_service_model

    model = get_service_model(service)
    for name in model.operation_names:
        shape = model.operation_model(name).input_shape
        if shape is not None and member in shape.members:
            yield name
