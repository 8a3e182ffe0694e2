"""What the units of a deployment share: the place, what is wanted of it, and what was found there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from botocore.exceptions import ClientError

from c7n_reflex import settings
from c7n_reflex.modes.deployment import Deployment

if TYPE_CHECKING:
    from c7n_reflex.deploy.archive import Archive

State = dict[str, Any]  # what JSON can hold; flat where a person is to read the difference
ALIAS = "live"  # what rules start; a rollback moves it
OURS, OURS_VALUE = "c7n-reflex", "policy"  # the tag of what `prune` may remove
REMEMBERED = "c7n-reflex:applied"  # tag: a short hash of each unit as it was applied
POLICY = "c7n-reflex:policy"  # tag: the policy's name
CODE = "c7n-reflex:code"  # tag: digest of the sources, and Lambda's CodeSha256 of their archive
ROLLED_BACK = "c7n-reflex:rolled-back"  # tag: the version from which an operator went back


@dataclass
class Site:
    """One account and region. `connect` gives a client for a service; lists are read once, when asked for."""

    account: str  # id
    region: str
    partition: str
    connect: Callable[[str], Any]

    def client(self, service: str) -> Any:
        """The client, the same for every call."""
        if service not in self._clients:
            self._clients[service] = self.connect(service)
        return self._clients[service]

    @cached_property
    def _clients(self) -> dict[str, Any]:
        return {}

    @cached_property
    def functions(self) -> dict[str, State]:
        """Configuration of $LATEST by name, of all functions here (ListFunctions)."""
        pages = self.client("lambda").get_paginator("list_functions").paginate()
        return {each["FunctionName"]: each for page in pages for each in page["Functions"]}

    @cached_property
    def rules(self) -> dict[str, State]:
        """Rules of the default bus by name (ListRules)."""
        pages = self.client("events").get_paginator("list_rules").paginate()
        return {each["Name"]: each for page in pages for each in page["Rules"]}

    @cached_property
    def log_groups(self) -> dict[str, State]:
        """Log groups of functions by name (DescribeLogGroups)."""
        pages = (
            self.client("logs").get_paginator("describe_log_groups").paginate(logGroupNamePrefix=LOG_GROUP)
        )
        return {each["logGroupName"]: each for page in pages for each in page["logGroups"]}

    @cached_property
    def alarms(self) -> dict[str, State]:
        """Our functions' alarms by name (DescribeAlarms)."""
        pages = self.client("cloudwatch").get_paginator("describe_alarms").paginate(AlarmNamePrefix=ALARM)
        return {each["AlarmName"]: each for page in pages for each in page["MetricAlarms"]}

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a resource here."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"

    def function_arn(self, function: str) -> str:
        """Without a qualifier."""
        return self.arn("lambda", f"function:{function}")

    @property
    def failed_events(self) -> str:
        """ARN of the queue of what could not be delivered or handled."""
        return self.arn("sqs", settings.FAILED_EVENTS_QUEUE)


LOG_GROUP = "/aws/lambda/"
ALARM = "c7n-reflex-"


@dataclass(frozen=True)
class Wanted:
    """One policy's deployment in one account and region, as the repository has it."""

    policy: str
    function: str
    site: Site
    units: Mapping[str, State | None]  # by the unit's name; None: this should not be there
    tags: Mapping[str, str]
    mode: str  # its type
    archive: Callable[[], Archive] = field(repr=False)
    permissions: Callable[[], Sequence[str]] = field(default=tuple, repr=False)  # that the policy needs


@dataclass(frozen=True)
class Found:
    """A function as it is deployed. Its units are those of `Wanted`."""

    function: str
    units: Mapping[str, State | None]
    tags: Mapping[str, str]
    exists: bool = True
    disabled: tuple[
        str, ...
    ] = ()  # what an operator did: "rule disabled", "concurrency 0", "rolled back ..."

    @property
    def remembered(self) -> dict[str, str]:
        """Hash by unit, as it was last applied."""
        pairs = (each.partition("=") for each in self.tags.get(REMEMBERED, "").split())
        return {name: value for name, _, value in pairs}


@dataclass(frozen=True)
class Source:
    """What a unit reads the wanted state from."""

    site: Site
    function: Any  # c7n_reflex.deploy.function.PolicyFunction
    mode: Any  # the policy's execution mode
    deployment: Deployment
    digest: str  # of the sources

    @property
    def name(self) -> str:
        """The function's."""
        return str(self.function.name)

    @property
    def alias_arn(self) -> str:
        """What events start."""
        return f"{self.site.function_arn(self.name)}:{ALIAS}"


@dataclass
class Survey:
    """What is read of a function, once for all units (GetFunction; of its alias GetFunctionConfiguration)."""

    site: Site
    name: str

    @cached_property
    def latest(self) -> State:
        """GetFunction: Configuration, Tags and Concurrency; empty if there is none."""
        if self.name not in self.site.functions:
            return {}
        return dict(missing_is({}, self.site.client("lambda").get_function, FunctionName=self.name))

    @cached_property
    def live(self) -> State:
        """Configuration of the version that the alias points at; empty if there is none."""
        if not self.latest:
            return {}
        call = self.site.client("lambda").get_function_configuration
        return dict(missing_is({}, call, FunctionName=self.name, Qualifier=ALIAS))

    @property
    def tags(self) -> dict[str, str]:
        """The function's."""
        return dict(self.latest.get("Tags") or {})

    @property
    def qualifier(self) -> dict[str, str]:
        """See `qualifier`."""
        return qualifier(started_by(self.tags))


class Unit(Protocol):
    """One part of a deployment, which is compared and put right by itself."""

    name: ClassVar[str]

    def wanted(self, source: Source) -> State | None:
        """As it should be."""

    def found(self, survey: Survey) -> State | None:
        """As it is; None if it is not there."""

    def put(self, wanted: Wanted, found: Found) -> None:
        """Make it so; the function exists. Raises ClientError."""

    def remove(self, site: Site, found: Found) -> None:
        """Remove what does not go with the function. Nothing if there is none."""


def missing_is(value: Any, call: Callable[..., Any], **arguments: Any) -> Any:
    """What the call answers, or `value` if there is no such resource. Other errors are raised."""
    try:
        return call(**arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] in _MISSING:
            return value
        raise


def started_by(tags: Mapping[str, str]) -> str:
    """The mode of the policy that a function was deployed for, as Custodian's tag has it; else empty."""
    return dict(part.split("=", 1) for part in tags.get("custodian-info", "").split(":") if "=" in part).get(
        "mode", ""
    )


def qualifier(mode: str) -> dict[str, str]:
    """What is started: the alias; by AWS Config, which takes no alias, the function."""
    return {} if mode.startswith("config-") else {"Qualifier": ALIAS}


_MISSING = frozenset({"ResourceNotFoundException", "ResourceNotFound", "NoSuchConfigRuleException"})


def brief(state: State | None) -> str:
    """A short hash of a unit's state."""
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:8]
