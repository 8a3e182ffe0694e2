"""Templates' values are resolved as CloudFormation does it, and what is not known is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from c7n_reflex.deploy.guarded_policies import KINDS
from c7n_reflex.deploy.stack_reading import parsed
from c7n_reflex.deploy.stack_values import Scope, UnresolvedError, resolved

FOLDER = Path(__file__).parents[2] / "infrastructure"
DOCUMENT = parsed(
    """
Parameters:
  Names: {Type: CommaDelimitedList}
  Suffix: {Type: String}
Conditions:
  IsOn: !Equals [!Ref Suffix, "on"]
  IsOff: !Not [!Condition IsOn]
  Both: !And [!Condition IsOn, !Condition IsOff]
  Either: !Or [!Condition IsOn, !Condition IsOff]
Resources:
  Queue: {Type: AWS::SQS::Queue}
  Bucket: {Type: AWS::S3::Bucket}
  Role: {Type: AWS::IAM::Role}
  Topic: {Type: AWS::SNS::Topic}
"""
)
SCOPE = Scope(
    DOCUMENT,
    "arn:aws-cn:cloudformation:cn-north-1:111122223333:stack/mine/0a1b",
    {"Names": "a, b", "Suffix": "on"},
    {
        "Queue": "https://sqs.cn-north-1.amazonaws.com.cn/111122223333/q",
        "Bucket": "b",
        "Role": "r",
        "Topic": "arn:aws-cn:sns:cn-north-1:111122223333:t",
    },
)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("!Ref Suffix", "on"),
        ("!Ref Names", ["a", "b"]),
        ("!Ref Topic", "arn:aws-cn:sns:cn-north-1:111122223333:t"),
        ("!Ref AWS::AccountId", "111122223333"),
        ("!GetAtt Queue.Arn", "arn:aws-cn:sqs:cn-north-1:111122223333:q"),
        ("!GetAtt Role.Arn", "arn:aws-cn:iam::111122223333:role/r"),
        ('!Sub "${Bucket.Arn}/${Suffix}/${!literal}"', "arn:aws-cn:s3:::b/on/${literal}"),
        ('!Sub ["${own}-${AWS::StackName}", {own: !Ref Suffix}]', "on-mine"),
        ('!Join ["+", !Ref Names]', "a+b"),
        ("!If [IsOn, 1, 2]", 1),
        ("!If [IsOff, 1, 2]", 2),
        ("!If [Both, 1, 2]", 2),
        ("!If [Either, 1, 2]", 1),
        ("{left: !If [IsOff, 1, !Ref AWS::NoValue], kept: 0}", {"kept": 0}),
        ("[1, !Ref AWS::NoValue, {a: !Ref Suffix}]", [1, {"a": "on"}]),
    ],
)
def test_functions(written: str, value: Any) -> None:
    assert resolved(parsed(f"Value: {written}")["Value"], SCOPE) == value


@pytest.mark.parametrize(
    "written",
    [
        "!Ref Elsewhere",
        "!GetAtt Queue.QueueName",
        "!GetAtt Topic.TopicName",
        "!ImportValue x",
        '!Sub "${No}"',
    ],
)
def test_what_is_not_known(written: str) -> None:
    with pytest.raises(UnresolvedError):
        resolved(parsed(f"Value: {written}")["Value"], SCOPE)


@pytest.mark.parametrize("template", ["core.yml", "account.yml", "region.yml"])
def test_the_policies_of_our_templates_are_all_known(template: str) -> None:
    document = parsed((FOLDER / template).read_text(encoding="utf-8"))
    parameters = {
        name: str(each.get("Default", "111122223333")) for name, each in document["Parameters"].items()
    }
    physical = {name: f"arn:aws:x:::{name}" for name in document["Resources"]}
    scope = Scope(document, SCOPE.stack_id, parameters, physical)
    guarded = [each for each in document["Resources"].values() if each["Type"] in KINDS]
    assert guarded
    for each in guarded:
        assert "Fn::" not in yaml.safe_dump(resolved(each["Properties"], scope))
