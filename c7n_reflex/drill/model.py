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
    """How many messages the owner gets that mention a text, and what each of them has to contain."""

    mention: str
    count: int
    contain: tuple[str, ...] = ()


@dataclass(frozen=True)
class Expectation:
    """Everything a scenario demands of the end state."""

    state: tuple[StateCheck, ...] = ()
    unchanged: tuple[UnchangedCheck, ...] = ()
    changes: tuple[AllowedChange, ...] = ()
    notices: tuple[NoticeCheck, ...] = ()


@dataclass(frozen=True)
class Where:
    """An account, by its number among the solution accounts (from 1), name or id; "" = the home region."""

    account: int | str
    region: str = ""


@dataclass(frozen=True)
class Scenario:
    """One attack or near miss. `policy` is None where no policy may act."""

    name: str
    title: str
    description: str
    policy: str | None
    where: tuple[Where, ...]
    given: tuple[Call, ...]
    steps: tuple[Call, ...]
    expect: Expectation
    place: Place
