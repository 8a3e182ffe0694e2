"""The text of a new remediation and of its test, formatted as `ruff format` does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from botocore import xform_name

from c7n_reflex.authoring.scaffolds.names import pascal, snake

_WIDTH = 110
_UNREADABLE = '        raise NotImplementedError("TODO: read the state that it changes, by a fresh call")\n'


@dataclass(frozen=True)
class _Reading:
    """How one resource is read again: from what Custodian knows of its type (c7n.query.TypeInfo)."""

    permission: str  # "ec2:DescribeInternetGateways"; empty if Custodian does not know
    lines: str


def module(name: str, kind: str, resource: Any) -> str:
    """`custom_actions/<name>.py`."""
    reading = _reading(resource)
    permissions = f'("{reading.permission}",)' if reading.permission else "()"
    return f'''"""`{name}` on {kind}: TODO, what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class {pascal(name)}(Remediation):
    """TODO: what it changes, and what it leaves as it is.

    :example:

    .. code-block:: yaml

        policies:
          - name: {name}-example
            resource: {kind}
            actions:
              - {name}
    """

    schema = type_schema("{name}")
    permissions = {permissions}  # TODO: and those of the calls in `apply`
    undo_permissions = ()  # TODO: those of the calls in `undo`

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:
        """`{{"tags": [...]}}`. TODO: what it changes, and nothing else; it is kept in the ledger."""
{reading.lines}
    def plan(
        self,
        resource: dict[str, Any],
        before: dict[str, Any],
        event: dict[str, Any] | None,  # noqa: ARG002 - TODO: is it only what the event names?
    ) -> Change | None:
        """TODO: the narrowest change that mends it; None where nothing is wrong."""
        if not before["tags"]:
            return None
        summary = f"TODO: what was done to {{resource['{resource.resource_type.id}']}}."
        return Change(summary, details={{}}, undo={{"tags": before["tags"]}})

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """TODO: the call that makes the change, from `change.details`."""
        raise NotImplementedError

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """TODO: the call that takes it back, from `record.undo`."""
        raise NotImplementedError
'''


def _reading(resource: Any) -> _Reading:
    model = resource.resource_type
    if getattr(model, "filter_name", None) and model.enum_spec:
        operation, path, _ = model.enum_spec
        listed = getattr(model, "filter_type", None) == "list"
        lines = _call(model.service, operation, model.filter_name, model.id, listed=listed)
        key = str(path).removesuffix("[]")
        found = f'        found = answer["{key}"]\n'
        tags = '        return {"tags": found[0].get("Tags", [])} if found else None\n'
        return _Reading(_permission(model, operation), lines + found + tags)
    if getattr(model, "detail_spec", None) and model.detail_spec[2]:
        operation, parameter, key, path = model.detail_spec
        lines = _call(model.service, operation, parameter, key, listed=False)
        found = f'["{path}"]' if path and "." not in path and "[" not in path else ""
        tags = f'        return {{"tags": answer{found}.get("Tags", [])}}\n'
        return _Reading(_permission(model, operation), lines + tags)
    return _Reading("", _UNREADABLE)


def _call(service: str, operation: str, parameter: str, key: str, *, listed: bool) -> str:
    value = f'[resource["{key}"]]' if listed else f'resource["{key}"]'
    start, argument = f'        answer = clients("{service}").{operation}(', f"{parameter}={value}"
    line = f"{start}{argument})\n"
    return line if len(line) <= _WIDTH + 1 else f"{start}\n            {argument}\n        )\n"


def _permission(model: Any, operation: str) -> str:
    """The IAM action of a call that boto3 calls so; empty if the service's model has none."""
    from c7n_reflex.authoring.apis import models

    names = models.model(model.service).operation_names
    known = next((name for name in names if xform_name(name) == operation), "")
    prefix = getattr(model, "permission_prefix", None) or model.service
    return f"{prefix}:{known}" if known else ""


def test(name: str, kind: str, resource: Any) -> str:
    """`tests/custom_actions/test_<name>.py`."""
    cls, identity = pascal(name), resource.resource_type.id
    return f'''"""`{name}`: found by Custodian, and what it plans.

TODO: a flight of its calls (tests/flights/cases/).
"""

from __future__ import annotations

import pytest

from custom_actions.{snake(name)} import {cls}
from tests.custodian import load_policy

POLICY = {{"resource": "{kind}", "actions": ["{name}"]}}
RESOURCE = {{"{identity}": "example"}}


@pytest.fixture
def action(tmp_path):
    policy = load_policy(POLICY, output=tmp_path)
    (action,) = policy.resource_manager.actions
    return action


def test_custodian_finds_it_under_its_name(action):
    assert isinstance(action, {cls})


def test_it_plans_a_change_and_names_the_resource(action):
    change = action.plan(RESOURCE, {{"tags": [{{"Key": "a", "Value": "b"}}]}}, None)
    assert "example" in change.summary


def test_it_leaves_alone_what_is_right(action):
    assert action.plan(RESOURCE, {{"tags": []}}, None) is None
'''
