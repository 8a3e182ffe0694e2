"""What a lint is, what it is given, and what it yields.

A lint is one class in one file of `lints/`, named like the file. It yields problems with a key path inside
the policy; the engine knows file, line and column. (The form is that of cfn-lint's rules.)
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from c7n_reflex.accounts import Directory
    from c7n_reflex.policyfiles import PolicyFile

Key = tuple[str | int, ...]  # within the policy: ("mode", "events", 0, "event")


class Severity(StrEnum):
    """How bad it is, the worst first."""

    ERROR = "error"  # it does not do what is written, or does more than anybody wants
    WARNING = "warning"  # probably a mistake
    INFO = "info"  # worth knowing


_LETTERS = {"E": Severity.ERROR, "W": Severity.WARNING, "I": Severity.INFO}


@dataclass(frozen=True)
class Fix:
    """The scalar at `key` - with `on_key`, the key itself - is replaced by `text`; quotes stay."""

    key: Key
    text: str
    on_key: bool = False


@dataclass(frozen=True)
class Problem:
    """What a lint yields. `policy` is needed only from `check_fleet`: it says whose problem it is."""

    key: Key
    message: str  # what is wrong with this one: begins in lower case, no full stop
    remedy: str = ""  # what to write instead
    fix: Fix | None = None  # only if it is certainly what was meant
    on_key: bool = False  # the key is wrong, and not its value
    policy: LintedPolicy | None = None


@dataclass(frozen=True, eq=False)
class LintedPolicy:
    """One policy that Custodian's schema and validation accept."""

    file: PolicyFile
    index: int  # in the file's `policies`
    data: Mapping[str, Any] = field(repr=False)  # as it is written

    @property
    def name(self) -> str:
        """The policy's name."""
        return str(self.data["name"])

    @property
    def resource(self) -> str:
        """Its resource type as Custodian qualifies it: `aws.ec2`."""
        written = self.data["resource"]
        first = str(written if isinstance(written, str) else written[0])
        return first if "." in first else f"aws.{first}"

    @property
    def mode_block(self) -> Mapping[str, Any]:
        """The `mode` block as it is written; empty for a sweep without one."""
        return self.data.get("mode") or {}

    @property
    def mode_type(self) -> str:
        """`cloudtrail`, `hub-finding`, ... `pull`."""
        return str(self.mode_block.get("type", "pull"))

    @cached_property
    def policy(self) -> Any:
        """The c7n.policy.Policy, built offline."""
        from c7n.config import Bag, Config
        from c7n.policy import Policy

        config = Config.empty(dryrun=True, account_id="000000000000", region="us-east-1")
        return Policy(copy.deepcopy(dict(self.data)), config, Bag())

    @cached_property
    def mode(self) -> Any:
        """Its execution mode: one of c7n_reflex.modes, or Custodian's own where we have none."""
        return self.policy.get_execution_mode()

    @cached_property
    def pattern(self) -> Mapping[str, Any] | None:
        """The EventBridge pattern of its rule; None for modes without one and such as we do not know."""
        made = self.mode.event_pattern() if hasattr(self.mode, "event_pattern") else None
        return made if isinstance(made, Mapping) else None

    def key(self, *path: str | int) -> Key:
        """The same path within the file."""
        return ("policies", self.index, *path)


@dataclass(frozen=True, eq=False)
class Fleet:
    """Everything that is linted together."""

    policies: tuple[LintedPolicy, ...]
    root: Path  # where accounts.yml, policies/ and tests/ are
    directory: Directory | None = None  # accounts.yml, if there is one


class Lint:
    """Base of all lints; see `lints/` for examples. `severity` follows from the letter of the id.

    `avoid` must make this lint yield, and no other; `prefer` must make none yield: a test runs both. A
    snippet is one policy, to which `examples.complete` adds name and metadata, or a file, with `policies:`.
    """

    id: ClassVar[
        str
    ]  # E1xx events and patterns, 2xx filters, 3xx actions, 4xx fleet, 5xx metadata and tests,
    # 6xx deployment, 0xx schema; the number is unique whatever the letter
    name: ClassVar[str]  # kebab-case; the file's name with underscores
    title: ClassVar[str]  # one sentence, for lists
    why: ClassVar[str]  # what happens otherwise
    avoid: ClassVar[str]
    prefer: ClassVar[str]
    source: ClassVar[str]  # URL, or the c7n symbol
    # Other files of the root that the snippets need, by path: {"tests/policies/x.yml": "..."}
    avoid_files: ClassVar[Mapping[str, str]] = {}
    prefer_files: ClassVar[Mapping[str, str]] = {}
    # Reads only `data`, and so can run where Custodian refuses the policy; its problems then replace E005.
    explains_refusal: ClassVar[bool] = False

    @property
    def severity(self) -> Severity:
        """Of all its problems."""
        return _LETTERS[self.id[0]]

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """What is wrong in one policy."""
        return iter(())

    def check_fleet(self, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """What is wrong between policies, or between them and other files; every problem has its `policy`."""
        return iter(())
