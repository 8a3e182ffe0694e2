"""What plan, deploy, status, rollback and prune call is what the deployer's role is said to need."""

from __future__ import annotations

from typing import Any

import pytest

from c7n_reflex.deploy.permissions import comparing, engine
from c7n_reflex.deploy.permissions.granted import Grant, Granted
from c7n_reflex.deploy.sessions import SESSION_NAME
from tests.cli.operations import FUNCTION, REGION, Desk
from tests.deploy.permissions import allowing

pytestmark = pytest.mark.organisation

ACCOUNT = "identity-prod"
CHOSEN = ("-a", ACCOUNT, "-r", REGION)
# Of resources of which CloudTrail names none, or a prefix: by action alone.
UNNAMED = {"cloudwatch", "config", "securityhub", "sqs", "sts"}


def trail(desk: Desk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.organisation.get("trail", reads="true")
    return found


def test_every_call_is_allowed(desk: Desk) -> None:
    before = {each["detail"]["eventID"] for each in trail(desk)}
    desk.run("deploy", *CHOSEN)
    desk.edit(description="a second version")
    desk.run("plan", *CHOSEN, code=1)
    desk.run("deploy", *CHOSEN)
    desk.run("rollback", "-p", "*", *CHOSEN, "--yes")
    desk.run("status", *CHOSEN, code=1)
    desk.file.write_text("policies: []\n", encoding="utf-8")
    desk.run("prune", *CHOSEN, "--yes")
    assert FUNCTION not in desk.functions(ACCOUNT)

    events = [each for each in trail(desk) if each["detail"]["eventID"] not in before]
    made = set(allowing.in_trail(events, lambda _, session: session == SESSION_NAME))
    identity = desk.organisation.directory[ACCOUNT].id
    granted = Granted(
        frozenset(
            Grant(each.action, allowing.substituted(each.resource, identity))
            for each in comparing.needed(tuple(engine.needs()), "deployer")
        )
    )
    roles = {(each.account, each.role): granted for each in made}
    assert [each for each in sorted(made) if not each.is_allowed(roles)] == []
    assert {each.action.split(":")[0] for each in made if not each.resources} <= UNNAMED
    called = {each.action for each in made}
    assert called >= {"lambda:CreateFunction", "lambda:UpdateAlias", "events:PutRule", "events:DeleteRule"}
