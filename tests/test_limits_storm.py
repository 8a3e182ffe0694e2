"""Refused and throttled calls, and limits: what cannot be recorded is not changed, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from c7n_reflex.organisation.client import OrganisationClient
from c7n_reflex.settings import LEDGER_TABLE, NOTICE_QUEUE
from tests.proofs import faults
from tests.proofs.deployment import deployed, limit
from tests.proofs.faults import BUCKET, CORE, DONE, GROUP, MEMBER, Kind, Planted

pytestmark = pytest.mark.organisation

STORM, LIMIT = 30, 10
NOTICES = {"QueueUrl": NOTICE_QUEUE}  # the queue of parked events is sent to with the same role


@pytest.fixture(scope="module")
def organisation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OrganisationClient]:
    """A policy in the account, and one by member-role."""
    with deployed(tmp_path_factory.mktemp("out"), GROUP.file, BUCKET.file) as found:
        yield found


class Stage:
    """Faults, and what they come to."""

    def __init__(self, organisation: OrganisationClient) -> None:
        self.organisation = organisation

    def fault(self, service: str, operation: str, code: str, **more: Any) -> None:
        """Order it."""
        self.organisation.post("faults", {"service": service, "operation": operation, "code": code, **more})

    def fired(self) -> int:
        """How often any fault has; none is ordered afterwards."""
        known = self.organisation.get("faults")
        self.organisation.delete("faults")
        return sum(each["fired"] for each in known)

    def wrong(self, kind: Kind) -> Planted:
        """Make a resource wrong, and wait until all is quiet."""
        planted = faults.plant(self.organisation, kind, self._number())
        planted.wrong()
        self.organisation.wait_idle(120)
        return planted

    def _number(self) -> int:
        return len(self.organisation.get("invocations")) + 1

    def outcome(self, planted: Planted) -> tuple[bool, int, list[str], int]:
        """See `faults.Evidence.of`."""
        return faults.Evidence(self.organisation).of(planted)

    def parked(self, kind: Kind) -> list[str]:
        """The events that wait beside the kind's function; they do no longer."""
        return faults.parked(self.organisation, kind.runs_in, take=True)

    def log(self, kind: Kind) -> str:
        """What the last invocation of the kind's function has logged."""
        return str(self.organisation.get("invocations", function=kind.function)[-1]["log"])

    def cold(self) -> None:
        """Replace the warm workers: what they remember for a minute, the switch above all, is gone."""
        limit(self.organisation, 100_000 + self._number())


@pytest.fixture
def stage(organisation: OrganisationClient) -> Iterator[Stage]:
    """Without faults before and after, and with nothing parked."""
    found = Stage(organisation)
    found.cold()
    yield found
    found.fired()
    for kind in (GROUP, BUCKET):
        found.parked(kind)


def test_throttled_reads_are_tried_again(stage: Stage) -> None:
    principal = "c7n-reflex-lambda"
    stage.fault("ec2", "DescribeSecurityGroups", "RequestLimitExceeded", times=2, principal=principal)
    planted = stage.wrong(GROUP)
    assert stage.fired() == 2
    assert stage.outcome(planted) == DONE
    assert stage.parked(GROUP) == []


def test_a_member_role_that_cannot_be_assumed_parks_the_event(stage: Stage) -> None:
    role = {"RoleArn": "role/c7n-reflex-member"}
    stage.fault("sts", "AssumeRole", "AccessDenied", parameters=role)
    planted = stage.wrong(BUCKET)
    assert stage.fired() == 3
    assert stage.outcome(planted) == (False, 0, [], 0)
    assert "AccessDenied" in stage.log(BUCKET)
    (body,) = stage.parked(BUCKET)
    faults.give_again(stage.organisation, BUCKET, body)
    assert stage.outcome(planted) == DONE


@pytest.mark.parametrize("operation", ["PutItem", "UpdateItem", "GetItem"])
def test_without_the_ledger_nothing_is_changed(stage: Stage, operation: str) -> None:
    stage.fault("dynamodb", operation, "AccessDeniedException", principal="c7n-reflex-ledger")
    planted = stage.wrong(GROUP)
    assert stage.fired() >= 3
    undone, calls, _, told = stage.outcome(planted)
    assert (undone, calls, told) == (False, 0, 0)
    (body,) = stage.parked(GROUP)
    faults.give_again(stage.organisation, GROUP, body)
    assert stage.outcome(planted) == DONE


def test_what_cannot_be_counted_is_not_changed(stage: Stage) -> None:
    count = {"Key": "count#account"}
    stage.fault("dynamodb", "UpdateItem", "AccessDeniedException", parameters=count)
    planted = stage.wrong(GROUP)
    assert stage.fired() >= 3
    assert stage.outcome(planted)[:2] == (False, 0)
    (body,) = stage.parked(GROUP)
    faults.give_again(stage.organisation, GROUP, body)
    assert stage.outcome(planted) == DONE


def test_a_notice_that_is_refused_is_owed_until_the_event_comes_again(stage: Stage) -> None:
    stage.fault("sqs", "SendMessage", "AccessDenied", parameters=NOTICES)
    planted = stage.wrong(GROUP)
    assert stage.fired() == 3
    assert stage.outcome(planted) == (True, 1, ["fixed"], 0)
    (body,) = stage.parked(GROUP)
    for _ in range(2):
        faults.give_again(stage.organisation, GROUP, body)
        assert stage.outcome(planted) == DONE


def test_a_notice_that_is_refused_once_is_sent_by_the_retry(stage: Stage) -> None:
    stage.fault("sqs", "SendMessage", "AccessDenied", parameters=NOTICES, times=1)
    planted = stage.wrong(GROUP)
    assert stage.fired() == 1
    assert stage.outcome(planted) == DONE
    assert stage.parked(GROUP) == []


def test_a_switch_that_cannot_be_read_only_observes(stage: Stage) -> None:
    stage.fault("ssm", "GetParameter", "AccessDeniedException")
    planted = stage.wrong(GROUP)
    assert stage.fired() >= 1
    assert stage.outcome(planted) == (False, 0, ["observed"], 1)
    assert stage.parked(GROUP) == []


def test_a_limit_stops_a_storm_and_sounds_one_alarm(stage: Stage) -> None:
    organisation = stage.organisation
    used = _used(organisation)
    limit(organisation, used + LIMIT)
    planted = [faults.plant(organisation, GROUP, 1_000 + number) for number in range(STORM)]
    organisation.wait_idle(120)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda each: each.wrong(), planted))
    organisation.wait_idle(300)
    evidence = faults.Evidence(organisation)
    assert sum(evidence.of(each) == DONE for each in planted) == LIMIT
    assert sum(evidence.of(each)[:2] == (False, 0) for each in planted) == STORM - LIMIT
    assert len(stage.parked(GROUP)) == STORM - LIMIT
    core = organisation.directory[CORE].id
    mails = organisation.get("inbox", account=core, protocol="email")
    assert len([mail for mail in mails if "Limit reached" in mail["subject"]]) == 1


def _used(organisation: OrganisationClient) -> int:
    """Changes that were counted in the account in this hour."""
    account = organisation.directory[MEMBER].id
    table = organisation.session(CORE, "us-east-1").resource("dynamodb").Table(LEDGER_TABLE)
    counts = [item for item in table.scan()["Items"] if item["id"].startswith(f"count#account#{account}#")]
    return sum(int(item["used"]) for item in counts)
