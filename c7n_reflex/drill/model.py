"""What a scenario file says, as typed records. `loader.py` makes them, `player.py` plays them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from c7n_reflex.errors import Place


@dataclass(frozen=True)
class Caller:
    """Who makes a call: the account's administrator role, an IAM user of the account, or a named role."""

    kind: Literal["account", "user", "role"] = "account"
    name: str = ""


@dataclass(frozen=True)
class Call:
    """One boto3 call; `params` and `save` may use `${name}` of calls before it.

    `error` is the AWS error code that the call must fail with ("" = it must succeed).
    `save` is name -> JMESPath on the response.
    """

    service: str
    operation: str  # boto3's method name
    params: dict[str, Any]
    place: Place
    save: dict[str, str] = field(default_factory=dict)
    error: str = ""
    caller: Caller = field(default_factory=Caller)


@dataclass(frozen=True)
class Command:
    """One of our own commands, as a person runs it; `arguments` may use `${name}` of what is known before it.

    `exit` is the exit code that it must end with. `save` is name -> JMESPath on its output, then JSON.
    """

    arguments: tuple[str, ...]  # without `c7n-reflex`
    place: Place
    exit: int = 0
    save: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Wait:
    """Wait until nothing is under way in the whole organisation."""

    place: Place


Step = Call | Command | Wait


@dataclass(frozen=True)
class StateCheck:
    """`call` after the drill must answer `value` under the JMESPath `query` (or fail with call.error)."""

    call: Call
    query: str
    value: Any = None


@dataclass(frozen=True)
class UnchangedCheck:
    """`call` must answer the same under `query` before the steps and after the drill."""

    call: Call
    query: str


@dataclass(frozen=True)
class AllowedChange:
    """A difference of the account's full description that is expected, by glob on its path.

    It must happen, unless it is `optional`.
    """

    path: str
    optional: bool = False


@dataclass(frozen=True)
class NoticeCheck:
    """How many messages there are that mention a text, and what each of them has to contain.

    Notices to the account's owner, alarms to core-compliance, or events in a queue of failed ones.
    """

    mention: str
    count: int
    contain: tuple[str, ...] = ()


@dataclass(frozen=True)
class OutcomeCheck:
    """One entry of the ledger: a resource of the scenario, and how the event ended for it."""

    resource: str
    outcome: str


@dataclass(frozen=True)
class Expectation:
    """Everything a scenario demands of the end state. `outcomes` None: the ledger is not looked at.

    `undone`, where given: what is there once the remediation is taken back, after everything else.
    """

    state: tuple[StateCheck, ...] = ()
    undone: tuple[StateCheck, ...] = ()
    unchanged: tuple[UnchangedCheck, ...] = ()
    changes: tuple[AllowedChange, ...] = ()
    notices: tuple[NoticeCheck, ...] = ()
    outcomes: tuple[OutcomeCheck, ...] | None = None
    parked: tuple[NoticeCheck, ...] = ()
    alarms: tuple[NoticeCheck, ...] = ()


@dataclass(frozen=True)
class Where:
    """An account, by its number among the solution accounts (from 1), name or id; "" = the home region."""

    account: int | str
    region: str = ""


@dataclass(frozen=True)
class Scenario:
    """One attack or near miss. `policy` is None where no policy may act.

    Scenarios of one act are played together, and acts one after the other. `finally_` is done in any case.
    """

    name: str
    title: str
    description: str
    policy: str | None
    where: tuple[Where, ...]
    given: tuple[Call, ...]
    steps: tuple[Step, ...]
    expect: Expectation
    place: Place
    finally_: tuple[Step, ...] = ()
    act: int = 1

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls among what is given and done."""
        everything = (*self.given, *self.steps, *self.finally_)
        return tuple(step for step in everything if isinstance(step, Call))

    @property
    def turns_the_switch(self) -> bool:
        """True if one of its commands sets the organisation's switch, which holds for everybody."""
        commands = [step for step in (*self.steps, *self.finally_) if isinstance(step, Command)]
        positions = {"off", "observe", "enforce"}
        return any(each.arguments[0] == "switch" and positions & set(each.arguments) for each in commands)
