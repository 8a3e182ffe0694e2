"""`docs/guardduty.md`: each type of GuardDuty's findings, and what is done about it.

Types: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-active.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "guardduty.yml"
# Responds to what GuardDuty finds only if it is a user's key; the owner is told of a role's or of root's.
OF_USERS = "guardduty-access-key-misused"
OF_INSTANCES = "guardduty-instance-compromised"
TOLD = "guardduty-finding-told"
_INTRODUCTION = f"""\
# GuardDuty's findings

Written by `c7n-reflex library write` from `c7n_reflex/library/guardduty.yml`; not edited by hand.

At most one policy acts on a finding. A policy responds if the severity is HIGH or CRITICAL
(guardduty-bucket-exposed: whatever it is). Otherwise, and where the table says *told*, `{TOLD}`
tells the account's owner, and nothing is changed. The same if

- the access key is none of a user's (`{OF_USERS}`): a role's sessions are not revoked on suspicion,
  for everything else that has the role would stop;
- no instance is named (`{OF_INSTANCES}`), such as in findings about Fargate.

Of a finding that names nothing but the root user's key nobody is told: `root-used` tells of the call itself.
Samples that GuardDuty generates, and archived, suppressed and resolved findings, are left alone.
"""


@dataclass(frozen=True)
class Answer:
    """What is done about a type of finding, if the severity is HIGH."""

    policy: str  # the one that responds
    reason: str = ""  # why the owner is only told; empty if the policy changes something


@cache
def answers() -> Mapping[str, Answer]:
    """By the type, in the order of the file. KeyError for a reason that the file does not have."""
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    reasons = data["reasons"]
    return {
        kind: Answer(entry["policy"]) if "policy" in entry else Answer(TOLD, reasons[entry["told"]])
        for kind, entry in data["types"].items()
    }


def page() -> str:
    """The page's text."""
    return "\n".join([_INTRODUCTION, "| type | policy | told only, because |", "|---|---|---|", *_rows(), ""])


def _rows() -> Iterator[str]:
    for kind, answer in answers().items():
        does = "*told*" if answer.reason else f"`{answer.policy}`"
        yield f"| {kind} | {does} | {answer.reason} |"
