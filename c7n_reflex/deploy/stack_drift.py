"""Policies of a stack's resources that were changed by hand: found, and put back.

CloudFormation does not look at what it once created: an update of an unchanged template leaves a role that
somebody widened as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from c7n_reflex.deploy.guarded_policies import KINDS, Kind, Properties
from c7n_reflex.deploy.stack_reading import UNREADABLE, listed, template
from c7n_reflex.deploy.stack_values import Scope, UnresolvedError, resolved

_GONE = (  # the resource itself: what is missing is told apart from what was changed
    *("NoSuchEntity", "NoSuchBucket", "NotFound", "NotFoundException"),
    *("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"),
)


@dataclass(frozen=True)
class Edited:
    """A resource whose `part` (trust policy, policy, ...) is not the template's; or why it is not known."""

    resource: str  # logical id
    part: str
    unread: str = ""

    def __str__(self) -> str:
        return f"{self.resource}: {self.part}"


@dataclass(frozen=True)
class _Guarded:
    kind: Kind
    logical: str
    physical: str
    template: Mapping[str, Any]  # its properties as written
    scope: Scope

    @property
    def properties(self) -> Properties:
        """As CloudFormation gave them to AWS. Raises UnresolvedError."""
        found: Properties = resolved(self.template, self.scope)
        return found


def edited(client: Any, other: Callable[[str], Any], stack_id: str) -> tuple[Edited, ...]:
    """What was changed by hand since CloudFormation wrote it; reads only. Raises ClientError, BotoCoreError.

    `client` is CloudFormation's, `other` gives those of other services in the same account and region.
    """
    return tuple(one for each in _guarded(client, stack_id) for one in _edited(other, each))


def _edited(other: Callable[[str], Any], item: _Guarded) -> Iterator[Edited]:
    try:
        for part in item.kind.edited(other, item.physical, item.properties):
            yield Edited(item.logical, part)
    except UnresolvedError as error:
        yield Edited(item.logical, "policies", unread=f"{error} is not known")
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in UNREADABLE:
            yield Edited(item.logical, "policies", unread=f"{code} for {error.operation_name}")
        elif code not in _GONE:
            raise


def put_back(client: Any, other: Callable[[str], Any], stack_id: str) -> tuple[Edited, ...]:
    """Write the template's policies again where they differ; what was. Raises ClientError, BotoCoreError."""
    found = [
        (item, one) for item in _guarded(client, stack_id) for one in _edited(other, item) if not one.unread
    ]
    for item, one in found:
        item.kind.put(other, item.physical, item.properties, one.part)
    return tuple(one for _, one in found)


def _guarded(client: Any, stack_id: str) -> Iterator[_Guarded]:
    [found] = client.describe_stacks(StackName=stack_id)["Stacks"]
    document, resources = template(client, stack_id), listed(client, stack_id)
    physical = {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in resources}
    given = {each["ParameterKey"]: each.get("ParameterValue", "") for each in found.get("Parameters", ())}
    scope = Scope(document, found["StackId"], given, physical)
    for each in resources:
        kind, logical = KINDS.get(each["ResourceType"]), each["LogicalResourceId"]
        written = document.get("Resources", {}).get(logical)
        if kind is not None and written is not None:
            yield _Guarded(kind, logical, physical[logical], written.get("Properties", {}), scope)
