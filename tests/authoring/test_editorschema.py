"""The schemas for editors: as strict as Custodian, and right about what is ours."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
import yaml

from c7n_reflex.authoring import editorschema
from c7n_reflex.authoring.editorschema.describing import summary
from tests.policies.test_policies import POLICIES

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / editorschema.DEFAULT_FOLDER


def validator(kind: str) -> jsonschema.Draft7Validator:
    schema = json.loads((FOLDER / f"{kind}.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


@pytest.fixture(scope="module")
def of_policies() -> jsonschema.Draft7Validator:
    return validator("policies")


@pytest.fixture(scope="module")
def of_custodian() -> jsonschema.Draft7Validator:
    """Custodian's own, for the resource types that the shipped policies are about."""
    from c7n import schema
    from c7n.resources import load_resources

    import c7n_reflex.plugin  # noqa: F401

    types = sorted({policy["resource"] for policy in POLICIES.values()})
    load_resources(types)
    return jsonschema.Draft7Validator(schema.generate(tuple(types)))


def problems(schema: jsonschema.Draft7Validator, policy: Any) -> list[str]:
    """The innermost messages, as an editor shows them."""
    found = schema.iter_errors({"policies": [policy]})
    return [inner.message for each in found for inner in (each.context or [each])]


def changed(name: str, *path: str | int, to: Any) -> dict[str, Any]:
    policy: Any = copy.deepcopy(POLICIES[name])
    inner = policy
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = to
    return policy


GROUP, FINDING = "security-group-open-to-world", "guardduty-instance-compromised"
MISTAKES = {
    "resource": changed(GROUP, "resource", to="aws.security-grop"),
    "mode": changed(GROUP, "mode", "type", to="cloudtrial"),
    "mode's key": changed(GROUP, "mode", "evnts", to=[]),
    "event's mode without its pattern": changed(GROUP, "mode", to={"type": "event"}),
    "timeout": changed(GROUP, "mode", "timeout", to="long"),
    "action": changed(GROUP, "actions", 0, to="revoke-open-ingres"),
    "action of another type": changed(GROUP, "actions", 0, to="detach"),
    "action's key": changed(GROUP, "actions", 1, "sujbect", to="x"),
    "filter": changed(GROUP, "filters", 0, to="open-ingres"),
    "filter in a block": changed(FINDING, "filters", 1, to={"not": ["quarantind"]}),
    "filter's operator": changed(FINDING, "filters", 0, "op", to="inn"),
    "policy's key": changed(GROUP, "filter", to=[]),
    "name": changed(GROUP, "name", to="-"),
}


@pytest.mark.parametrize("name", POLICIES)
def test_the_shipped_policies_are_valid(of_policies, of_custodian, name):
    assert problems(of_policies, POLICIES[name]) == []
    assert problems(of_custodian, POLICIES[name]) == []


@pytest.mark.parametrize("what", MISTAKES)
def test_what_custodian_refuses_is_refused(of_policies, of_custodian, what):
    assert problems(of_custodian, MISTAKES[what])
    assert problems(of_policies, MISTAKES[what])


def test_a_misspelt_action_and_mode_are_named_with_what_there_is(of_policies):
    action = " ".join(problems(of_policies, MISTAKES["action"]))
    assert "'revoke-open-ingres'" in action
    assert "'detach'" not in action  # of another resource type
    assert "'cloudtrial'" in " ".join(problems(of_policies, MISTAKES["mode"]))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("enforcement", "off"),
        ("enforcement", "obsrve"),
        ("severity", "severe"),
        ("limits", {"per-hour": 3}),
        ("limits", {"policy-per-hour": 0}),
        ("verify", "no"),
        ("archive-finding", 1),
        ("approval-days", 0),
        ("controls", "S3.2"),
    ],
)
def test_our_metadata_is_checked(of_policies, key, value):
    assert problems(of_policies, changed(GROUP, "metadata", key, to=value))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("enforcement", "approve"),
        ("limits", {"resources-per-event": 3, "policy-per-hour": 10}),
        ("approval-days", 0.5),
        ("team", {"anything": "of the author's"}),
    ],
)
def test_and_the_rest_is_free(of_policies, key, value):
    assert problems(of_policies, changed(GROUP, "metadata", key, to=value)) == []


@pytest.mark.parametrize("name", sorted({policy["resource"] for policy in POLICIES.values()}))
def test_every_word_that_custodian_takes_is_taken_and_no_other(of_policies, of_custodian, name):
    from c7n.resources.aws import AWS

    resource = AWS.resources.get(name.removeprefix("aws."))
    for block, registry in (("actions", resource.action_registry), ("filters", resource.filter_registry)):
        words = sorted(set(registry.keys()) - {"and", "or", "not"})
        assert problems(of_policies, {"name": "a", "resource": name, block: words}) == []
        assert problems(of_policies, {"name": "a", "resource": name, block: [f"{words[0]}x"]})


