"""Values as a person would write them in YAML: blocks outside, short lists and mappings in one line."""

from __future__ import annotations

from typing import Any

import yaml

_WIDTH = 100


class _Dumper(yaml.SafeDumper):
    """Lists are indented; what is there twice is written twice, without anchors."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)


class _BlockDumper(_Dumper):
    """Each key of a mapping in a line of its own, as in policies."""

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:
        node = super().represent_mapping(tag, mapping, flow_style)
        node.flow_style = False
        return node


def block(value: Any, indent: int = 0, *, mappings: bool = False) -> str:
    """The value, each line indented by so many spaces, ending with a line feed.

    With `mappings` only short lists stand in one line, and no mappings.
    """
    text = _dumped(value, _WIDTH - indent, mappings=mappings, as_it_is=True)
    if yaml.safe_load(text) != value:  # PyYAML writes some line ends of Unicode so that it reads others
        text = _dumped(value, _WIDTH - indent, mappings=mappings, as_it_is=False)
    return indented(text.removesuffix("...\n"), indent)


def indented(text: str, indent: int) -> str:
    """The text, each line of it further to the right by so many spaces."""
    return "".join(f"{' ' * indent}{line}\n" if line else "\n" for line in text.split("\n")[:-1])


def _dumped(value: Any, width: int, *, mappings: bool, as_it_is: bool) -> str:
    return yaml.dump(
        value,
        Dumper=_BlockDumper if mappings else _Dumper,
        sort_keys=False,
        allow_unicode=as_it_is,
        width=width,
        default_flow_style=None,
    )
