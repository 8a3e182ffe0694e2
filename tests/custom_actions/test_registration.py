"""What custom_actions offers to Custodian, and that it is documented."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from c7n.resources.aws import AWS

from custom_actions import ACTIONS, FILTERS
from custom_actions.base import Remediation
from tests.custodian import register
from tests.policies.test_policies import EVENT_POLICIES

DOCS = Path(__file__).parents[2] / "docs"
ELEMENTS = [
    (kind, resource, name, reference)
    for kind, vocabulary in (("action", ACTIONS), ("filter", FILTERS))
    for resource, names in vocabulary.items()
    for name, reference in names.items()
]


def load(reference: str):
    module, _, attribute = reference.partition(":")
    return getattr(importlib.import_module(module), attribute)


@pytest.mark.parametrize(("kind", "resource", "name", "reference"), ELEMENTS)
def test_custodian_finds_it_under_its_name(kind, resource, name, reference):
    from c7n.resources import load_resources

    register()
    resource = "aws.vpc" if resource == "*" else resource
    load_resources([resource])
    owner = AWS.resources.get(resource.removeprefix("aws."))
    registry = owner.action_registry if kind == "action" else owner.filter_registry
    assert registry.get(name) is load(reference)


@pytest.mark.parametrize(("kind", "resource", "name", "reference"), ELEMENTS)
def test_its_help_has_an_example_and_its_page_a_line(kind, resource, name, reference):
    assert ":example:" in load(reference).__doc__
    line = rf"^\| (every one|`{re.escape(resource)}`) \| `{name}` \|"
    assert re.search(line, (DOCS / "actions.md").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("reference", [each for *_, each in ELEMENTS if "filter_" not in each])
def test_a_remediation_says_how_to_undo_itself(reference):
    cls = load(reference)
    if issubclass(cls, Remediation):
        assert cls.undo.__func__ is not Remediation.undo.__func__  # its own, or its family's
        assert cls.permissions


@pytest.mark.parametrize("name", EVENT_POLICIES)
def test_every_policy_is_on_the_page(name):
    assert f"`{name}`" in (DOCS / "policies.md").read_text(encoding="utf-8")


def test_lambda_code_imports_nothing_that_lambda_has_not():
    """Only c7n, boto3 and what AWS's Python runtime brings along may be imported at the top of a module."""
    import subprocess
    import sys

    modules = sorted({reference.partition(":")[0] for *_, reference in ELEMENTS})
    program = f"""
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("click", "rich", "yaml", "jsonschema", "moto", "c7n_org", "c7n_mailer"):
            raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, Refuse())
import {", ".join(modules)}
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
