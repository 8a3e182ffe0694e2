"""Collects what the pipeline says while an event goes through it."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from c7n_reflex.authoring import filtertree
from c7n_reflex.authoring.trace import FilterNode
from c7n_reflex.pipeline.offline import PlanningExecutor
from c7n_reflex.pipeline.outcome import Outcome, Stage
from c7n_reflex.pipeline.reaction import Reaction
from c7n_reflex.pipeline.resolve import identity
from c7n_reflex.pipeline.seams import Site


@dataclass
class Run:
    """One account and region, from `resolve` on."""

    site: Site
    executor: PlanningExecutor
    reaction: Reaction  # as it came to `resolve`
    after: dict[Stage, Reaction] = field(default_factory=dict)  # by stage that is over
    trees: dict[str, tuple[FilterNode, ...]] = field(default_factory=dict)  # by resource
    end: tuple[Outcome, str] | None = None
    needs: tuple[str, ...] = ()

    @property
    def last(self) -> Reaction:
        """As it was after the last stage."""
        return list(self.after.values())[-1] if self.after else self.reaction

    def look_at(self, resources: Sequence[dict[str, Any]], event: Any) -> None:
        """Evaluate the filters on copies, as they were before the filters noted anything on them."""
        for resource in resources:
            tree = filtertree.evaluate(self.site.policy, resource, event)
            self.trees[identity(self.site, resource)] = tree


class Watched:
    """See `pipeline.log.Listener`. `runs` are in the order of the targets; `ends` of what got to none."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.ends: list[tuple[Reaction, Outcome, str]] = []
        self.located = False
        self._current: Run | None = None

    def site(self, site: Site, executor: PlanningExecutor, reaction: Reaction) -> Site:
        """A run begins."""
        self._current = Run(site, executor, reaction)
        self.runs.append(self._current)
        return site

    def resolved(self, resources: Sequence[dict[str, Any]]) -> None:
        """What a sweep's query has found."""
        if self._current is not None:
            self._current.look_at(copy.deepcopy(list(resources)), None)

    def passed(self, reaction: Reaction, stage: Stage, before: Reaction) -> None:  # noqa: ARG002
        """See Listener."""
        if stage is Stage.LOCATE:
            self.located = True
        if self._current is None:
            return
        self._current.after[stage] = reaction
        if stage is Stage.RESOLVE:
            found = [case.resource for case in reaction.going_on]
            self._current.look_at(found, reaction.event)

    def ended(self, reaction: Reaction, outcome: Outcome, detail: str) -> None:
        """See Listener."""
        if self._current is not None:
            self._current.end = (outcome, detail)
            self._current = None
        else:
            self.ends.append((reaction, outcome, detail))

    def unknown(self, reaction: Reaction, needs: tuple[str, ...]) -> None:  # noqa: ARG002
        """See Listener."""
        if self._current is not None:
            self._current.needs = needs
            self._current = None