def test_a_type_that_no_policy_uses_yet_is_known(of_policies):
    policy = {"name": "a", "resource": "rds", "actions": [{"type": "set-public-access", "state": False}]}
    assert problems(of_policies, policy) == []
    assert problems(of_policies, {**policy, "actions": [{"type": "set-public-acces"}]})


def test_our_actions_and_modes_say_what_they_do(of_policies):
    definitions = of_policies.schema["definitions"]
    assert definitions["actions"]["aws.internet-gateway.detach"]["description"].startswith(
        "Detach an internet"
    )
    kinds = definitions["policy-mode"]["properties"]["type"]["anyOf"]
    said = {each["const"]: each["description"] for each in kinds}
    assert said["cloudtrail"] == "Runs on API calls, but not on failed ones and not on our own."
    assert said["event"]


def test_exemptions_and_accounts_are_valid_and_mistakes_are_not():
    exemption = {"policy": "a", "account": "*", "resource": "b", "until": "2027-03-31", "owner": "a@b.c"}
    exemption["reason"] = "because"
    schema = validator("exemptions")
    assert list(schema.iter_errors(yaml.safe_load((ROOT / "exemptions.yml").read_text()))) == []
    assert list(schema.iter_errors({"exemptions": [exemption, {**exemption, "region": "eu-west-1"}]})) == []
    for key, value in {
        "until": "soon",
        "owner": "me",
        "tags": {"a": "b"},
        "resorce": "b",
        "policy": "",
    }.items():
        assert list(schema.iter_errors({"exemptions": [{**exemption, key: value}]})), key

    schema, accounts = validator("accounts"), yaml.safe_load((ROOT / "accounts.yml").read_text())
    assert list(schema.iter_errors(accounts)) == []
    del accounts["accounts"][1]["owner"]["email"]
    accounts["accounts"][2]["account_id"] = 200000000002
    assert len(list(schema.iter_errors(accounts))) == 2


def test_all_that_is_checked_in_stays_below_a_megabyte():
    assert {each.stem for each in FOLDER.iterdir()} == set(editorschema.KINDS)
    assert sum(each.stat().st_size for each in FOLDER.iterdir()) < 1_000_000


def test_rendering_gives_the_same_value_and_the_same_text_whatever_the_order():
    schema = {"definitions": {"a": {"x": {"enum": ["b", "a"], "anyOf": [{"const": 2}, {"const": 1}]}}}}
    text = editorschema.render(schema)
    schema["definitions"]["a"]["x"]["enum"] = ["a", "b"]
    assert json.loads(text) == schema  # the order of anyOf is kept
    assert editorschema.render(schema) == text
    assert '\n"x":{' in text  # a definition a line


def test_a_summary_is_the_first_paragraph_of_the_class_itself():
    class Stop:
        """Stop it,
        at :class:`once`.

        And more.
        """

    class Other(Stop):
        pass

    class Long:
        __doc__ = "word " * 100

    assert summary(Stop) == "Stop it, at once."
    assert summary(Other) == ""
    assert len(summary(Long)) <= 200
    assert summary(Long).endswith("word…")


@pytest.mark.parametrize(
    ("file", "kind", "expected"),
    [
        ("policies/cloudtrail/a.yml", "policies", "../../docs/schemas/policies.json"),
        ("exemptions.yml", "exemptions", "docs/schemas/exemptions.json"),
    ],
)
def test_the_directive_leads_from_the_file_to_its_schema(file, kind, expected):
    assert editorschema.directive(Path(file), kind) == f"# yaml-language-server: $schema={expected}"


HOOKS = {each["id"]: each for each in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}


@pytest.mark.parametrize("hook", HOOKS.values(), ids=HOOKS)
def test_each_hook_runs_a_command_that_there_is(hook):
    from c7n_reflex.cli.main import cli

    program, name, *options = hook["entry"].split()
    command = cli.get_command(click.Context(cli), name)
    assert program == "c7n-reflex"
    assert command is not None
    assert set(options) <= {option for each in command.params for option in each.opts}
    assert hook["language"] == "python"
    assert hook["pass_filenames"] is False


@pytest.mark.parametrize(
    ("hook", "file", "runs"),
    [
        ("c7n-reflex-lint", "policies/cloudtrail/a.yml", True),
        ("c7n-reflex-lint", "accounts.yml", True),
        ("c7n-reflex-lint", "docs/policies/a.md", False),
        ("c7n-reflex-test", "tests/policies/sweeps/a.yml", True),
        ("c7n-reflex-test", "tests/policies/test_policies.py", False),
        ("c7n-reflex-schema", "custom_actions/base.py", True),
        ("c7n-reflex-schema", "policies/cloudtrail/a.yml", False),
    ],
)
def test_a_hook_runs_when_what_it_looks_at_changes(hook, file, runs):
    assert bool(re.search(HOOKS[hook]["files"], file)) is runs
