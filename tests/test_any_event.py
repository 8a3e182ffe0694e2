"""Whatever event arrives: it ends in a named way, and no account is called that it does not name."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from c7n_reflex.pipeline.outcome import Outcome
from c7n_reflex.settings import LEDGER_ROLE, MEMBER_ROLE
from tests.modes import support
from tests.modes.support import HUB, A
from tests.proofs import arbitrary, policies
from tests.proofs.hot import HotFunction, cloud, outcome_of
from tests.proofs.watching import Call, Watch, elsewhere

OPEN = [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
EXAMPLES = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    report_multiple_bugs=False,
    print_blob=True,
)


class World:
    """Accounts with something in them, and what was called there."""

    def __init__(self, watch: Watch, folder: Path) -> None:
        self.watch, self.folder, self.numbers = watch, folder, itertools.count()
        # What their modules keep, so that not every example assumes the ledger's role.
        self.modules: dict[str, Any] = {account: {"_cores": {}, "_switches": {}} for account in (HUB, A)}
        self.ec2 = support.session(A).client("ec2")
        self.group = support.security_group(A, "proof")
        image = self.ec2.describe_images()["Images"][0]["ImageId"]
        started = self.ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1)
        self.instance = started["Instances"][0]["InstanceId"]

    def function(self, mode: str, *, member: bool) -> HotFunction:
        """In core-compliance, or in account A; its policy is a new one, to which no event is a repetition."""
        policy = {**policies.policy(mode, member=member), "name": f"proof-{next(self.numbers)}"}
        account = HUB if member else A
        return HotFunction(policy, account, self.folder, modules=self.modules[account])

    def open_again(self) -> None:
        """The group as it is after the call that events tell of."""
        if not self.ec2.describe_security_groups(GroupIds=[self.group])["SecurityGroups"][0]["IpPermissions"]:
            self.ec2.authorize_security_group_ingress(GroupId=self.group, IpPermissions=OPEN)

    def answer(self, account: str, operation: str, parameters: Any) -> Any:
        """Security Hub's insights, and what moto does not do."""
        if operation == "GetInsights":
            return {"Insights": [{"InsightArn": "x", "Name": "x", "Filters": {}, "GroupByAttribute": "x"}]}
        if operation == "GetFindings":
            return {"Findings": policies.found(A, self.group)["detail"]["findings"]}
        return elsewhere(operation)

    def calls(self, function: HotFunction, event: Any) -> tuple[str, list[Call]]:
        """How the event ended (see `outcome_of`), and what was called."""
        with self.watch.noted() as made:
            ended = outcome_of(function, event)
        return ended, list(made)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One for all examples: making accounts costs seconds."""
    watch = Watch()
    with cloud(watch, HUB, A):
        found = World(watch, tmp_path_factory.mktemp("out"))
        watch.answers.append(found.answer)
        yield found


@pytest.mark.parametrize("member", [True, False], ids=["member-role", "per-account"])
@pytest.mark.parametrize("mode", policies.MODES)
@EXAMPLES
@given(data=st.data())
def test_realistic_events(world: World, mode: str, member: bool, data: st.DataObject) -> None:
    function = world.function(mode, member=member)
    skeletons = policies.events(function.policy, world.group, world.instance, function.account)
    event = policies.as_sent(data.draw(arbitrary.changed(skeletons)))
    world.open_again()
    _assert_proper(*world.calls(function, event), event, function, member)


@pytest.mark.parametrize("member", [True, False], ids=["member-role", "per-account"])
@pytest.mark.parametrize("mode", policies.MODES)
@EXAMPLES
@given(event=arbitrary.without_shape())
def test_any_json(world: World, mode: str, member: bool, event: Any) -> None:
    function = world.function(mode, member=member)
    _assert_proper(*world.calls(function, policies.as_sent(event)), event, function, member)


@pytest.mark.parametrize("member", [True, False], ids=["member-role", "per-account"])
@pytest.mark.parametrize("mode", policies.MODES)
def test_the_events_as_they_are_reach_the_end(world: World, mode: str, member: bool) -> None:
    """Without it the properties might hold because nothing is ever done."""
    for number in range(2 if mode.startswith("hub-") else 1):
        function = world.function(mode, member=member)
        skeletons = policies.events(function.policy, world.group, world.instance, function.account)
        event = policies.as_sent(skeletons[number])
        world.open_again()
        ended, calls = world.calls(function, event)
        assert ended == ""
        assert [call.account for call in calls if call.operation == "CreateTags"] == [A]
        _assert_proper(ended, calls, event, function, member)


@pytest.mark.parametrize(
    ("path", "value", "ended"),
    [
        (("account",), [], ""),
        (("detail", "userIdentity", "sessionContext", "sessionIssuer", "accountId"), [A], ""),
        (("detail", "requestParameters", "ipPermissions", "items", 0, "fromPort"), "us-east-1", "failed"),
        (("detail", "requestParameters", "ipPermissions", "items", 0, "toPort"), [], "failed"),
    ],
)
def test_what_once_ended_without_a_name(world: World, path: tuple[Any, ...], value: Any, ended: str) -> None:
    function = world.function("cloudtrail", member=True)
    event: Any = policies.opened(A, world.group)
    holder = event
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    world.open_again()
    assert world.calls(function, event)[0] == ended


@pytest.mark.parametrize("crooked", arbitrary.CROOKED, ids=repr)
@pytest.mark.parametrize("place", ["recipientAccountId", "account", "region", "groupId", "eventID"])
def test_what_only_looks_like_an_account_is_none(world: World, crooked: str, place: str) -> None:
    function = world.function("cloudtrail", member=True)
    event = policies.opened(A, world.group)
    holder = {"groupId": event["detail"]["requestParameters"], "account": event, "region": event}
    holder.get(place, event["detail"])[place] = crooked
    if place == "account":
        del event["detail"]["recipientAccountId"]
    ended, calls = world.calls(function, event)
    _assert_proper(ended, calls, event, function, member=True)
    if "ccount" in place and crooked:
        assert ended in ("account-unknown", "malformed")
        assert [call for call in calls if call.account not in (HUB, "")] == []


def _assert_proper(ended: str, calls: list[Call], event: Any, function: HotFunction, member: bool) -> None:
    assert ended == "" or Outcome.named(ended).parks
    named = set(re.findall(r"(?<![0-9])[0-9]{12}(?![0-9])", json.dumps(event))) if member else set()
    if any(call.operation == "GetFindings" for call in calls):
        named.add(A)  # by the findings of the insight that the event names
    for call in calls:
        assert call.account in {function.account, HUB, *named}, call
        if call.assumed:
            role = re.fullmatch(r"arn:[a-z-]+:iam::([0-9]{12}):role/([a-z0-9-]+)", call.assumed)
            assert role is not None, call
            assert role[2] == LEDGER_ROLE or (role[2] == MEMBER_ROLE and role[1] in named), call
