"""restraint: how much one event, a policy and an account may change; with a ledger."""

from __future__ import annotations

import pytest

from c7n_reflex import settings
from c7n_reflex.ledger import opening
from tests.modes.support import TAG, A, B, call, group_policy, group_tags, notices, policy, security_group


def limited(name, **limits):
    return group_policy(name=name, metadata={"limits": limits})


def groups(count, account=A):
    return [security_group(account, str(number)) for number in range(count)]


def tagged(found, account=A):
    return [bool(group_tags(account, group)) for group in found]


def test_an_event_that_names_too_many_is_not_acted_on_at_all(tmp_path, core, push):
    found, data = groups(3), limited("per-event", **{"resources-per-event": 2})
    assert push(policy(data, tmp_path), call(*found)) == ["over-limit"]
    assert tagged(found) == [False] * 3
    assert core.ledger.list(policy="per-event") == []
    (alarm,) = notices()
    assert alarm["action"]["to"] == ["core-compliance"]
    assert push(policy(data, tmp_path), call(*found[:2])) == ["acted"]


def test_the_smaller_of_max_resources_and_the_limit_holds(tmp_path, core, push):
    found = groups(2)
    data = limited("smaller", **{"resources-per-event": 5})
    assert push(policy({**data, "max-resources": 1}, tmp_path), call(*found)) == ["over-limit"]
    assert push(policy({**data, "max-resources": 2}, tmp_path), call(*found)) == ["acted"]


def test_only_what_matches_counts(tmp_path, core, push):
    found = groups(2)
    data = {**limited("matching", **{"resources-per-event": 1}), "filters": [{"Description": "0"}]}
    assert push(policy(data, tmp_path), call(*found)) == ["acted"]
    assert tagged(found) == [True, False]


def test_what_a_policy_may_change_in_an_hour(tmp_path, core, push):
    found, data = groups(4), limited("per-hour", **{"policy-per-hour": 2})
    assert push(policy(data, tmp_path), call(found[0])) == ["acted"]
    assert push(policy(data, tmp_path), call(*found[1:3])) == ["over-limit"]  # both or none
    assert tagged(found) == [True, False, False, False]
    assert push(policy(data, tmp_path), call(found[3])) == ["acted"]


@pytest.mark.parametrize(
    ("others", "last"), [([], "acted"), ([{"type": "remove-tag", "tags": ["seen"]}], "over-limit")]
)
def test_an_action_that_does_not_count_leaves_the_limits_to_others(
    tmp_path, core, push, monkeypatch, others, last
):
    found = groups(2)
    data = limited(f"uncounted-{last}", **{"policy-per-hour": 1})
    built = policy({**data, "actions": [TAG, *others]}, tmp_path)
    tag = built.resource_manager.action_registry.get("tag")
    monkeypatch.setattr(tag, "counts_towards_limits", False, raising=False)
    assert [push(built, call(group)) for group in found] == [["acted"], [last]]


def test_the_alarm_is_sounded_once(tmp_path, core, push):
    found, data = groups(3), limited("alarm", **{"policy-per-hour": 1})
    outcomes = [push(policy(data, tmp_path), call(group)) for group in found]
    assert outcomes == [["acted"], ["over-limit"], ["over-limit"]]
    assert len(notices()) == 1


def test_what_may_be_changed_in_an_account(tmp_path, core, push, monkeypatch):
    account = "200000000003"  # nobody else has counted there
    monkeypatch.setenv(settings.ACCOUNT_LIMIT_VARIABLE, "1")
    found, others = groups(2, account), groups(1, B)
    assert push(policy(group_policy(name="one"), tmp_path), call(found[0], account=account)) == ["acted"]
    second = policy(group_policy(name="two"), tmp_path)
    assert push(second, call(found[1], account=account)) == ["over-limit"]
    monkeypatch.setenv(settings.ACCOUNT_LIMIT_VARIABLE, "100")
    assert push(second, call(*others, account=B)) == ["acted"]


def test_a_retry_is_not_counted_again(tmp_path, core, push, fail):
    (group,) = groups(1)
    data = limited("retried", **{"policy-per-hour": 1})
    event = call(group)
    fail("CreateTags", "InternalError", times=1)
    assert push(policy(data, tmp_path), event, request="r") == ["failed"]
    assert push(policy(data, tmp_path), event, request="r") == ["acted"]


@pytest.mark.parametrize("code", ["AccessDeniedException", "ProvisionedThroughputExceededException"])
def test_who_cannot_count_changes_nothing(tmp_path, core, push, fail, code):
    (group,) = groups(1)
    fail("UpdateItem", code)
    assert push(policy(limited("uncounted"), tmp_path), call(group)) == ["undecided"]
    assert tagged([group]) == [False]


def test_who_cannot_write_the_ledger_changes_nothing(tmp_path, core, push, fail):
    (group,) = groups(1)
    fail("PutItem", "AccessDeniedException")
    assert push(policy(limited("unwritten"), tmp_path), call(group)) == ["undecided"]
    assert tagged([group]) == [False]


def test_who_cannot_reach_core_compliance_changes_nothing(tmp_path, core, push, fail, monkeypatch):
    (group,) = groups(1)
    monkeypatch.setattr(opening, "_cores", {})
    fail("AssumeRole", "AccessDenied")
    assert push(policy(limited("unreached"), tmp_path), call(group)) != ["acted"]
    assert tagged([group]) == [False]


def test_the_limit_for_an_event_holds_also_where_nothing_is_counted(tmp_path, push):
    """Without core-compliance there is no counter, which looks at this limit, too."""
    groups = [security_group(A, "a"), security_group(A, "b")]
    built = policy(group_policy(metadata={"limits": {"resources-per-event": 1}}), tmp_path)
    assert push(built, call(*groups)) == ["over-limit"]
    assert [group_tags(A, group) for group in groups] == [{}, {}]
    assert push(built, call(groups[0])) == ["acted"]
