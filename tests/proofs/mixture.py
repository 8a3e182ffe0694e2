"""A thousand events of ten accounts and two regions, shuffled, and the resources that they name."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.modes import support
from tests.proofs import policies

ACCOUNTS = tuple(f"2000000000{number:02}" for number in range(1, 11))
REGIONS = ("us-east-1", "eu-west-1")
IN_BOTH = ACCOUNTS[:3]  # moto takes a second to make an account's region
OPEN = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
# Kind of event: how many of a thousand.
SHARES = {
    "fixed": 40,
    "finding": 25,
    "failed": 10,
    "no-match": 85,
    "gone": 30,
    "own": 340,
    "call-failed": 290,
    "settled": 180,
}
OPENED = ("fixed", "finding", "failed")  # those whose group is open to the world


@dataclass(frozen=True)
class Told:
    """One event, and what it is about."""

    kind: str
    account: str
    region: str
    group: str
    event: dict[str, Any]

    @property
    def mode(self) -> str:
        """The mode of the policy that it is for."""
        return "hub-finding" if self.kind in ("finding", "settled") else "cloudtrail"


def policy(mode: str, *, member: bool) -> dict[str, Any]:
    """A policy that closes groups and tells their owner."""
    actions = ["revoke-open-ingress", {"type": "notify-owner", "subject": "Revoked"}]
    more = {"name": f"closes-{mode}", "filters": ["open-ingress"], "actions": actions}
    return {**policies.policy(mode, member=member), **more}


def told(total: int, seed: int = 7) -> list[Told]:
    """The events, each about a group of its own, in their order. Makes the groups, closed."""
    chosen = random.Random(seed)
    kinds = [kind for kind, share in SHARES.items() for _ in range(share * total // 1000)]
    made = [_one(kind, number, chosen) for number, kind in enumerate(kinds)]
    chosen.shuffle(made)
    return made


def _one(kind: str, number: int, chosen: random.Random) -> Told:
    account = chosen.choice(ACCOUNTS)
    region = chosen.choice(REGIONS) if account in IN_BOTH else REGIONS[0]
    group = f"sg-{number:017x}"
    if kind in (*OPENED, "no-match"):
        group = support.security_group(account, f"mixture-{number}", region)
    event = _finding(kind, account, group, region) if kind in ("finding", "settled") else None
    return Told(kind, account, region, group, _numbered(event or _call(kind, account, group, region), number))


def _finding(kind: str, account: str, group: str, region: str) -> dict[str, Any]:
    more = {"Compliance": {"Status": "PASSED"}} if kind == "settled" else {}
    return {**policies.found(account, group, region, **more), "account": account, "region": region}


def _call(kind: str, account: str, group: str, region: str) -> dict[str, Any]:
    more: dict[str, Any] = {"errorCode": "Client.UnauthorizedOperation"} if kind == "call-failed" else {}
    event = policies.opened(account, group, region, **more)
    if kind == "own":
        event["detail"]["userIdentity"]["sessionContext"]["sessionIssuer"]["userName"] = "c7n-reflex-member"
    return event


def _numbered(event: dict[str, Any], number: int) -> dict[str, Any]:
    """With ids that no other event has."""
    event = copy.deepcopy({**event, "id": f"event-{number}"})
    if "eventID" in event["detail"]:
        event["detail"].update(eventID=f"call-{number}", requestID=f"request-{number}")
    return event


def restore(events: list[Told]) -> Iterator[str]:
    """Open what the events find open; the groups that were."""
    for each in events:
        if each.kind in OPENED:
            ec2 = support.session(each.account, each.region).client("ec2")
            (group,) = ec2.describe_security_groups(GroupIds=[each.group])["SecurityGroups"]
            if not group["IpPermissions"]:
                ec2.authorize_security_group_ingress(GroupId=each.group, IpPermissions=[OPEN])
                yield each.group
