"""Importing the plugin is all that is needed, and changes nothing that it need not."""

from __future__ import annotations

import subprocess
import sys

import pytest
from c7n.policy import execution
from c7n.provider import get_resource_class
from c7n.resources import load_resources
from c7n.resources.aws import AWS

from c7n_reflex import plugin
from custom_actions import ACTIONS, FILTERS


@pytest.mark.parametrize(
    ("vocabulary", "registry"), [(ACTIONS, "action_registry"), (FILTERS, "filter_registry")]
)
def test_every_remediation_is_known_to_its_resource_type(vocabulary, registry):
    for resource, elements in vocabulary.items():
        name = "aws.iam-user" if resource == "*" else resource
        load_resources([name])
        known = getattr(get_resource_class(name), registry)
        assert set(elements) <= set(known.keys())


def test_a_resource_type_has_no_other_s_remediations():
    load_resources(["aws.ec2"])
    assert "detach" not in get_resource_class("aws.ec2").action_registry


def test_modes_are_ours_under_their_stock_names():
    for name, mode in plugin.MODES.items():
        assert execution[name] is mode
    stock = {"cloudtrail", "config-rule", "guard-duty", "hub-action", "hub-finding", "periodic", "pull"}
    assert set(plugin.MODES) == {*stock, "event"}
    assert execution["phd"].__module__ == "c7n.policy"


def test_a_second_registration_changes_nothing():
    load_resources(["aws.internet-gateway"])
    registry = get_resource_class("aws.internet-gateway").action_registry
    before, subscribers = dict(registry.items()), list(AWS.resources._subscribers)
    plugin.register()
    load_resources(["aws.internet-gateway"])
    assert dict(registry.items()) == before
    assert AWS.resources._subscribers == subscribers


def test_the_import_loads_no_resource_type_and_no_library_that_lambda_lacks():
    code = (
        "import sys, c7n_reflex.plugin; "
        "print([m for m in ('c7n.resources.vpc', 'custom_actions.detach_internet_gateway', 'click', "
        "'rich', 'moto', 'c7n_reflex.deploy', 'c7n_reflex.organisation') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
