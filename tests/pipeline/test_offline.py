"""The pipeline between other seams: the same decisions from fixtures as from AWS, and nothing is called."""

from __future__ import annotations

import botocore.client
import pytest

from c7n_reflex.ledger.journal import JournalLedger
from c7n_reflex.modes.driver import react
from c7n_reflex.pipeline.offline import FixtureSupplier, PlanningExecutor, RecordingSupplier
from c7n_reflex.pipeline.outcome import Outcome
from c7n_reflex.pipeline.reaction import Reaction, Target
from c7n_reflex.pipeline.run import run
from c7n_reflex.pipeline.seams import Position, Site
from c7n_reflex.safeguards.enforcement import Enforcement
from tests.modes.conftest import aws, cloud  # noqa: F401 - moto, for the live half
from tests.modes.support import A, call, group_policy, policy, security_group, session


class Files:
    def write_file(self, path, text):
        """Nowhere."""


def offline(built, resources, event, position=None):
    """The reaction of a policy to an event, between fixtures and a plan; and the executor."""
    executor = PlanningExecutor(built)
    site = Site(
        built, FixtureSupplier(built, resources, position), executor, JournalLedger(Files()), occasion="o"
    )
    ids = tuple(event["detail"]["requestParameters"]["groups"])
    reaction = Reaction(
        "open", "v", "cloudtrail", "aws.security-group", event, event, Target(A, "us-east-1"), ids
    )
    return run(site, reaction), executor


@pytest.fixture
def no_calls(monkeypatch):
    def refuse(self, name, parameters):
        raise AssertionError(f"{name} was called")

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", refuse)


GROUP = {"GroupId": "sg-1", "Description": "a", "GroupName": "a"}


def test_decides_as_live_does_and_acts_on_nothing(tmp_path, no_calls):
    built = policy(group_policy(filters=[{"Description": "a"}]), tmp_path)
    done, executor = offline(
        built, [GROUP, {**GROUP, "GroupId": "sg-2", "Description": "b"}], call("sg-1", "sg-2")
    )
    assert {case.identity: case.outcome for case in done.cases} == {
        "sg-1": Outcome.ACTED,
        "sg-2": Outcome.NO_MATCH,
    }
    assert [(each.resource, each.action, str(each.outcome)) for each in executor.planned] == [
        ("sg-1", "tag", "planned")
    ]


def test_what_is_not_given_is_gone(tmp_path, no_calls):
    done, executor = offline(policy(group_policy(), tmp_path), [], call("sg-1"))
    assert (done.outcome, executor.planned) == (Outcome.GONE, [])


def test_the_switch_can_be_given(tmp_path, no_calls):
    built = policy(group_policy(), tmp_path)
    done, executor = offline(built, [GROUP], call("sg-1"), Position(Enforcement.OBSERVE))
    assert (done.outcome, executor.planned) == (Outcome.OBSERVED, [])


def test_a_recording_of_live_gives_the_same_offline(tmp_path, monkeypatch):
    from c7n_reflex.modes import driver

    suppliers = []

    def recording(*arguments):
        suppliers.append(RecordingSupplier(live(*arguments)))
        return suppliers[-1]

    live = driver.LiveSupplier
    monkeypatch.setattr(driver, "LiveSupplier", recording)
    group = security_group(A, "a")
    data = group_policy(filters=[{"Description": "a"}])
    (reaction,) = react(policy(data, tmp_path).get_execution_mode(), call(group), None)
    recorded = suppliers[0].recorded
    assert session(A).client("ec2").describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["Tags"]
    done, executor = offline(policy(data, tmp_path), recorded, call(group))
    assert [case.identity for case in done.cases] == [case.identity for case in reaction.cases] == [group]
    assert [each.action for each in executor.planned] == ["tag"]
