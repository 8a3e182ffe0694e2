"""The text of a new policy, with comments that say what is left to do."""

from __future__ import annotations

import textwrap
from typing import Any

from c7n_reflex.authoring.scaffolds.request import Element, Request
from c7n_reflex.authoring.scaffolds.triggers import Trigger
from c7n_reflex.authoring.scaffolds.yamltext import block

EXEMPT_TAG, EXEMPT_VALUE = "security-exception", "approved"
_WIDTH = 100
_NOTICE = "notify-owner"


def text(asked: Request, resource: Any, action: Element, trigger: Trigger, *, sweep: bool = False) -> str:
    """The file of the policy, or of its sweep."""
    name = f"{asked.name}-sweep" if sweep else asked.name
    twin = f"      twin: {asked.name}  # does the same within seconds\n" if sweep else ""
    mode = "" if sweep else "    mode:\n" + block(trigger.mode, 6, mappings=True)
    return (
        f"policies:\n  - name: {name}\n    resource: {asked.kind}\n"
        f"{_description(trigger)}"
        "    metadata:\n"
        f"{twin}"
        "      enforcement: observe  # it changes nothing yet; then approve, then enforce\n"
        "      severity: medium\n"
        f"{block({'controls': list(trigger.controls)}, 6)}"
        "      attack: []  # techniques of MITRE ATT&CK that it answers: [T1562.007]\n"
        "      owner: security-engineering@example.com\n"
        "      undo: >-\n"
        "        TODO: what the account's owner can do to get it back. It is printed in the notice.\n"
        f"{mode}"
        f"{_filters(asked, resource)}"
        f"{block({'actions': _actions(asked, action)}, 4)}"
    )


def _description(trigger: Trigger) -> str:
    sentence = (
        f"TODO: why {trigger.title.rstrip('.')} is a problem, and what is done about it. Owners read it."
    )
    lines = textwrap.wrap(sentence, _WIDTH - 6)
    return "    description: >-\n" + "".join(f"      {line}\n" for line in lines)


def _filters(asked: Request, resource: Any) -> str:
    """The exemption first: what the author adds does not change where the cases find it."""
    hint = f"      # TODO: what is wrong with it: c7n-reflex custodian schema {asked.kind}.filters\n"
    return "    filters:\n" + block([exemption(resource)], 6, mappings=True) + hint


def exemption(resource: Any) -> dict[str, Any]:
    """The filter that lets pass what is approved; by its id where the type has no tags."""
    if is_taggable(resource):
        return {"not": [{f"tag:{EXEMPT_TAG}": EXEMPT_VALUE}]}
    return {"not": [{resource.resource_type.id: EXEMPT_VALUE}]}


def is_taggable(resource: Any) -> bool:
    """True if Custodian can tag it."""
    return "tag" in resource.action_registry.keys()  # noqa: SIM118 - a registry of c7n


def _actions(asked: Request, action: Element) -> list[Element]:
    """What it does, and then the owner is told."""
    subject = f"{asked.name.replace('-', ' ').capitalize()}"
    if action == _NOTICE:
        return [{"type": _NOTICE, "subject": subject, "when": "always"}]
    return [action, {"type": _NOTICE, "subject": subject}]
