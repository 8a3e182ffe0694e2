"""Which parts are created in one account and region: what is asked for, is not there, or is ours already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from c7n_reflex.accounts import Account
from c7n_reflex.deploy import stacks
from c7n_reflex.deploy.detection.parts import PARTS, Client, Part
from c7n_reflex.deploy.detection.wishes import CREATE, OFF

STACK = "c7n-reflex-detection"
EXISTING = "existing"
_UNKNOWN = {"OrganizationId": "", "ConfigBucket": "none"}  # detection.yml's defaults


@dataclass(frozen=True)
class Request:
    """What is asked for: `wishes` as wishes.parsed gives them, `template` as templates.read."""

    wishes: Mapping[str, str]
    template: str
    organization_id: str = ""
    bucket: str = ""  # name, for AWS Config


@dataclass(frozen=True)
class Stood:
    """Our stack as it is: logical ids of its resources, its parameters."""

    resources: frozenset[str] = frozenset()
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Wanted:
    stack: stacks.Stack
    resources: frozenset[str]  # of PARTS; none: there is to be no stack
    kept: str  # what is left to others, in words


@dataclass(frozen=True)
class Place:
    account: Account
    region: str
    home: str
    core: str

    @property
    def is_core_home(self) -> bool:
        return self.account.is_core and self.region == self.home


def wanted(client: Client, place: Place, request: Request, stood: Stood) -> Wanted:
    """What is to be, by what is asked for and what there is; reads only."""
    parameters = _where(place, request, stood)
    kind = "ORGANIZATION" if place.account.is_core and parameters["OrganizationId"] else "ACCOUNT"
    choices = {part.parameter: _choice(part, client, place, kind, request, stood) for part in PARTS}
    stack = stacks.Stack(STACK, request.template, {**parameters, **choices})
    resources = frozenset(part.resource for part in PARTS if choices[part.parameter] == CREATE)
    return Wanted(stack, resources, _kept(request, choices, place))


def _where(place: Place, request: Request, stood: Stood) -> dict[str, str]:
    """Parameters other than the parts'; what is not known this time is as it was."""
    given = {"OrganizationId": request.organization_id, "ConfigBucket": request.bucket}
    remembered = {
        name: given[name] or stood.parameters.get(name, default) for name, default in _UNKNOWN.items()
    }
    return {"CoreAccountId": place.core, "HomeRegion": place.home, **remembered}


def _choice(part: Part, client: Client, place: Place, kind: str, request: Request, stood: Stood) -> str:
    """The parameter's value. What is ours stays `create`: CloudFormation would delete it otherwise."""
    wish = request.wishes.get(part.name, "")
    if wish == OFF:
        return OFF
    if part.resource in stood.resources:
        return CREATE
    if wish != CREATE or (part.core_home_only and not place.is_core_home):
        return OFF if stood.parameters.get(part.parameter) == OFF and not wish else EXISTING
    return EXISTING if part.exists(client, kind) else CREATE


def _kept(request: Request, choices: Mapping[str, str], place: Place) -> str:
    names = [
        part.name
        for part in PARTS
        if choices[part.parameter] == EXISTING
        and request.wishes.get(part.name) == CREATE
        and (place.is_core_home or not part.core_home_only)
    ]
    return f"there already, left alone: {', '.join(names)}" if names else ""


def standing(cloudformation: Any) -> Stood:
    """What our stack holds now; nothing where there is no stack. Raises ClientError."""
    if stacks.status(cloudformation, STACK) is None:
        return Stood()
    [found] = cloudformation.describe_stacks(StackName=STACK)["Stacks"]
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=STACK)
    listed = [each for page in pages for each in page["StackResourceSummaries"]]
    gone = ("DELETE_COMPLETE", "CREATE_FAILED")
    return Stood(
        frozenset(each["LogicalResourceId"] for each in listed if each["ResourceStatus"] not in gone),
        {each["ParameterKey"]: each.get("ParameterValue", "") for each in found.get("Parameters", ())},
    )
