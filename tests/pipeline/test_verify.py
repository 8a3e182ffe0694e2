"""verify: the resource is read again, and only what is mended counts as fixed."""

from __future__ import annotations

import pytest

from c7n_reflex.pipeline.supply import LiveSupplier
from tests.modes.support import A, call, closing, group_policy, group_tags, notices, open_group, policy
from tests.modes.support import security_group as new_group

UNTAGGED = {"tag:seen": "absent"}


def test_what_no_longer_matches_is_fixed(tmp_path, core, push, waits):
    group = open_group(A)
    assert push(policy(group_policy(**closing()), tmp_path), call(group)) == ["fixed"]
    assert waits == [0.0]


def test_what_still_matches_is_not_fixed_and_parks(tmp_path, core, push, waits):
    """The filter wants something else than what the action mends."""
    data = group_policy(**closing(filters=[{"Description": "open"}]))
    group = open_group(A)
    assert push(policy(data, tmp_path), call(group)) == ["not-fixed"]
    assert waits == [0.0, 1.0, 2.0]
    (entry,) = core.ledger.list(policy=data["name"])
    assert entry.outcome == "not-fixed"


def test_what_is_fixed_only_at_the_second_look_is_fixed(tmp_path, core, push, waits, monkeypatch):
    """AWS shows a change only some seconds after it was made."""
    real, looked = LiveSupplier.filtered, []

    def stale(self, resources, event, *, again=False):
        looked.append(again)
        return (
            list(resources)
            if again and looked.count(True) == 1
            else real(self, resources, event, again=again)
        )

    monkeypatch.setattr(LiveSupplier, "filtered", stale)
    assert push(policy(group_policy(**closing()), tmp_path), call(open_group(A))) == ["fixed"]
    assert waits == [0.0, 1.0]


def test_a_policy_with_event_filters_only_has_nothing_to_look_at(tmp_path, core, push, waits):
    called = {"type": "event", "key": "detail.eventName", "value": "Open"}
    data = group_policy(**closing(filters=[called]))
    assert push(policy(data, tmp_path), call(open_group(A))) == ["acted"]
    assert waits == []


def test_event_filters_are_left_out_of_the_look_afterwards(tmp_path, core, push):
    called = {"type": "event", "key": "detail.eventName", "value": "Open"}
    both = {"or": [called, "open-ingress"]}
    assert push(
        policy(group_policy(**closing(filters=[called, "open-ingress"])), tmp_path), call(open_group(A))
    ) == ["fixed"]
    assert both


def test_what_had_not_to_be_changed_is_unchanged(tmp_path, core, push):
    group, data = new_group(A, "closed"), group_policy(**closing(filters=[]))
    assert push(policy(data, tmp_path), call(group)) == ["unchanged"]
    assert notices() == []


@pytest.mark.parametrize(("wanted", "outcome"), [(None, "acted"), (True, "fixed"), (False, "acted")])
def test_a_policy_may_say_whether_to_look(tmp_path, core, push, wanted, outcome):
    """Marking a resource is no mend: it is not looked at, unless asked for."""
    metadata = {} if wanted is None else {"metadata": {"verify": wanted}}
    group, data = new_group(A, "x"), group_policy(name=f"v-{wanted}", filters=[UNTAGGED], **metadata)
    assert push(policy(data, tmp_path), call(group)) == [outcome]
    assert group_tags(A, group) == {"seen": "yes"}


def test_what_cannot_be_read_again_is_recorded_and_parks(tmp_path, core, push, fail):
    """The change is made; the retry looks again and tells."""
    group, data = open_group(A), group_policy(**closing())
    event = call(group)
    fail("DescribeSecurityGroups", "UnauthorizedOperation", after=3)  # resolve, and twice by the action
    assert push(policy(data, tmp_path), event, request="r") == ["unreadable"]
    assert notices() == []
    (entry,) = core.ledger.list(policy=data["name"])
    assert entry.outcome == "begun"


def test_what_is_gone_afterwards_is_fixed(tmp_path, core, push, fail):
    group = open_group(A)
    fail("DescribeSecurityGroups", "InvalidGroup.NotFound", after=3)
    assert push(policy(group_policy(**closing()), tmp_path), call(group)) == ["fixed"]


TELLING = {"type": "notify-owner", "when": "always", "subject": "A group is open"}


def test_a_policy_that_only_tells_ends_told_each_time_and_changes_nothing(tmp_path, core, push, waits):
    data, group = group_policy(**closing(actions=[TELLING])), open_group(A)
    assert push(policy(data, tmp_path), call(group)) == ["told"]
    assert waits == []
    (notice,) = notices()
    assert notice["action"]["outcome"] == "told"
    (entry,) = core.ledger.list(policy=data["name"])
    assert (entry.outcome, entry.told, entry.actions) == ("told", "told", {})


def test_a_policy_that_only_tells_counts_against_no_limit(tmp_path, core, push):
    limited = {**closing(actions=[TELLING], filters=[]), "metadata": {"limits": {"policy-per-hour": 1}}}
    loaded = policy(group_policy(**limited), tmp_path)
    for port in (22, 3389, 5432):
        assert push(loaded, call(new_group(A, f"opened-{port}"))) == ["told"]
