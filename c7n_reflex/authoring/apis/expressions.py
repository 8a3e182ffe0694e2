"""Which fields a JMESPath expression reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import jmespath

from c7n_reflex.authoring.apis.nodes import ANY

Path = tuple[str, ...]
_Ast = dict[str, Any]
_PASS_THROUGH = {"map", "max_by", "merge", "min_by", "not_null", "reverse", "sort", "sort_by"}


def paths_of(expression: str) -> list[str]:
    """The dotted paths that the expression reads, without indices, in its order, each once; `*` for any key.

    `a.b[0].c || d[?e].f` reads a.b.c, d.e and d.f. Raises jmespath.exceptions.JMESPathError (ParseError, a
    ValueError) if it is none.
    """
    reader = _Reader()
    tree: Any = jmespath.compile(expression).parsed
    reader.note(reader.read(tree, [()]))
    return list(dict.fromkeys(".".join(path) for path in reader.noted if path))


class _Reader:
    """Walks the tree; `read` returns where its values come from, `noted` are those that were looked at."""

    def __init__(self) -> None:
        self.noted: list[Path] = []

    def note(self, paths: Iterable[Path]) -> None:
        self.noted.extend(paths)

    def read(self, node: _Ast, bases: list[Path]) -> list[Path]:
        handler: Callable[[_Ast, list[Path]], list[Path]] = getattr(self, f"_{node['type']}", self._looked_at)
        return handler(node, bases)

    def _looked_at(self, node: _Ast, bases: list[Path]) -> list[Path]:
        """Comparisons, `!` and literals: what they read is noted, and their value comes from nowhere."""
        for child in node["children"]:
            self.note(self.read(child, bases))
        return []

    def _field(self, node: _Ast, bases: list[Path]) -> list[Path]:
        return [(*base, node["value"]) for base in bases]

    def _chain(self, node: _Ast, bases: list[Path]) -> list[Path]:
        for child in node["children"]:
            bases = self.read(child, bases)
        return bases

    _subexpression = _index_expression = _pipe = _projection = _flatten = _chain

    def _same(self, _node: _Ast, bases: list[Path]) -> list[Path]:
        return bases

    _index = _slice = _identity = _current = _same

    def _value_projection(self, node: _Ast, bases: list[Path]) -> list[Path]:
        left, right = node["children"]
        return self.read(right, [(*path, ANY) for path in self.read(left, bases)])

    def _filter_projection(self, node: _Ast, bases: list[Path]) -> list[Path]:
        left, right, condition = node["children"]
        found = self.read(left, bases)
        self.note(self.read(condition, found))
        return self.read(right, found)

    def _union(self, node: _Ast, bases: list[Path]) -> list[Path]:
        return [path for child in node["children"] for path in self.read(child, bases)]

    _or_expression = _multi_select_list = _multi_select_dict = _union

    def _key_val_pair(self, node: _Ast, bases: list[Path]) -> list[Path]:
        return self.read(node["children"][0], bases)

    def _and_expression(self, node: _Ast, bases: list[Path]) -> list[Path]:
        left, right = node["children"]
        self.note(self.read(left, bases))
        return self.read(right, bases)

    def _function_expression(self, node: _Ast, bases: list[Path]) -> list[Path]:
        given = [self.read(child, bases) for child in node["children"] if child["type"] != "expref"]
        found = [path for paths in given for path in paths]
        for child in node["children"]:
            if child["type"] == "expref":
                self.note(self.read(child["children"][0], found))
        if node["value"] in _PASS_THROUGH:
            return found
        self.note(found)
        return []
