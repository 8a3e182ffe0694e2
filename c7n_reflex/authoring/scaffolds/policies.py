"""A new policy: its file, its sweep's, and their cases."""

from __future__ import annotations

from pathlib import Path

import yaml

from c7n_reflex import policyfiles
from c7n_reflex.authoring import editorschema
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.scaffolds import policycases, request, triggers
from c7n_reflex.authoring.scaffolds.drafts import Draft
from c7n_reflex.authoring.scaffolds.names import snake
from c7n_reflex.authoring.scaffolds.policytext import text
from c7n_reflex.authoring.scaffolds.request import Request
from c7n_reflex.authoring.scaffolds.triggers import Trigger
from c7n_reflex.errors import InputError
from c7n_reflex.policyfiles import PolicyFile

_SUFFIX = "-sweep"


def drafts(asked: Request) -> list[Draft]:
    """The files of a new policy. InputError for anything in the request that cannot be had.

    It observes only. Its filter lets pass what is tagged so; the author writes what is really wrong.
    """
    resource = request.checked(asked)
    _refuse_known(asked)
    trigger = triggers.trigger(asked.event, resource, asked.ids)
    if asked.sweep and not trigger.is_call:
        raise InputError(
            "a sweep cannot be made of a finding",
            remedy="leave --sweep out; policies/sweeps/guardduty_instance.yml is one that asks Security Hub",
        )
    action = request.action(asked, resource)
    found = _pair(asked, trigger, trigger.folder, text(asked, resource, action, trigger))
    if asked.sweep:
        found += _pair(asked, None, "sweeps", text(asked, resource, action, trigger, sweep=True))
    return found


def _pair(asked: Request, trigger: Trigger | None, folder: str, body: str) -> list[Draft]:
    """The policy's file, and that of its cases."""
    file = f"{snake(asked.name)}.yml"
    path, cases = asked.root / "policies" / folder / file, asked.root / "tests" / "policies" / folder / file
    policy = _checked(path, body)
    return [
        Draft(path, _directive(asked, path, "policies") + body),
        Draft(cases, _directive(asked, cases, "cases") + policycases.text(policy, trigger)),
    ]


def _directive(asked: Request, path: Path, kind: str) -> str:
    return editorschema.directive(path, kind, asked.root / editorschema.DEFAULT_FOLDER) + "\n"


def _checked(path: Path, body: str) -> FleetPolicy:
    """The policy, if Custodian takes it: InputError where the action cannot be written so."""
    data = yaml.safe_load(body)
    policyfiles.check([PolicyFile(path, data, {})])
    return FleetPolicy(data["policies"][0])


def _refuse_known(asked: Request) -> None:
    """InputError for a name that another file's policy has."""
    folder = asked.root / "policies"
    names = {asked.name, *([asked.name + _SUFFIX] if asked.sweep else [])}
    for file in policyfiles.load([folder]) if _holds_policies(folder) else ():
        for index, policy in enumerate(file.policies):
            if isinstance(policy, dict) and policy.get("name") in names:
                raise InputError(
                    f"there is a policy {policy['name']!r} already",
                    remedy="choose another name",
                    place=file.place(("policies", index)),
                )


def _holds_policies(folder: Path) -> bool:
    return any(file.suffix in policyfiles.sources.SUFFIXES for file in folder.rglob("*"))
