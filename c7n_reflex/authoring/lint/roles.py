"""What the roles of `infrastructure/*.yml` may do, with the lines of the templates.

Only IAM actions are compared: resources, conditions and denials are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

FOLDER = "infrastructure"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_REFERENCES = re.compile(r"^!(Ref|GetAtt)$")


@dataclass(frozen=True)
class Statement:
    """One statement that allows. `actions` may have wildcards; `all_but` for NotAction."""

    file: Path
    line: int  # of its actions
    actions: tuple[str, ...]
    all_but: bool = False

    def allows(self, action: str) -> bool:
        """IAM compares without regard to case."""
        named = any(fnmatchcase(action.lower(), each.lower()) for each in self.actions)
        return named is not self.all_but


@dataclass(frozen=True)
class Role:
    """A role of the templates. Not `complete`: it has policies that no template holds."""

    name: str
    file: Path
    line: int
    statements: tuple[Statement, ...] = field(repr=False)
    complete: bool = True

    def grants(self, action: str) -> bool:
        """True as well where it is not known what the role may do."""
        return not self.complete or any(each.allows(action) for each in self.statements)

    def place(self, action: str) -> str:
        """`infrastructure/account.yml:33`: of the statement that is most like what is missing."""
        best = max(self.statements, key=lambda each: _likeness(each, action), default=None)
        file, line = (best.file, best.line) if best else (self.file, self.line)
        return f"{FOLDER}/{file.name}:{line}"


def _likeness(statement: Statement, action: str) -> int:
    """By service, and by whether it reads or changes."""
    service, _, name = action.partition(":")
    verb = re.match(r"[A-Z][a-z]*", name)
    alike = [each for each in statement.actions if each.startswith(f"{service}:")]
    same = [each for each in alike if verb and each.partition(":")[2].startswith(verb[0])]
    return 0 if statement.all_but else len(alike) + 10 * len(same)


def roles(root: Path) -> Mapping[str, Role]:
    """By name. Empty where there is no folder; a template that is no YAML is left to those who read it."""
    found: dict[str, Role] = {}
    for file in sorted((root / FOLDER).glob("*.yml")):
        try:
            with file.open(encoding="utf-8") as stream:
                template = yaml.compose(stream, Loader=_Loader)
        except yaml.YAMLError:
            continue
        for role in _roles_in(_get(template, "Resources"), file):
            found[role.name] = role
    return found


def _roles_in(resources: yaml.Node | None, file: Path) -> Iterator[Role]:
    by_name = {name: node for name, _, node in _items(resources)}
    for logical, node in by_name.items():
        properties = _get(node, "Properties")
        name = _text(_get(properties, "RoleName"))
        if _text(_get(node, "Type")) == "AWS::IAM::Role" and name:
            holders = [properties, *_attached(logical, properties, by_name)]
            statements = tuple(each for holder in holders for each in _statements(holder, file))
            line = node.start_mark.line + 1
            yield Role(name, file, line, statements, _is_complete(properties, by_name))


def _attached(
    logical: str, properties: yaml.Node | None, resources: Mapping[str, yaml.Node]
) -> Iterator[yaml.Node]:
    """The policies that the role names, and those that name the role."""
    named = set(_references(_get(properties, "ManagedPolicyArns")))
    for name, node in resources.items():
        inner = _get(node, "Properties")
        naming = (_get(inner, "Roles"), _get(inner, "RoleName"))
        names_the_role = any(logical in _references(each) for each in naming)
        if inner is not None and (name in named or names_the_role):
            yield inner


def _is_complete(properties: yaml.Node | None, resources: Mapping[str, yaml.Node]) -> bool:
    managed = _get(properties, "ManagedPolicyArns")
    known = all(name in resources or name == "AWS::NoValue" for name in _references(managed))
    return known and not any("policy/" in _text(each) for each in _every(managed))


def _statements(holder: yaml.Node | None, file: Path) -> Iterator[Statement]:
    """Every mapping that allows something, however deep, but not who may assume the role."""
    for node in _every(holder, leaving_out="AssumeRolePolicyDocument"):
        for key, marked, value in _items(node):
            if key in ("Action", "NotAction") and _text(_get(node, "Effect")) == "Allow":
                names = tuple(text for text in map(_text, _every(value)) if text)
                yield Statement(file, marked.start_mark.line + 1, names, key == "NotAction")


def _references(node: yaml.Node | None) -> Iterator[str]:
    """Logical names in `!Ref`, `!GetAtt` and `Ref:`, however deep (`!If`)."""
    for each in _every(node):
        if _REFERENCES.match(each.tag):
            yield _text(each).partition(".")[0]
        elif _text(_get(each, "Ref")):
            yield _text(_get(each, "Ref"))


def _every(node: yaml.Node | None, leaving_out: str = "") -> Iterator[yaml.Node]:
    if node is None:
        return
    yield node
    if isinstance(node, yaml.SequenceNode):
        inner: Sequence[yaml.Node] = node.value
    else:
        inner = [value for key, _, value in _items(node) if key != leaving_out]
    for each in inner:
        yield from _every(each, leaving_out)


def _items(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                yield str(key.value), key, value


def _get(node: yaml.Node | None, name: str) -> yaml.Node | None:
    return next((value for key, _, value in _items(node) if key == name), None)


def _text(node: yaml.Node | None) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""
