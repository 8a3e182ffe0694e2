"""A template's values as CloudFormation resolves them, for a stack that is there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_NAMED = re.compile(r"\$\{([^}!]+)\}")
_LITERAL = re.compile(r"\$\{!([^}]+)\}")
_NOTHING = object()  # AWS::NoValue: what has it is left out


class UnresolvedError(ValueError):
    """A function or reference that is not known here."""


@dataclass(frozen=True)
class Scope:
    """What a template's functions refer to.

    `stack_id` is the stack's ARN, `parameters` their text by name, `physical` physical ids by logical id.
    """

    document: Mapping[str, Any]
    stack_id: str
    parameters: Mapping[str, str]
    physical: Mapping[str, str]


def resolved(value: Any, scope: Scope) -> Any:
    """The value without functions. Raises UnresolvedError where one is not known."""
    if isinstance(value, list):
        found = [resolved(each, scope) for each in value]
        return [each for each in found if each is not _NOTHING]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        [(name, argument)] = value.items()
        if name in _FUNCTIONS:
            return _FUNCTIONS[name](argument, scope)
        if name.startswith("Fn::"):
            raise UnresolvedError(name)
    pairs = {key: resolved(each, scope) for key, each in value.items()}
    return {key: each for key, each in pairs.items() if each is not _NOTHING}


def _ref(name: str, scope: Scope) -> Any:
    if name == "AWS::NoValue":
        return _NOTHING
    pseudo = _pseudo(scope.stack_id)
    if name in pseudo:
        return pseudo[name]
    if name in scope.physical:
        return scope.physical[name]
    if name not in scope.parameters:
        raise UnresolvedError(name)
    given = scope.parameters[name]
    is_list = "List" in scope.document["Parameters"][name]["Type"]
    return [each.strip() for each in given.split(",")] if is_list else given


def _pseudo(stack_id: str) -> dict[str, str]:
    _, partition, _, region, account, name = stack_id.split(":", 5)
    return {
        "AWS::Partition": partition,
        "AWS::Region": region,
        "AWS::AccountId": account,
        "AWS::StackId": stack_id,
        "AWS::StackName": name.split("/")[1],
    }


def _get_att(argument: list[str] | str, scope: Scope) -> str:
    name, attribute = argument.split(".", 1) if isinstance(argument, str) else argument
    kind = scope.document["Resources"].get(name, {}).get("Type")
    if attribute != "Arn" or kind not in _ARNS or name not in scope.physical:
        raise UnresolvedError(f"{name}.{attribute}")
    filled = {f"${{{key}}}": value for key, value in _pseudo(scope.stack_id).items()}
    arn = f"arn:${{AWS::Partition}}:{_ARNS[kind]}{scope.physical[name].rsplit('/', 1)[-1]}"
    for key, value in filled.items():
        arn = arn.replace(key, value)
    return arn


_ARNS = {
    "AWS::DynamoDB::Table": "dynamodb:${AWS::Region}:${AWS::AccountId}:table/",
    "AWS::IAM::Role": "iam::${AWS::AccountId}:role/",
    "AWS::S3::Bucket": "s3:::",
    "AWS::SQS::Queue": "sqs:${AWS::Region}:${AWS::AccountId}:",
}


def _sub(argument: Any, scope: Scope) -> str:
    text, own = (argument, {}) if isinstance(argument, str) else argument

    def named(match: re.Match[str]) -> str:
        name = match[1]
        if name in own:
            return str(resolved(own[name], scope))
        return str(_get_att(name, scope) if "." in name else _ref(name, scope))

    return _LITERAL.sub(r"${\1}", _NAMED.sub(named, text))


def _if(argument: list[Any], scope: Scope) -> Any:
    name, yes, no = argument
    return resolved(yes if _holds({"Condition": name}, scope) else no, scope)


def _holds(condition: dict[str, Any], scope: Scope) -> bool:
    [(name, argument)] = condition.items()
    if name == "Condition":
        return _holds(scope.document["Conditions"][argument], scope)
    if name == "Fn::Equals":
        first, second = resolved(argument, scope)
        return bool(first == second)
    if name not in ("Fn::Not", "Fn::And", "Fn::Or"):
        raise UnresolvedError(name)
    parts = [_holds(each, scope) for each in argument]
    return not parts[0] if name == "Fn::Not" else all(parts) if name == "Fn::And" else any(parts)


def _join(argument: list[Any], scope: Scope) -> str:
    return str(argument[0]).join(str(each) for each in resolved(argument[1], scope))


_FUNCTIONS: dict[str, Callable[[Any, Scope], Any]] = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::Sub": _sub,
    "Fn::If": _if,
    "Fn::Join": _join,
}
