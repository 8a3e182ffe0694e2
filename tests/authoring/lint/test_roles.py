from pathlib import Path

import pytest

from c7n_reflex.authoring.lint.roles import roles

TEMPLATE = """\
Resources:
  Shared:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Effect: Allow
            Action:
              - ec2:Describe*
              - s3:GetBucketPolicy
            Resource: "*"
  Later:
    Type: AWS::IAM::Policy
    Properties:
      Roles: [!Ref Worker]
      PolicyDocument:
        Statement: {Effect: Allow, Action: sqs:SendMessage, Resource: "*"}
  Worker:
    Type: AWS::IAM::Role
    Properties:
      RoleName: worker
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Action: sts:AssumeRole, Principal: {AWS: "*"}}]
      ManagedPolicyArns: !If [Here, [!Ref Shared], []]
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement:
              - Effect: Deny
                Action: ec2:StartInstances
              - !If
                - Here
                - Effect: Allow
                  Action: [ec2:StopInstances]
                - !Ref AWS::NoValue
  Auditor:
    Type: AWS::IAM::Role
    Properties:
      RoleName: auditor
      ManagedPolicyArns: [arn:aws:iam::aws:policy/SecurityAudit]
  Guest:
    Type: AWS::IAM::Role
    Properties:
      RoleName: guest
      Policies: [{PolicyDocument: {Statement: {Effect: Allow, NotAction: ["iam:*"]}}}]
  Unnamed:
    Type: AWS::IAM::Role
    Properties: {}
"""


@pytest.fixture
def known(tmp_path):
    (tmp_path / "infrastructure").mkdir()
    (tmp_path / "infrastructure" / "account.yml").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "infrastructure" / "broken.yml").write_text("a: [", encoding="utf-8")
    return roles(tmp_path)


def test_roles_are_known_by_their_names(known):
    assert sorted(known) == ["auditor", "guest", "worker"]


@pytest.mark.parametrize(
    ("action", "granted"),
    [
        ("ec2:DescribeInstances", True),  # wildcard of a managed policy within !If
        ("EC2:describeinstances", True),
        ("s3:GetBucketPolicy", True),
        ("s3:GetBucketAcl", False),
        ("ec2:StopInstances", True),  # a statement within !If
        ("ec2:StartInstances", False),  # only denied
        ("sqs:SendMessage", True),  # of a policy that names the role
        ("sts:AssumeRole", False),  # who may assume it is another matter
    ],
)
def test_what_a_role_is_granted(known, action, granted):
    assert known["worker"].grants(action) is granted


def test_a_role_with_policies_from_elsewhere_may_do_anything(known):
    assert known["auditor"].grants("s3:DeleteBucket")


def test_all_but_what_is_named(known):
    assert known["guest"].grants("s3:DeleteBucket")
    assert not known["guest"].grants("iam:CreateUser")


@pytest.mark.parametrize(
    ("action", "line"),
    [("ec2:DescribeVpcs", 8), ("s3:GetBucketAcl", 8), ("sqs:GetQueueUrl", 17), ("ec2:StopX", 34)],
)
def test_the_place_is_that_of_what_is_most_alike(known, action, line):
    assert known["worker"].place(action) == f"infrastructure/account.yml:{line}"


def test_no_folder_no_roles(tmp_path):
    assert roles(tmp_path) == {}


def test_the_project_s_own_roles_are_read():
    known = roles(Path(__file__).parents[3])
    assert known["c7n-reflex-member"].complete
    assert known["c7n-reflex-member"].grants("ec2:DetachInternetGateway")
    assert not known["c7n-reflex-member"].grants("ec2:AttachInternetGateway")
    assert known["c7n-reflex-undo"].grants("ec2:AttachInternetGateway")
