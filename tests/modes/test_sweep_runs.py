"""Several policies in one account and region: fetched once, fresh after a change, each with its turn."""

from __future__ import annotations

import logging

import pytest
from c7n.config import Config
from c7n.policy import get_session_factory
from c7n.resources import load_resources

from c7n_reflex.pipeline.log import log as pipeline_log
from c7n_reflex.sweeps import policyrun
from c7n_reflex.sweeps.fetches import Fetches
from c7n_reflex.sweeps.results import Status
from c7n_reflex.sweeps.watched import watched
from tests.modes import support
from tests.modes.support import HUB, TAG, group_tags, security_group


@pytest.fixture
def calls(monkeypatch):
    """The names of the calls that are made."""
    made = []
    support.intercept(monkeypatch, lambda name, _: made.append(name))
    return made


@pytest.fixture
def sweep(tmp_path):
    """sweep(policy, ...): the results, as of one run."""

    def run(*policies, dryrun=False):
        load_resources(["aws.security-group"])
        options = Config.empty(
            account_id=HUB,
            region="us-east-1",
            output_dir=str(tmp_path),
            cache=str(tmp_path / "run.cache"),
            cache_period=5,
            dryrun=dryrun,
        )
        fetches, results = Fetches(), []
        factory = None
        for data in policies:
            factory = factory or watched(get_session_factory("aws", options), fetches)
            built = policyrun.built(data, options, factory, {})
            results.append(policyrun.run(built, "hub", fetches)[0])
        return results

    return run


def looks(name, groups, *filters, **extra):
    wanted = {"type": "value", "key": "GroupId", "op": "in", "value": groups}
    return {"name": name, "resource": "aws.security-group", "filters": [wanted, *filters], **extra}


@pytest.mark.parametrize("dryrun", [True, False])
def test_fetched_once_for_all(sweep, calls, core, dryrun):
    groups = [security_group(HUB, "one")]
    calls.clear()
    results = sweep(*(looks(name, groups) for name in "abc"), dryrun=dryrun)
    assert calls.count("DescribeSecurityGroups") == 1
    assert [each.matched for each in results] == [1, 1, 1]
    assert [(each.fetched, each.shared) for each in results] == [(1, 0), (0, 1), (0, 1)]


def test_after_a_change_it_is_fetched_again(sweep, calls, core):
    groups = [security_group(HUB, "one")]
    tagged = {"tag:seen": "yes"}
    before, acting, after, last = sweep(
        looks("before", groups, tagged),
        looks("acting", groups, actions=[TAG]),
        looks("after", groups, tagged),
        looks("last", groups, tagged),
    )
    assert [before.matched, acting.matched, after.matched, last.matched] == [0, 1, 1, 1]
    assert [before.fetched, acting.fetched, after.fetched, last.fetched] == [1, 0, 1, 0]
    assert (acting.acted, acting.outcomes) == (1, {"acted": 1})
    assert group_tags(HUB, groups[0]) == {"seen": "yes"}


def test_a_dry_run_acts_on_nothing(sweep, core):
    groups = [security_group(HUB, "one")]
    (result,) = sweep(looks("acting", groups, actions=[TAG]), dryrun=True)
    assert (result.matched, result.acted, result.status) == (1, 0, Status.DONE)
    assert group_tags(HUB, groups[0]) == {}


def test_what_one_policy_notes_on_a_resource_the_next_does_not_see(sweep, core, tmp_path):
    groups = [security_group(HUB, "one")]
    sweep(looks("a", groups), {"name": "b", "resource": "aws.security-group"}, dryrun=True)
    assert "c7n:MatchedFilters" in (tmp_path / "a" / "resources.json").read_text()
    assert "c7n:MatchedFilters" not in (tmp_path / "b" / "resources.json").read_text()


@pytest.mark.parametrize(
    ("code", "status"), [("UnauthorizedOperation", Status.DENIED), ("InternalError", Status.FAILED)]
)
def test_one_that_may_not_read_does_not_stop_the_next(sweep, core, fail, code, status):
    groups = [security_group(HUB, "one")]
    fail("DescribeSecurityGroups", code, times=1)
    first, second = sweep(looks("a", groups), looks("b", groups))
    assert (first.status, first.matched) == (status, 0)
    assert code in first.error
    assert (second.status, second.matched) == (Status.DONE, 1)


def test_an_action_that_may_not_write_is_a_failure(sweep, core, fail):
    fail("CreateTags", "UnauthorizedOperation")
    (result,) = sweep(looks("acting", [security_group(HUB, "one")], actions=[TAG]))
    assert result.status is Status.FAILED
    assert result.outcomes == {"failed": 1}


@pytest.mark.parametrize("level", [logging.INFO, logging.ERROR])
def test_outcomes_are_counted_whether_or_not_their_lines_are_shown(sweep, core, caplog, level):
    caplog.set_level(level)
    (result,) = sweep(looks("acting", [security_group(HUB, "one")], actions=[TAG]))
    assert result.acted == 1
    shown = [record for record in caplog.records if record.name == pipeline_log.name]
    assert bool(shown) is (level == logging.INFO)
