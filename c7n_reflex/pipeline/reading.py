"""What the resources that an event names look like now: found, gone, or an error.

Custodian answers an error with an empty list (c7n.query.QueryResourceManager.get_resources), so that a
missing permission or a throttled call looks like success. Here it is raised, and Lambda retries the event.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import ClientError
from c7n.exceptions import PolicyExecutionError
from c7n.query import QueryResourceManager
from c7n.utils import is_not_found, local_session

from c7n_reflex.pipeline.listening import listening

Resource = dict[str, Any]
_ONE_AT_A_TIME = ("sqs",)  # c7n finds none of several (c7n.resources.sqs.DescribeQueue.get_resources)
_GONE_CODES = ("NonExistent", "DoesNotExist", "404")  # beside those of c7n.utils.is_not_found


def resolve(manager: Any, ids: Sequence[str]) -> list[Resource]:
    """The resources of the c7n manager's type with these ids; those that no longer exist are left out.

    Raises ClientError, or PolicyExecutionError for an error that a resource type hides.
    """
    with _refusals(manager) as refused:
        found = _found(manager, list(ids))
    denied = [method for each in found for method in each.get("c7n:DeniedMethods", ())]
    if denied:
        raise PolicyExecutionError(f"{manager.type} {list(ids)}: denied: {', '.join(sorted(set(denied)))}")
    if refused and len(found) < max(len(ids), 1):
        raise PolicyExecutionError(f"{manager.type} {list(ids)} could not be read: {', '.join(refused)}")
    return found


def _found(manager: Any, ids: list[str]) -> list[Resource]:
    try:
        return _describe(manager, ids)
    except ClientError as error:
        if not is_gone(error):
            raise
    # One that is gone must not hide the others.
    return [each for one in ids for each in _found(manager, [one])] if len(ids) > 1 else []


def _describe(manager: Any, ids: list[str]) -> list[Resource]:
    if manager.type in _ONE_AT_A_TIME and len(ids) > 1:
        return [each for one in ids for each in _describe(manager, [one])]
    if type(manager).get_resources is not QueryResourceManager.get_resources:
        return list(manager.get_resources(ids) or ())
    return list(manager.augment(manager.source.get_resources(ids)) or ())


def is_gone(error: ClientError) -> bool:
    """True if AWS answered that there is no such thing."""
    code = error.response["Error"]["Code"]
    return is_not_found(error) is True or any(part in code for part in _GONE_CODES)


@contextmanager
def _refusals(manager: Any) -> Iterator[list[str]]:
    """`Operation: Code` of every error but "not found" that calls in the policy's session met."""
    refused: list[str] = []

    def note(parsed: Any, model: Any, **_: Any) -> None:
        if "Error" in parsed and not is_gone(ClientError(parsed, model.name)):
            refused.append(f"{model.name}: {parsed['Error'].get('Code')}")

    with listening(local_session(manager.session_factory), note):
        yield refused
