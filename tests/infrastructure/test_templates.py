"""The templates are valid for AWS, name what settings.py names, and grant what the actions need."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import custom_actions
from c7n_reflex import settings
from c7n_reflex.deploy import forwarding_rules
from c7n_reflex.deploy.forwarding import Forwarding
from c7n_reflex.ledger.entry import KEPT_DAYS

FOLDER = Path(__file__).parents[2] / "infrastructure"
TEMPLATES = sorted(FOLDER.glob("*.yml"))


class _Loader(yaml.SafeLoader):
    """Reads `!Ref x` as "Ref x": enough to look at names and actions."""


def _short_form(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return f"{tag} {node.value}"
    assert isinstance(node, yaml.SequenceNode)
    return loader.construct_sequence(node, deep=True)


_Loader.add_multi_constructor("!", _short_form)


def load(name: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.load((FOLDER / name).read_text(encoding="utf-8"), Loader=_Loader)
    return document


def lint(*files: Path) -> subprocess.CompletedProcess[str]:
    run = "import sys; from cfnlint.runner import main; sys.exit(main())"
    command = [sys.executable, "-c", run, *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_cfn_lint_finds_nothing(tmp_path: Path) -> None:
    """Neither in the templates nor in region.yml with forwarding rules of every kind."""
    call = {"detail": {"eventSource": ["s3.amazonaws.com"], "errorCode": [{"exists": False}]}}
    rules = Forwarding((call, {"source": ["aws.config"], "$or": [{"account": ["1"]}]}))
    rendered = tmp_path / "region.yml"
    rendered.write_text(forwarding_rules.rendered((FOLDER / "region.yml").read_text(encoding="utf-8"), rules))
    found = lint(*TEMPLATES, rendered)
    assert found.returncode == 0, found.stdout


def test_cfn_lint_would_find_a_wrong_property(tmp_path: Path) -> None:
    wrong = tmp_path / "region.yml"
    text = (FOLDER / "region.yml").read_text(encoding="utf-8")
    wrong.write_text(text.replace("QueueName:", "QueueNam:"), encoding="utf-8")
    assert "QueueNam" in lint(wrong).stdout


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_account_or_organisation_is_hard_coded(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"\b\d{12}\b", text)
    assert not re.search(r"\bo-[a-z0-9]{10,}", text.replace("c7n-reflex", ""))


@pytest.mark.parametrize(
    ("template", "logical", "key", "name"),
    [
        ("core.yml", "Notices", "QueueName", settings.NOTICE_QUEUE),
        ("core.yml", "NoticesDeadLetter", "QueueName", settings.NOTICE_DEAD_LETTERS),
        ("core.yml", "Ledger", "TableName", settings.LEDGER_TABLE),
        ("core.yml", "LedgerRole", "RoleName", settings.LEDGER_ROLE),
        ("core.yml", "OperatorRole", "RoleName", settings.OPERATOR_ROLE),
        ("core.yml", "MailerRole", "RoleName", settings.MAILER_ROLE),
        ("account.yml", "LambdaRole", "RoleName", settings.LAMBDA_ROLE),
        ("account.yml", "MemberRole", "RoleName", settings.MEMBER_ROLE),
        ("account.yml", "UndoRole", "RoleName", settings.UNDO_ROLE),
        ("account.yml", "ForwardRole", "RoleName", settings.FORWARD_ROLE),
        ("account.yml", "OwnerTopic", "TopicName", settings.OWNER_TOPIC),
        ("region.yml", "FailedEvents", "QueueName", settings.FAILED_EVENTS_QUEUE),
    ],
)
def test_names_are_those_that_the_engine_uses(template: str, logical: str, key: str, name: str) -> None:
    assert load(template)["Resources"][logical]["Properties"][key] == name


def granted(kind: str = "Remediation") -> set[str]:
    """IAM actions of the policies that remediations run with; or that undoing has besides."""
    parts = managed(kind)
    assert parts
    documents = [each["Properties"]["PolicyDocument"] for each in parts.values()]
    return {action for each in documents for one in each["Statement"] for action in one["Action"]}


def managed(kind: str) -> dict[str, Any]:
    """The template's managed policies of a kind, by logical id."""
    resources: dict[str, Any] = load("account.yml")["Resources"]
    return {
        name: each
        for name, each in resources.items()
        if each["Type"] == "AWS::IAM::ManagedPolicy" and name.rstrip("0123456789") == kind
    }


# `revoke-sessions` of users: no shipped policy has it, and so no role may.
UNUSED = {"iam:GetUserPolicy", "iam:PutUserPolicy", "iam:DeleteUserPolicy"}


