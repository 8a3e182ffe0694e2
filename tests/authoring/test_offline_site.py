"""Resources that Custodian describes, with AWS answering as it is given."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from c7n_reflex.authoring.answers import Answer, Answers, OfflineSession
from c7n_reflex.authoring.trace import Trace
from c7n_reflex.authoring.tracing import trace
from c7n_reflex.authoring.world import World
from c7n_reflex.pipeline.listening import listening
from c7n_reflex.pipeline.outcome import Outcome, Stage
from tests.authoring.policies import GROUP, call, fleet_policy

DESCRIBE = "ec2:DescribeSecurityGroups"


def explained(*answers: Answer, **policy: Any) -> Trace:
    world = World(answers=Answers({DESCRIBE: answers} if answers else {}), described=True)
    return trace(fleet_policy(**policy), call("sg-1"), world)


def test_custodian_makes_the_resources_of_the_answers() -> None:
    given = Answer({"SecurityGroups": [GROUP]})
    before = copy.deepcopy(given)
    found = explained(given, filters=[{"Description": "a"}])
    assert found.outcome is Outcome.ACTED
    assert [each.identity for each in found.resources] == ["sg-1"]
    assert explained(given, filters=[{"Description": "b"}]).outcome is Outcome.NO_MATCH
    assert given == before  # Custodian writes on what it describes


def test_an_answer_that_is_for_another_group_is_none() -> None:
    other = Answer({"SecurityGroups": [GROUP]}, when={"GroupIds": ["sg-2"]})
    found = explained(other)
    assert (found.outcome, found.stage, found.needs) == (None, Stage.RESOLVE, (DESCRIBE,))


def test_without_an_answer_nothing_is_known() -> None:
    assert explained().needs == (DESCRIBE,)


@pytest.mark.parametrize(
    ("code", "outcome"),
    [("InvalidGroup.NotFound", Outcome.GONE), ("UnauthorizedOperation", Outcome.UNREADABLE)],
)
def test_an_error_is_what_it_is_to_the_function(code: str, outcome: Outcome) -> None:
    assert explained(Answer(error=code)).outcome is outcome


def test_what_is_given_as_resources_is_not_looked_at_then() -> None:
    world = World(resources=(), answers=Answers({DESCRIBE: (Answer({"SecurityGroups": [GROUP]}),)}))
    assert trace(fleet_policy(), call("sg-1"), world).outcome is Outcome.GONE


def test_whoever_listens_hears_of_errors_that_are_hidden() -> None:
    heard = []
    session = OfflineSession(Answers({DESCRIBE: (Answer(error="Throttling"),)}), "us-east-1")
    client = session.client("ec2")  # made before anybody listens
    with (
        listening(session, lambda parsed, model: heard.append((model.name, parsed["Error"]["Code"]))),
        pytest.raises(client.exceptions.Throttling),
    ):
        client.describe_security_groups(GroupIds=["sg-1"])
    assert heard == [("DescribeSecurityGroups", "Throttling")]
    with pytest.raises(client.exceptions.Throttling):
        client.describe_security_groups(GroupIds=["sg-1"])
    assert len(heard) == 1
