"""Taking a remediation back: what is refused, what is done, and what the ledger says afterwards."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.errors import InputError, ReflexError
from c7n_reflex.ledger import Result, record_id
from c7n_reflex.ledger.claims import claim_key
from c7n_reflex.operator import undo_plan
from c7n_reflex.operator.undoing import Undoing
from c7n_reflex.pipeline.outcome import Outcome
from custom_actions.detach_internet_gateway import DetachInternetGateway
from tests.ledger.examples import ID, KEY, RECORD
from tests.operator.conftest import with_record

ALICE, BOB = "arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:user/bob"
UNDO_ID = record_id("undo", ID)
CLAIM = claim_key("policy", "200000000001", "us-east-1", "{}")


@pytest.fixture
def clients(session):
    return lambda service, region: session.client(service, region_name=region)


@pytest.fixture
def undo(ledger, clients):
    """Takes the ledger's entry back as a person does: read, plan, check unless forced, run."""

    def run(*, caller=ALICE, reason="", force=False, waits=None):
        plan = undo_plan.plan(ledger.get(ID), clients)
        if not force:
            plan.check()
        wait = waits.append if waits is not None else lambda _: None
        return plan, Undoing(ledger, clients, wait=wait).run(plan, caller, reason)

    return run


class TestDone:
    def test_the_state_before_is_there_again(self, gateway, undo):
        undo()
        assert gateway.vpcs == [gateway.vpc]

    def test_it_is_an_entry_of_its_own(self, gateway, undo, ledger):
        undo(reason="CHG-1")
        entry = ledger.get(UNDO_ID)
        assert (entry.outcome, entry.undoes, entry.mode) == (Outcome.UNDONE, ID, "undo")
        assert (entry.cause.principal, entry.detail, entry.attempts) == (ALICE, "CHG-1", 1)
        assert entry.finished != ""
        assert entry.holder == ""
        record = entry.actions[KEY]
        assert (record.outcome, record.undo) == (Result.UNDONE, None)
        assert (record.before, record.after) == ({"attachments": []}, {"attachments": [gateway.vpc]})

    def test_the_original_says_by_which(self, gateway, undo, ledger):
        undo()
        original = ledger.get(ID)
        assert original.undone_by == UNDO_ID
        assert original.actions == gateway.entry.actions

    def test_the_policy_may_handle_the_next_one(self, gateway, undo, ledger):
        key = claim_key("policy", "200000000001", "us-east-1", gateway.id)
        ledger.close(key, gateway.entry.with_changes(outcome=Outcome.FIXED))
        undo()
        assert (ledger.claim(key).outcome, ledger.claim(key).entry) == ("undone", UNDO_ID)

    def test_a_later_entry_s_claim_is_left_alone(self, gateway, undo, ledger):
        key = claim_key("policy", "200000000001", "us-east-1", gateway.id)
        ledger.close(key, gateway.entry.with_changes(id="later", outcome=Outcome.FIXED))
        undo()
        assert ledger.claim(key).entry == "later"

    def test_actions_are_taken_back_in_reverse(self, gateway, ledger, clients, monkeypatch):
        ledger.begin(gateway.entry.actions[KEY], "01-detach")
        plan = undo_plan.plan(ledger.get(ID), clients)
        assert [step.key for step in plan.steps] == ["01-detach", KEY]

    def test_aws_may_take_its_time_to_show_it(self, gateway, undo, monkeypatch):
        answers = [{"attachments": []}] * 3 + [{"attachments": [gateway.vpc]}]
        monkeypatch.setattr(DetachInternetGateway, "read", lambda *_: answers.pop(0))
        waits = []
        assert undo(waits=waits)[1].outcome is Outcome.UNDONE
        assert waits == [0.5, 1.0]


class TestRefused:
    def save(self, ledger, entry):
        ledger.save(entry, "actions", "undone_by", "undoes", "outcome", "before")

    @pytest.mark.parametrize(
        ("changes", "problem"),
        [
            ({"undone_by": "f" * 32}, "undone already"),
            ({"undoes": "f" * 32}, "itself the taking back"),
            ({"actions": {}, "outcome": Outcome.EXEMPT}, "changed nothing: The resource is exempt"),
            ({"before": {}}, "which resource it was"),
        ],
    )
    def test_entries_with_nothing_to_take_back(self, gateway, undo, ledger, changes, problem):
        self.save(ledger, gateway.entry.with_changes(**changes))
        with pytest.raises(InputError, match=problem):
            undo()
        assert gateway.vpcs == []
        assert ledger.get(UNDO_ID) is None

    @pytest.mark.parametrize(
        ("changes", "problem"),
        [
            ({"outcome": Result.UNCHANGED}, "changed nothing"),
            ({"undo": None, "action": "stop"}, "stop is Cloud Custodian's own action"),
            ({"action": "vanished"}, "no 'vanished' on aws.internet-gateway any more"),
            ({"outcome": Result.STARTED, "after": None}, "did not finish"),
            ({"outcome": Result.FAILED, "after": None}, "did not finish"),
        ],
    )
    def test_records_with_nothing_to_take_back(self, gateway, undo, ledger, changes, problem):
        self.save(ledger, with_record(gateway.entry, **changes))
        with pytest.raises(InputError, match=problem):
            undo()
        assert gateway.vpcs == []

    def test_a_resource_that_was_changed_since(self, gateway, undo, ledger):
        other = gateway.ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
        gateway.ec2.attach_internet_gateway(InternetGatewayId=gateway.id, VpcId=other)
        with pytest.raises(InputError, match=other):
            undo()
        assert gateway.vpcs == [other]
        assert ledger.get(UNDO_ID) is None

    def test_a_resource_that_is_gone(self, gateway, undo):
        gateway.ec2.delete_internet_gateway(InternetGatewayId=gateway.id)
        with pytest.raises(InputError, match="no longer exists"):
            undo()

    def test_a_resource_that_cannot_be_read(self, gateway, undo, monkeypatch):
        def denied(*_):
            raise ClientError({"Error": {"Code": "UnauthorizedOperation", "Message": "no"}}, "Describe")

        monkeypatch.setattr(DetachInternetGateway, "read", denied)
        with pytest.raises(ReflexError, match="cannot be read") as raised:
            undo()
        assert raised.value.exit_code == 3


