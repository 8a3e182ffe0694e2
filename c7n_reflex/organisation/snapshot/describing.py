"""Describes an account by boto3."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import jmespath
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

from c7n_reflex.errors import ReflexError
from c7n_reflex.organisation.snapshot.normalising import normalised
from c7n_reflex.organisation.snapshot.operations import (
    ACCOUNT,
    ARGUMENTS,
    GLOBAL,
    ON_REQUEST,
    OPERATIONS,
    RESOURCES,
    FollowUp,
)

if TYPE_CHECKING:
    import boto3
    from botocore.awsrequest import AWSRequest

_THREADS = 6
_MORE = ("NextToken", "nextToken", "Marker", "NextMarker", "NextContinuationToken", "LastEvaluatedTableName")
# Errors that say that the describer may not look; every other client error says that there is nothing.
_BLIND = (
    "AccessDenied",
    "AuthorizationError",
    "ExpiredToken",
    "InvalidClientTokenId",
    "RequestLimitExceeded",
    "Throttling",
    "TooManyRequests",
    "Unauthorized",
    "UnrecognizedClient",
)
_CONFIG = Config(
    retries={"total_max_attempts": 1},  # an operation that the endpoint does not have would only be slower
    parameter_validation=False,
    max_pool_connections=_THREADS,
)

_missing: set[tuple[str, str]] = set()  # operations that the endpoint has answered with a server error
_lock = threading.Lock()  # creating a client is not thread-safe


def describe(
    session: boto3.Session, regions: Sequence[str], services: Iterable[str] = tuple(OPERATIONS)
) -> dict[str, Any]:
    """{region or "global": {service: {list: {id: resource}}}} of the session's account, normalised.

    Findings and logs are left out unless "securityhub" and "logs" are among `services`. Raises ReflexError
    if the session may not look, as a description with holes would make two accounts look alike.
    """
    account = _client(session, "sts", regions[0]).get_caller_identity()["Account"]
    places = [("global", service, regions[0]) for service in services if service in GLOBAL]
    places += [
        (region, service, region) for region in regions for service in services if service not in GLOBAL
    ]
    # The longest first, so that no thread is left with EC2 at the end.
    places.sort(key=lambda place: -len(_operations(place[1])))
    with ThreadPoolExecutor(max_workers=_THREADS) as threads:
        found = list(threads.map(lambda place: _service(session, place[1], place[2], account), places))
    description: dict[str, Any] = {}
    for (place, service, _), answer in zip(places, found, strict=True):
        description.setdefault(place, {})[service] = answer
    return {place: dict(sorted(description[place].items())) for place in sorted(description)}


def _operations(service: str) -> tuple[str, ...]:
    try:
        return OPERATIONS.get(service) or ON_REQUEST[service]
    except KeyError:
        known = ", ".join(sorted({*OPERATIONS, *ON_REQUEST}))
        raise ReflexError(f"no table says how to describe {service!r}", remedy=f"known: {known}") from None


def _client(session: boto3.Session, service: str, region: str) -> Any:
    with _lock:
        client = session.client(service, region_name=region, config=_CONFIG)  # type: ignore[call-overload]
    client.meta.events.register("before-sign.s3-control", _without_account)
    return client


def _without_account(request: AWSRequest, **_: Any) -> None:
    """S3 Control puts the account before the host, and `<account>.127.0.0.1` is none."""
    request.url = re.sub(r"://\d{12}\.(?=[\d.]+(:|/|$))", "://", request.url or "")


def _service(session: boto3.Session, service: str, region: str, account: str) -> dict[str, Any]:
    client = _client(session, service, region)
    result: dict[str, Any] = {}
    for operation in _operations(service):
        arguments = _filled(ARGUMENTS.get((service, operation), {}), account)
        answer = _ask(client, service, operation, arguments)
        resources = RESOURCES.get((service, operation))
        if resources and answer:
            answer = _followed(client, service, answer, resources.items, resources.then)
        for name, value in answer.items():
            # Two operations of a service may use the same name for what they list.
            result[name if name not in result else f"{operation}.{name}"] = value
    return dict(normalised(result))


def _filled(value: Any, account: str) -> Any:
    """The arguments with the account's id put in."""
    if isinstance(value, dict):
        return {name: _filled(item, account) for name, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, account) for item in value]
    return account if value == ACCOUNT else value


def _followed(
    client: Any, service: str, answer: dict[str, Any], items: str, then: tuple[FollowUp, ...]
) -> dict[str, Any]:
    """The answer with what the follow-ups say about each of its resources."""
    found = jmespath.search(items, answer) or []
    if found and not isinstance(found[0], dict):  # bare names: `items` is the attribute's name
        answer = {**answer, items: [{"Id": name} for name in found]}
        found = answer[items]
    for resource in found:
        for follow_up in then:
            resource[follow_up.operation] = _follow(client, service, resource, follow_up)
    return answer


def _follow(client: Any, service: str, resource: dict[str, Any], follow_up: FollowUp) -> dict[str, Any]:
    parameters = {name: resource.get(source or "Id") for name, source in follow_up.parameters.items()}
    answer = _ask(client, service, follow_up.operation, {**parameters, **follow_up.fixed})
    if follow_up.items and answer:
        return _followed(client, service, answer, follow_up.items, follow_up.then)
    return answer


def _ask(client: Any, service: str, operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The whole answer, all pages of it; {} if there is nothing."""
    if (service, operation) in _missing:
        return {}
    method = xform_name(operation)
    try:
        answer = getattr(client, method)(**arguments)
        if any(answer.get(token) for token in _MORE) and client.can_paginate(method):
            answer = client.get_paginator(method).paginate(**arguments).build_full_result()
    except ClientError as error:
        return _nothing(service, operation, error)
    answer.pop("ResponseMetadata", None)
    return dict(answer)


def _nothing(service: str, operation: str, error: ClientError) -> dict[str, Any]:
    code, status = error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
    if code.startswith(_BLIND):
        raise ReflexError(
            f"cannot describe the account: {error}", remedy="use a role that may read everything"
        ) from error
    if status >= 500 or code == "404":
        _missing.add((service, operation))
    return {}