def remediations() -> list[Any]:
    """Every class of custom_actions that says which permissions it needs."""
    modules = [
        importlib.import_module(f"custom_actions.{module.name}")
        for module in pkgutil.iter_modules(custom_actions.__path__)
    ]
    return [
        item
        for module in modules
        for item in vars(module).values()
        if isinstance(item, type) and item.__module__ == module.__name__ and getattr(item, "permissions", ())
    ]


def test_every_action_and_filter_may_do_what_it_declares() -> None:
    missing = {item.__name__: set(item.permissions) - granted() - UNUSED for item in remediations()}
    assert remediations()
    assert {name: actions for name, actions in missing.items() if actions} == {}


def test_undoing_is_not_granted_to_the_functions() -> None:
    needed = {action for item in remediations() for action in item.permissions}
    undoing = {action for item in remediations() for action in getattr(item, "undo_permissions", ())}
    assert undoing - needed
    assert not (undoing - needed) & granted()


def inline(template: str, role: str) -> set[str]:
    """IAM actions of a role's own policies."""
    policies = load(template)["Resources"][role]["Properties"]["Policies"]
    statements = [each for policy in policies for each in policy["PolicyDocument"]["Statement"]]
    actions = [each["Action"] for each in statements]
    return {name for each in actions for name in ([each] if isinstance(each, str) else each)}


def test_undoing_is_granted_to_the_role_for_it_and_no_more() -> None:
    needed = {action for item in remediations() for action in getattr(item, "undo_permissions", ())}
    used = needed - UNUSED
    assert granted("Undo") - granted() == used - granted() | {"lambda:InvokeFunction"}
    attached = load("account.yml")["Resources"]["UndoRole"]["Properties"]["ManagedPolicyArns"]
    parts = [*managed("Remediation"), *managed("Undo")]
    assert [each.split()[-1] for each in attached] == parts


def test_the_operator_may_delete_nothing_and_change_nothing_outside_of_the_ledger() -> None:
    assert inline("core.yml", "OperatorRole") == {
        *("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:UpdateItem"),
        *("s3:GetObject", "s3:PutObject", "sts:AssumeRole", "lambda:InvokeFunction"),
    }


def test_functions_may_keep_large_states_and_delete_none() -> None:
    kept = {action for action in inline("core.yml", "LedgerRole") if action.startswith("s3:")}
    assert kept == {"s3:GetObject", "s3:PutObject"}


def test_the_ledger_s_bucket_is_private_encrypted_kept_and_as_old_as_the_table() -> None:
    resources = load("core.yml")["Resources"]
    bucket = resources["LedgerBucket"]
    properties = bucket["Properties"]
    expected = settings.Settings("${AWS::AccountId}", "${AWS::Region}").ledger_bucket
    assert properties["BucketName"].split(" ", 1)[1] == expected
    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    assert properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert properties["LifecycleConfiguration"]["Rules"][0]["ExpirationInDays"] == KEPT_DAYS
    assert "VersioningConfiguration" not in properties
    assert bucket["DeletionPolicy"] == bucket["UpdateReplacePolicy"] == "Retain"
    (statement,) = resources["LedgerBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Principal"]) == ("Deny", "*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_engine_sessions_may_read_the_switch_and_not_set_it() -> None:
    [policy] = load("core.yml")["Resources"]["LedgerRole"]["Properties"]["Policies"]
    statements = [each for each in policy["PolicyDocument"]["Statement"] if "ssm" in str(each["Action"])]
    [(action, resource)] = [(each["Action"], each["Resource"]) for each in statements]
    assert action == "ssm:GetParameter"
    assert resource.endswith(f":parameter{settings.SWITCH_PARAMETER}")


def test_the_switch_is_no_resource_of_a_stack_which_could_set_it_back() -> None:
    resources = [each for file in TEMPLATES for each in load(file.name)["Resources"].values()]
    assert "AWS::SSM::Parameter" not in {each["Type"] for each in resources}


def test_no_action_is_a_wildcard() -> None:
    assert not [action for action in granted() if "*" in action]


@pytest.mark.parametrize("folder", ["cloudtrail", "securityhub"])
def test_every_deployed_policy_may_do_what_custodian_says_it_needs(folder: str) -> None:
    from c7n.config import Config
    from c7n.loader import PolicyLoader

    from c7n_reflex import plugin  # noqa: F401 - registers our actions

    loader = PolicyLoader(Config.empty(region="us-east-1", account_id="200000000001"))
    files = sorted((FOLDER.parent / "policies" / folder).glob("*.yml"))
    policies = [policy for file in files for policy in loader.load_file(str(file))]
    # The notice is sent by the function's own role, which may use that queue and no other.
    missing = {policy.name: policy.get_permissions() - granted() - {"sqs:SendMessage"} for policy in policies}
    assert missing
    assert {name: actions for name, actions in missing.items() if actions} == {}
