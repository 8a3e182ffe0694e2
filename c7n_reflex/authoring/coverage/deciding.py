"""Which leaves have decided: with the other verdict of this leaf alone, a resource would end otherwise.

What MC/DC asks of the conditions of a decision, without the demand for one pair of cases per condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from c7n_reflex.authoring.filtertree import joined
from c7n_reflex.authoring.trace import FilterNode


def decisive(nodes: Sequence[FilterNode]) -> Iterator[str]:
    """Paths of the leaves that decided about one resource. None where the end is unknown."""
    verdict = joined(nodes)
    if verdict is None:
        return
    for node in nodes:
        for leaf in node.leaves():
            if (
                leaf.holds is not None
                and joined([_flipped(each, leaf.path) for each in nodes]) is not verdict
            ):
                yield leaf.path


def _flipped(node: FilterNode, path: str) -> FilterNode:
    """The tree with another verdict of one leaf."""
    if not node.children:
        return replace(node, holds=not node.holds) if node.path == path else node
    children = tuple(_flipped(child, path) for child in node.children)
    return replace(node, holds=_joined(node.kind, children), children=children)


def _joined(kind: str, children: Sequence[FilterNode]) -> bool | None:
    if kind == "and":
        return joined(children)
    if kind == "not":
        return _negated(joined(children))
    return _negated(joined([replace(child, holds=_negated(child.holds)) for child in children]))


def _negated(value: bool | None) -> bool | None:
    return None if value is None else not value
