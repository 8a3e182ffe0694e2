from pathlib import Path

import pytest

from c7n_reflex.authoring.lint import engine
from c7n_reflex.authoring.lint.lints.permissions_missing import PermissionsMissing
from tests.authoring.lint.fleets import fleet, on_calls, told, told_of_snippet

LINT = PermissionsMissing()
ROLE = """\
  {name}:
    Type: AWS::IAM::Role
    Properties:
      RoleName: c7n-reflex-{name}
      Policies: [{{PolicyDocument: {{Statement: {{Effect: Allow, Action: [{actions}]}}}}}}]
"""


@pytest.fixture
def given(tmp_path):
    def lint(policy, **actions):
        (tmp_path / "infrastructure").mkdir(exist_ok=True)
        text = "Resources:\n" + "".join(ROLE.format(name=n, actions=each) for n, each in actions.items())
        (tmp_path / "infrastructure" / "account.yml").write_text(text, encoding="utf-8")
        return [(key, message) for _, key, message in told(LINT, fleet("policies:\n" + policy, tmp_path))]

    return lint


READS = '"ec2:Describe*", tag:GetResources'
GATEWAY = on_calls("a", "AttachInternetGateway", resource="aws.internet-gateway", actions="[detach]")


def test_the_snippets(tmp_path):
    assert told_of_snippet(LINT, "avoid", tmp_path / "avoid")
    assert told_of_snippet(LINT, "prefer", tmp_path / "prefer") == []


def test_actions_and_filters_and_the_reading_itself(given):
    policy = on_calls(
        "a", "RunInstances", filters="{or: [State.Name: running, default-vpc]}", actions="[stop]"
    )
    problems = given(policy, **{"lambda": "tag:GetResources"})
    assert [(key, message.split(",")[0]) for key, message in problems] == [
        (("resource",), "reading aws.ec2 needs ec2:DescribeInstances"),
        (("filters", 0), "filter default-vpc needs ec2:DescribeVpcs"),
        (("actions", 0), "action stop needs ec2:StopInstances"),
    ]
    assert given(policy, **{"lambda": f"{READS}, ec2:StopInstances"}) == []


def test_undoing_needs_more_and_another_role(given):
    granted = {"lambda": f"{READS}, ec2:DetachInternetGateway"}
    ((_, message),) = given(GATEWAY, **granted, undo=f"{READS}, ec2:DetachInternetGateway")
    assert message == "undoing detach needs ec2:AttachInternetGateway, which c7n-reflex-undo is not allowed"
    assert given(GATEWAY, **granted, undo='"ec2:*"') == []


def test_the_role_that_is_reached_for_and_the_function_s_own(given):
    policy = on_calls("a", "StopInstances", actions="[notify-owner]").replace(
        "type: cloudtrail",
        "type: cloudtrail\n      member-role: arn:aws:iam::{account_id}:role/c7n-reflex-member",
    )
    (told_,) = given(policy, **{"lambda": "iam:ListAccountAliases"}, member=READS)
    assert told_[1] == "action notify-owner needs sqs:SendMessage, which c7n-reflex-lambda is not allowed"


def test_wildcards_and_unknown_roles_and_sweeps_are_not_told(given):
    bucket = on_calls("a", "s3:CreateBucket", resource="aws.s3", actions="[delete]")
    assert given(bucket, **{"lambda": '"s3:Get*", "s3:List*", tag:GetResources'}) == []
    assert given(on_calls("a", "StopInstances", actions="[stop]", role="mine"), **{"lambda": "x:Y"}) == []
    assert given("  - name: a\n    resource: aws.ec2\n    actions: [stop]\n", **{"lambda": "x:Y"}) == []


def test_the_place_is_in_the_template(tmp_path):
    avoided = told_of_snippet(LINT, "avoid", tmp_path)
    (problem,) = LINT.check_fleet(fleet(LINT.avoid, tmp_path))
    assert avoided and problem.remedy == "add it at infrastructure/account.yml:11"


def test_the_project_s_own_roles_have_what_its_policies_need():
    root = Path(__file__).parents[4]
    assert engine.lint([root / "policies"], [LINT], root).problems == ()
