"""How each policy of a run ended in each account and region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from c7n_reflex.pipeline.outcome import Outcome


class Status(StrEnum):
    """How a policy ended in one account and region."""

    DONE = "done"  # everything was read, nothing failed
    DEPLOYED = "deployed"  # a policy on events: its function is there
    DENIED = "denied"  # AWS refused a read: what was matched is not all
    FAILED = "failed"


@dataclass(frozen=True)
class Result:
    """One policy in one account and region. Plain data: it comes from a child process."""

    account: str  # its name, or its id where it has none
    region: str
    policy: str  # "" if the account and region failed as a whole
    resource: str = ""  # aws.security-group
    status: Status = Status.DONE
    matched: int = 0
    outcomes: Mapping[str, int] = field(default_factory=dict)  # Outcome -> resources that ended so
    fetched: int = 0  # times that the policy's own resource type was fetched from AWS for this policy
    shared: int = 0  # times that what another policy had fetched was used
    denied: tuple[str, ...] = ()  # calls: "ec2:DescribeSecurityGroups UnauthorizedOperation"
    error: str = ""
    seconds: float = 0.0

    @property
    def acted(self) -> int:
        """Resources that may have been changed."""
        return sum(count for name, count in self.outcomes.items() if Outcome.named(name).acted)

    @property
    def bad(self) -> bool:
        """True if a person has to look at it."""
        return self.status in (Status.DENIED, Status.FAILED)
