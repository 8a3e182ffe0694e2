"""What is asked of a new policy."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from c7n_reflex.authoring.scaffolds.names import kebab
from c7n_reflex.errors import InputError

Element = str | dict[str, Any]


@dataclass(frozen=True)
class Request:
    """As the command line gives it."""

    name: str
    event: str  # a sample's name
    resource: str  # "aws.s3" or "s3"
    root: Path = Path()  # the project's folder
    action: str = ""  # a name, or YAML; empty: one that fits
    ids: str = ""  # JMESPath below `detail`; empty: it is looked for
    sweep: bool = False

    @property
    def kind(self) -> str:
        """The resource type, "aws.s3"."""
        return self.resource if "." in self.resource else f"aws.{self.resource}"


def checked(request: Request) -> Any:
    """The resource type's c7n class. InputError for a name or type that is none."""
    kebab(request.name, "a policy")
    return resource_class(request.kind)


def resource_class(kind: str) -> Any:
    """c7n's class of "aws.s3". InputError, with the nearest, for a type that is none."""
    from c7n.provider import get_resource_class
    from c7n.resources import load_resources
    from c7n.resources.aws import AWS

    import c7n_reflex.plugin  # noqa: F401

    if kind not in AWS.resource_map:
        near = difflib.get_close_matches(kind, AWS.resource_map, 1)
        remedy = f"did you mean {near[0]!r}?" if near else "see c7n-reflex custodian schema aws"
        raise InputError(f"unknown resource {kind!r}", remedy=remedy)
    load_resources([kind])
    return get_resource_class(kind)


def action(request: Request, resource: Any) -> Element:
    """What the policy does: what was asked for, or the first remediation of ours for that type, or a notice.

    InputError for an action that the type does not have.
    """
    from custom_actions import ACTIONS

    if not request.action:
        return next(iter(ACTIONS.get(request.kind, {})), "notify-owner")
    given = _element(request.action)
    name = given if isinstance(given, str) else str(given.get("type"))
    known = list(resource.action_registry.keys())
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        remedy = f"did you mean {near[0]!r}?" if near else f"see c7n-reflex custodian schema {request.kind}"
        raise InputError(f"{request.kind} has no action {name!r}", remedy=remedy)
    return given


def _element(text: str) -> Element:
    remedy = "give its name, or in YAML {type: tag, key: reviewed, value: no}"
    try:
        given = yaml.safe_load(text)
    except yaml.YAMLError:
        raise InputError(f"{text!r} is no action", remedy=remedy) from None
    if isinstance(given, str) or (isinstance(given, dict) and "type" in given):
        return given
    raise InputError(f"{text!r} is no action", remedy=remedy)
