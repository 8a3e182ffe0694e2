"""The templates grant each role what is needed by infrastructure/permissions.yml, and no more, by action.

By resource: tests/deploy/permissions/test_template.py, and, as deployed, tests/test_drill.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from c7n_reflex.deploy.permissions import engine
from tests.infrastructure.test_templates import granted, load

UNCALLED = {action for role, action, _ in engine.OPTIONAL}


def inline(template: str, role: str) -> set[str]:
    """IAM actions of a role's own policies, those under a condition among them."""
    return set(_actions(load(template)["Resources"][role]["Properties"]["Policies"]))


def _actions(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        yield from (action for each in node for action in _actions(each))
    elif isinstance(node, dict):
        found = node.get("Action", [])
        yield from [found] if isinstance(found, str) else found
        yield from (action for each in node.values() for action in _actions(each))


def needed(*roles: str) -> set[str]:
    resources: dict[str, Any] = load("permissions.yml")["Resources"]
    chosen = [each for name, each in resources.items() if name.rstrip("0123456789") in roles]
    assert len(chosen) >= len(roles)
    return {action for each in chosen for action in each["Metadata"]["because"]}


def test_functions_and_members_may_do_what_policies_need_and_no_more() -> None:
    assert granted() | inline("account.yml", "LambdaRole") == needed(
        "MemberNeeds", "LambdaNeeds", "CoreNeeds"
    )
    assert needed("MemberNeeds") <= granted()
    assert needed("CoreNeeds") == inline("account.yml", "LambdaRole")


def test_undoing_may_do_what_it_needs_and_no_more() -> None:
    own = granted("Undo")
    assert needed("UndoNeeds") <= granted() | own
    assert own <= needed("UndoNeeds")


@pytest.mark.parametrize("role", ["Ledger", "Operator", "Mailer"])
def test_roles_of_core_compliance_may_do_what_they_need_and_no_more(role: str) -> None:
    assert inline("core.yml", f"{role}Role") - UNCALLED == needed(f"{role}Needs") - UNCALLED
