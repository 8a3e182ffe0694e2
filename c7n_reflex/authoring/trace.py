"""What an event did to a policy, stage by stage: the result of `tracing.trace`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from c7n_reflex.errors import Place
from c7n_reflex.pipeline.outcome import Outcome, Stage

JSON = Any


class Verdict(StrEnum):
    """Of a stage. UNKNOWN: only AWS could tell."""

    PASS = "pass"
    STOP = "stop"
    UNKNOWN = "unknown"
    NOT_REACHED = "not reached"


@dataclass(frozen=True)
class FilterNode:
    """One filter of the tree, evaluated whether or not those before it hold."""

    path: str  # as it is written: "filters[0].or[1]"
    kind: str  # "and", "or", "not", or the filter's type
    holds: bool | None  # None: unknown
    expected: str = ""
    actual: JSON = None  # what the resource or event has there
    found: bool = False  # False: it has nothing there, or the filter does not say what it looks at
    reason: str = ""  # "field absent", "value mismatch", "needs ec2:DescribeVpcs", "raises TypeError: ..."
    children: tuple[FilterNode, ...] = ()

    def leaves(self) -> Iterator[FilterNode]:
        """The filters that look at something."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


@dataclass(frozen=True)
class PlannedAction:
    """What an action would do to one resource."""

    path: str  # "actions[0]"
    type: str
    resource: str
    changes: bool  # False: it would find nothing to do
    change: str = ""  # in words
    before: JSON = None  # of what it changes, where it is known
    after: JSON = None
    permissions: tuple[str, ...] = ()  # IAM actions that it needs
    calls: tuple[str, ...] = ()  # of these, the ones that change something


@dataclass(frozen=True)
class ResourceTrace:
    """One resource that the event names, from `resolve` on."""

    identity: str
    outcome: Outcome | None  # None: it is not known how it would end
    detail: str = ""
    filters: tuple[FilterNode, ...] = ()
    planned: tuple[PlannedAction, ...] = ()
    told: bool = False  # the owner would be told

    def leaves(self) -> Iterator[FilterNode]:
        """The leaves of the filter tree."""
        for node in self.filters:
            yield from node.leaves()

    @property
    def deciding(self) -> FilterNode | None:
        """The first leaf that keeps the resource from matching, or else is unknown; None if it matches."""
        for verdict in (False, None):
            nodes = (node for node in self.filters if node.holds is verdict)
            found = next((each for node in nodes for each in _deciding(node)), None)
            if found is not None:
                return found
        return None


def _deciding(node: FilterNode) -> Iterator[FilterNode]:
    if not node.children:
        yield node
        return
    if node.kind == "not":  # it holds because everything in it does
        yield from node.leaves()
        return
    for child in node.children:
        if child.holds is not True:
            yield from _deciding(child)


@dataclass(frozen=True)
class StageTrace:
    """One stage: passed by at least one resource, ended there by all, unknown, or not reached."""

    stage: Stage
    verdict: Verdict
    outcome: Outcome | None = None
    detail: str = ""


@dataclass(frozen=True)
class TargetTrace:
    """What the event means for one account and region."""

    account: str
    region: str
    role: str = ""  # ARN that is assumed to reach them; empty: the function's own
    ids: tuple[str, ...] = ()
    stages: tuple[StageTrace, ...] = ()  # from resolve on
    resources: tuple[ResourceTrace, ...] = ()
    outcome: Outcome | None = None
    detail: str = ""
    needs: tuple[str, ...] = ()  # what would have to be known
    written_back: tuple[tuple[str, str], ...] = ()  # (finding's id, workflow status)


@dataclass(frozen=True)
class Trace:
    """One policy, one event. `outcome` None: it is not known how it would end."""

    policy: str
    mode: str
    outcome: Outcome | None
    detail: str = ""
    stages: tuple[StageTrace, ...] = ()  # all seven
    targets: tuple[TargetTrace, ...] = ()
    place: Place | None = None
    pattern: Mapping[str, Any] | None = None  # by which EventBridge selects; None: none is needed
    looked_at: Mapping[str, Any] | None = field(default=None, repr=False)  # the event as the pattern sees it

    @property
    def stage(self) -> Stage:
        """Where it ends: the last stage that was reached. What is planned ends at `act`."""
        reached = [each for each in self.stages if each.verdict is not Verdict.NOT_REACHED]
        if self.outcome is not None and self.outcome is not Outcome.ACTED:
            return self.outcome.stage
        if self.outcome is Outcome.ACTED:
            return Stage.ACT
        return reached[-1].stage if reached else Stage.ROUTE

    @property
    def subscribed(self) -> bool:
        """True if the event would start the policy's function."""
        return self.outcome is not Outcome.NOT_SUBSCRIBED

    @property
    def resources(self) -> tuple[ResourceTrace, ...]:
        """Of all targets."""
        return tuple(each for target in self.targets for each in target.resources)

    @property
    def needs(self) -> tuple[str, ...]:
        """What would have to be known to say more."""
        return tuple(dict.fromkeys(need for target in self.targets for need in target.needs))

    def as_dict(self) -> dict[str, Any]:
        """As printed by `explain --output json`."""
        data = asdict(self)
        data.pop("looked_at")
        data["place"] = str(self.place) if self.place else None
        data["stage"] = str(self.stage)
        return data
