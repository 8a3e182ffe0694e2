"""The ledger in DynamoDB."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from c7n_reflex.ledger import Record, Result
from c7n_reflex.ledger.record import now
from c7n_reflex.pipeline.outcome import Outcome
from tests.ledger.examples import ENTRY, ID, KEY, RECORD, WAITING

OCCASION = "occasion#1"
LARGE = "x" * 70_000


def test_an_entry_comes_back_as_it_was_but_for_secrets(ledger):
    assert ledger.open(OCCASION, [ENTRY]) == (ENTRY,)
    assert ledger.get(ID) == ENTRY.with_changes(before={"InternetGatewayId": "igw-1", "share": 0.5})


def test_an_unknown_id_is_none(ledger):
    assert ledger.get("0" * 32) is None


def test_no_secret_is_stored_in_table_or_bucket(ledger, table, s3):
    ledger.open(OCCASION, [ENTRY.with_changes(before={"UserData": "secret", "large": LARGE})])
    ledger.begin(RECORD, KEY)
    ledger.begin(RECORD.with_changes(before={"large": LARGE, "deep": [{"UserData": "secret"}]}), "01-other")
    (bucket,) = s3.list_buckets()["Buckets"]
    objects = s3.list_objects_v2(Bucket=bucket["Name"])["Contents"]
    assert len(objects) == 2
    bodies = [s3.get_object(Bucket=bucket["Name"], Key=each["Key"])["Body"].read() for each in objects]
    assert "secret" not in str(table.scan()["Items"]) + str(bodies)


def test_items_expire_after_400_days(ledger, table):
    ledger.open(OCCASION, [ENTRY])
    expires = int(table.get_item(Key={"id": ID})["Item"]["expires"])
    assert abs(expires - time.time() - 400 * 86400) < 600


class TestOpening:
    def test_a_second_time_the_first_is_kept_and_returned(self, ledger):
        ledger.open(OCCASION, [ENTRY])
        second = ENTRY.with_changes(before={"InternetGatewayId": "half changed"}, started="later")
        (known,) = ledger.open(OCCASION, [second])
        assert known == ledger.get(ID)
        assert (known.before["InternetGatewayId"], known.started) == ("igw-1", ENTRY.started)

    def test_also_where_the_state_is_in_the_bucket(self, ledger):
        ledger.open(OCCASION, [ENTRY.with_changes(before={"state": LARGE + "first"})])
        ledger.open(OCCASION, [ENTRY.with_changes(before={"state": LARGE + "second"})])
        assert ledger.get(ID).before == {"state": LARGE + "first"}

    def test_of_many_at_once_one_is_kept_and_all_are_told_which(self, ledger):
        attempts = [ENTRY.with_changes(version=f"v{number}") for number in range(8)]
        with ThreadPoolExecutor(8) as pool:
            told = list(pool.map(lambda entry: ledger.open(OCCASION, [entry])[0].version, attempts))
        assert set(told) == {ledger.get(ID).version}

    def test_earlier_attempts_are_found_by_their_occasion(self, ledger):
        other = ENTRY.with_changes(id="1" * 32, resource="igw-2")
        ledger.open(OCCASION, [ENTRY, other])
        assert {entry.id for entry in ledger.earlier(OCCASION)} == {ID, other.id}
        assert ledger.earlier("occasion#2") == ()

    def test_an_occasion_whose_entries_were_never_written_has_none(self, ledger, table):
        ledger.open(OCCASION, [ENTRY])
        table.delete_item(Key={"id": ID})
        assert ledger.earlier(OCCASION) == ()

    def test_nothing_to_open_writes_nothing(self, ledger, table):
        assert ledger.open(OCCASION, []) == ()
        assert table.scan()["Items"] == []

    def test_other_errors_are_not_swallowed(self, ledger, table):
        table.delete()
        with pytest.raises(Exception, match="ResourceNotFound"):
            ledger.open(OCCASION, [ENTRY])


class TestSaving:
    def test_only_the_named_fields_are_written(self, ledger):
        ledger.open(OCCASION, [ENTRY])
        ledger.save(ENTRY.with_changes(detail="new", version="not saved", before={}), "detail")
        stored = ledger.get(ID)
        assert (stored.detail, stored.version) == ("new", "v1")
        assert stored.before["InternetGatewayId"] == "igw-1"

    def test_an_entry_that_is_not_there_is_not_made(self, ledger):
        with pytest.raises(Exception, match="ConditionalCheckFailed"):
            ledger.save(ENTRY, "detail")
        assert ledger.get(ID) is None


class TestActions:
    @pytest.fixture(autouse=True)
    def _opened(self, ledger):
        ledger.open(OCCASION, [ENTRY])

    def stored(self, ledger) -> Record:
        return ledger.get(ID).actions[KEY]

    def test_a_beginning_is_recorded(self, ledger):
        ledger.begin(RECORD, KEY)
        expected = {"attachments": ["vpc-1"], "share": 0.5, "deep": [{}]}
        assert self.stored(ledger) == RECORD.with_changes(before=expected)

    def test_a_second_beginning_keeps_the_first_state_before(self, ledger):
        ledger.begin(RECORD, KEY)
        second = ledger.begin(RECORD.with_changes(before={"attachments": []}, undo={}, started="later"), KEY)
        assert second == self.stored(ledger)
        assert second.before["attachments"] == ["vpc-1"]
        assert (second.undo, second.started) == ({"vpcs": ["vpc-1"]}, RECORD.started)

    def test_also_where_the_state_is_in_the_bucket(self, ledger):
        ledger.begin(RECORD.with_changes(before={"state": LARGE + "first"}), KEY)
        second = ledger.begin(RECORD.with_changes(before={"state": LARGE + "second"}), KEY)
        assert second.before == self.stored(ledger).before == {"state": LARGE + "first"}

    def test_of_many_beginnings_at_once_one_is_kept(self, ledger):
        attempts = [RECORD.with_changes(started=str(number)) for number in range(8)]
        with ThreadPoolExecutor(8) as pool:
            told = list(pool.map(lambda record: ledger.begin(record, KEY).started, attempts))
        assert set(told) == {self.stored(ledger).started}

    def test_actions_do_not_disturb_each_other(self, ledger):
        ledger.begin(RECORD, KEY)
        ledger.begin(RECORD.with_changes(action="other"), "01-other")
        assert [record.action for record in ledger.get(ID).records()] == ["detach", "other"]

    def test_without_an_entry_nothing_can_begin(self, ledger):
        with pytest.raises(Exception, match="ConditionalCheckFailed"):
            ledger.begin(RECORD.with_changes(id="0" * 32), KEY)

    def test_finishing_writes_the_result_and_the_state_after(self, ledger):
        ledger.finish(ledger.begin(RECORD, KEY), KEY, Result.CHANGED, after={"attachments": []})
        stored = self.stored(ledger)
        assert (stored.outcome, stored.after) == (Result.CHANGED, {"attachments": []})
        assert stored.finished
        assert stored.undo == {"vpcs": ["vpc-1"]}

    def test_a_failure_keeps_its_error(self, ledger):
        ledger.finish(ledger.begin(RECORD, KEY), KEY, Result.FAILED, error="denied")
        assert self.stored(ledger).error == "denied"

    def test_changed_does_not_fall_back_to_unchanged(self, ledger):
        changed = ledger.finish(ledger.begin(RECORD, KEY), KEY, Result.CHANGED)
        assert ledger.finish(changed, KEY, Result.UNCHANGED).outcome is Result.CHANGED
        assert self.stored(ledger).outcome is Result.CHANGED

    def test_not_even_for_one_who_began_before_the_other_finished(self, ledger):
        mine, theirs = ledger.begin(RECORD, KEY), ledger.begin(RECORD, KEY)
        ledger.finish(theirs, KEY, Result.CHANGED)
        assert ledger.finish(mine, KEY, Result.UNCHANGED).outcome is Result.CHANGED
        assert self.stored(ledger).outcome is Result.CHANGED

    def test_what_did_not_change_says_so(self, ledger):
        ledger.finish(ledger.begin(RECORD, KEY), KEY, Result.UNCHANGED)
        assert self.stored(ledger).outcome is Result.UNCHANGED


class TestHolding:
    LONG_AGO = "2020-01-01T00:00:00Z"

    @pytest.fixture(autouse=True)
    def _opened(self, ledger):
        ledger.open(OCCASION, [ENTRY])

    def test_one_holds_it_and_another_does_not(self, ledger):
        assert ledger.hold(ENTRY, "one", self.LONG_AGO)
        assert not ledger.hold(ENTRY, "other", self.LONG_AGO)
        assert ledger.get(ID).holder == "one"

    def test_the_same_may_again(self, ledger):
        ledger.hold(ENTRY, "one", self.LONG_AGO)
        assert ledger.hold(ENTRY, "one", self.LONG_AGO)

    def test_one_who_is_gone_holds_nothing(self, ledger):
        ledger.hold(ENTRY, "one", self.LONG_AGO)
        assert ledger.hold(ENTRY, "other", "2999-01-01T00:00:00Z")

    def test_of_many_at_once_one_holds_it(self, ledger):
        with ThreadPoolExecutor(8) as pool:
            held = list(pool.map(lambda n: ledger.hold(ENTRY, f"holder {n}", self.LONG_AGO), range(8)))
        assert sum(held) == 1


class TestApproving:
    def approved(self, by: str):
        return WAITING.with_changes(approval=replace(WAITING.approval, by=by, at=now()))

    def test_who_and_when_is_written(self, ledger):
        ledger.open(OCCASION, [WAITING])
        assert ledger.approve(self.approved("arn:alice"))
        stored = ledger.get(ID)
        assert (stored.approval.by, stored.approval.fingerprint) == ("arn:alice", "abc")
        assert stored.event == WAITING.event

    def test_the_first_wins(self, ledger):
        ledger.open(OCCASION, [WAITING])
        with ThreadPoolExecutor(4) as pool:
            won = list(pool.map(lambda n: ledger.approve(self.approved(f"arn:{n}")), range(4)))
        assert sum(won) == 1
        assert ledger.get(ID).approval.by == f"arn:{won.index(True)}"

    @pytest.mark.parametrize("outcome", [Outcome.FIXED, Outcome.APPROVAL_EXPIRED, Outcome.OBSERVED])
    def test_what_does_not_wait_cannot_be(self, ledger, outcome):
        ledger.open(OCCASION, [WAITING.with_changes(outcome=outcome)])
        assert not ledger.approve(self.approved("arn:alice"))
        assert ledger.get(ID).approval.by == ""


class TestListing:
    @pytest.fixture(autouse=True)
    def _opened(self, ledger):
        entries = [
            ENTRY.with_changes(id="b", started="2026-01-02T00:00:00Z", outcome=Outcome.FIXED),
            ENTRY.with_changes(id="a", started="2026-01-03T00:00:00Z"),
            ENTRY.with_changes(id="c", account="200000000002"),
        ]
        ledger.open(OCCASION, entries)
        ledger.take("claim#1", ENTRY, alone=False)

    def ids(self, ledger, **wanted) -> list[str]:
        return [entry.id for entry in ledger.list(**wanted)]

    def test_entries_only_oldest_first(self, ledger):
        assert self.ids(ledger) == ["c", "b", "a"]

    def test_by_field(self, ledger):
        assert self.ids(ledger, account="200000000001") == ["b", "a"]
        assert self.ids(ledger, outcome="fixed") == ["b"]
        assert self.ids(ledger, account="200000000001", policy="other") == []

    def test_since_a_time(self, ledger):
        assert self.ids(ledger, since="2026-01-02T00:00:00Z") == ["b", "a"]

    def test_states_are_left_out_and_the_rest_is_there(self, ledger):
        listed = ledger.list()[-1]
        assert listed == ledger.get("a").with_changes(before=None)

    def test_progress_is_told_over_all_pages(self, ledger, table, monkeypatch):
        scan = table.scan
        monkeypatch.setattr(table, "scan", lambda **given: scan(Limit=2, **given))
        seen = []
        assert len(ledger.list(seen=seen.append)) == 3
        assert (sum(seen), max(seen)) == (5, 2)  # 3 entries, an occasion, a claim
