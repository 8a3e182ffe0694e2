"""A scenario, and records of a drill, as the tests of this room need them."""

from __future__ import annotations

from typing import Any

from c7n_reflex.accounts import Account
from c7n_reflex.drill.cast import Performance
from c7n_reflex.drill.model import Call, Expectation, Scenario, Where
from c7n_reflex.errors import Place

PLACE = Place("scenarios/example.yml", 1)
GROUP = "sg-0123456789abcdef0"

YAML = """\
name: group-opened
title: SSH opened to the world
description: Everyone is let in.
policy: security-group-open-to-world
where:
  - {account: 1}
  - {account: web-shop-prod, region: eu-west-1}
given:
  - call: ec2.create_security_group
    params: {GroupName: "web-${id}", Description: web}
    save: {group: GroupId}
steps:
  - call: ec2.authorize_security_group_ingress
    as: {user: developer}
    params:
      GroupId: "${group}"
      IpPermissions: [{IpProtocol: "-1", IpRanges: [{CidrIp: 0.0.0.0/0}]}]
expect:
  state:
    - call: ec2.describe_security_groups
      params: {GroupIds: ["${group}"]}
      query: SecurityGroups[0].IpPermissions
      value: []
  changes:
    - "*${group}*"
  notices:
    - {mention: "${group}", count: 1, contain: [developer]}
"""


def account(number: int = 1) -> Account:
    return Account(
        id=f"{200000000000 + number}",
        name=f"account-{number}",
        role="arn:aws:iam::200000000001:role/Admin",
        regions=("us-east-1", "eu-west-1"),
        tags=frozenset(),
        owner=None,
    )


def scenario(**changed: Any) -> Scenario:
    call = Call("ec2", "authorize_security_group_ingress", {}, PLACE)
    fields: dict[str, Any] = {
        "name": "group-opened",
        "title": "SSH opened to the world",
        "description": "Everyone is let in.",
        "policy": "security-group-open-to-world",
        "where": (Where(1),),
        "given": (),
        "steps": (call,),
        "expect": Expectation(),
        "place": PLACE,
    }
    return Scenario(**(fields | changed))


def performance(number: int = 1, group: str = GROUP, **changed: Any) -> Performance:
    played = Performance(scenario(**changed), account(number), "us-east-1")
    played.variables = {"account": played.account.id, "id": played.id, "group": group}
    return played