class TestForced:
    def test_what_was_changed_since_is_overwritten_and_said(self, gateway, undo, ledger, monkeypatch):
        read = DetachInternetGateway.read
        monkeypatch.setattr(DetachInternetGateway, "read", lambda *given: {**read(*given), "other": True})
        plan, done = undo(force=True)
        assert gateway.vpcs == [gateway.vpc]
        assert done.outcome is Outcome.UNDONE
        assert plan.differing(done) == ["+ other: true"]

    def test_what_did_not_finish_is_taken_back(self, gateway, undo, ledger):
        ledger.save(with_record(gateway.entry, outcome=Result.STARTED, after=None), "actions")
        plan, done = undo(force=True)
        assert plan.differing(done) == []
        assert gateway.vpcs == [gateway.vpc]


class TestInterrupted:
    def test_after_the_change_the_record_is_completed(self, gateway, undo, ledger):
        gateway.ec2.attach_internet_gateway(InternetGatewayId=gateway.id, VpcId=gateway.vpc)
        plan, done = undo()
        assert plan.is_back
        assert done.outcome is Outcome.UNDONE
        assert ledger.get(ID).undone_by == UNDO_ID
        assert gateway.vpcs == [gateway.vpc]

    def test_after_the_change_was_begun_in_the_ledger(self, gateway, undo, ledger, clients, monkeypatch):
        def crash(*_, **__):
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(ledger, "finish", crash)
            with pytest.raises(KeyboardInterrupt):
                undo()
        assert (gateway.vpcs, ledger.get(ID).undone_by) == ([gateway.vpc], "")
        _, done = undo()
        assert ledger.get(UNDO_ID).outcome is Outcome.UNDONE
        assert done.attempts == ledger.get(UNDO_ID).attempts == 2
        assert ledger.get(UNDO_ID).actions[KEY].before == {"attachments": []}

    def test_a_failure_is_recorded_and_can_be_repeated(self, gateway, undo, ledger, monkeypatch):
        def refused(*_):
            raise ClientError({"Error": {"Code": "Refused", "Message": "not now"}}, "AttachInternetGateway")

        with monkeypatch.context() as patched:
            patched.setattr(DetachInternetGateway, "undo", refused)
            with pytest.raises(ReflexError, match="not now"):
                undo()
        failed = ledger.get(UNDO_ID)
        assert (failed.outcome, failed.actions[KEY].outcome) == (Outcome.FAILED, Result.FAILED)
        assert ledger.get(ID).undone_by == ""
        undo(caller=BOB)
        assert ledger.get(UNDO_ID).outcome is Outcome.UNDONE
        assert ledger.get(UNDO_ID).cause.principal == BOB

    def test_a_state_that_does_not_come_back_is_a_failure(self, gateway, undo, ledger, monkeypatch):
        monkeypatch.setattr(DetachInternetGateway, "undo", lambda *_: None)
        waits = []
        with pytest.raises(ReflexError, match="not what it was before"):
            undo(waits=waits)
        assert len(waits) == 5
        assert ledger.get(UNDO_ID).outcome is Outcome.FAILED
        assert ledger.get(ID).undone_by == ""

    def test_while_somebody_else_is_at_it_nothing_is_done(self, gateway, undo, ledger, monkeypatch):
        def crash(*_, **__):
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(ledger, "begin", crash)
            with pytest.raises(KeyboardInterrupt):
                undo(caller=BOB)
        with pytest.raises(InputError, match=f"{BOB} is taking"):
            undo(caller=ALICE)
        assert gateway.vpcs == []
        undo(caller=BOB)
        assert gateway.vpcs == [gateway.vpc]


def test_what_keeps_nothing_is_named_and_the_rest_is_taken_back(gateway, undo, ledger):
    ledger.begin(RECORD.with_changes(action="stop", undo=None, outcome=Result.CHANGED), "01-stop")
    plan, _ = undo()
    assert plan.left == ("stop is Cloud Custodian's own action, which keeps nothing to take back with",)
    assert gateway.vpcs == [gateway.vpc]
