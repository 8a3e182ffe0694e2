"""Each notice once: the right to send it, and what is remembered of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from mailer import receipts
from mailer.errors import BusyError, DeliveryError
from mailer.receipts import Receipt, Receipts
from tests.mailer.conftest import TABLE

KEY = {"id": {"S": "notice#e:fixed"}}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets the time that receipts see, in seconds after the beginning of the test."""
    start = time.time()

    def at(seconds: float) -> None:
        monkeypatch.setattr(receipts.time, "time", lambda: start + seconds)

    return at


def claim(dynamodb: Any, notice: str = "e:fixed") -> Receipt | None:
    return Receipts(dynamodb, TABLE, 60).claim(notice)


def claimed(dynamodb: Any, notice: str = "e:fixed") -> Receipt:
    receipt = claim(dynamodb, notice)
    assert isinstance(receipt, Receipt)
    return receipt


def item(dynamodb: Any) -> dict[str, Any]:
    return dict(dynamodb.get_item(TableName=TABLE, Key=KEY)["Item"])


def test_a_claim_is_an_item_that_expires(dynamodb: Any) -> None:
    claimed(dynamodb)
    found = item(dynamodb)
    assert (found["state"]["S"], found["kind"]["S"]) == ("sending", "notice")
    assert abs(int(found["expires"]["N"]) - time.time() - 15 * 86400) < 600
    assert abs(int(found["lease"]["N"]) - time.time() - 60) < 30


def test_a_sent_notice_is_not_claimed_again_ever(dynamodb: Any, clock: Callable[[float], None]) -> None:
    claimed(dynamodb).close()
    assert claim(dynamodb) is None
    clock(3600)
    assert claim(dynamodb) is None
    assert isinstance(claim(dynamodb, "e:failed"), Receipt)  # another notice


def test_only_one_may_send(dynamodb: Any) -> None:
    claimed(dynamodb)
    with pytest.raises(BusyError, match="notice#e:fixed is being sent by another invocation"):
        claim(dynamodb)


def test_a_lease_that_ran_out_is_taken_over(dynamodb: Any, clock: Callable[[float], None]) -> None:
    """The invocation was killed while it was sending."""
    claimed(dynamodb)
    clock(58)
    with pytest.raises(BusyError):
        claim(dynamodb)
    clock(62)
    assert claimed(dynamodb).told == frozenset()


def test_a_lease_that_is_given_back_can_be_taken_at_once(dynamodb: Any) -> None:
    claimed(dynamodb).give_back()
    claimed(dynamodb)


def test_who_was_told_is_remembered_even_if_the_sender_was_killed(
    dynamodb: Any, clock: Callable[[float], None]
) -> None:
    first = claimed(dynamodb)
    first.tell("a")
    first.tell("b")
    clock(62)
    assert claimed(dynamodb).told == {"a", "b"}


def test_who_lost_its_lease_marks_nothing(
    dynamodb: Any, clock: Callable[[float], None], caplog: pytest.LogCaptureFixture
) -> None:
    late = claimed(dynamodb)
    clock(62)
    second = claimed(dynamodb)
    late.close()
    assert "may be sent a second time" in caplog.text
    assert item(dynamodb)["state"]["S"] == "sending"
    second.close()
    assert item(dynamodb)["state"]["S"] == "sent"


def test_a_claim_whose_answer_was_lost_is_still_ones_own(
    dynamodb: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """boto3 sends the same request again."""
    update = dynamodb.update_item

    def twice(**arguments: Any) -> Any:
        update(**arguments)
        return update(**arguments)

    monkeypatch.setattr(dynamodb, "update_item", twice)
    claimed(dynamodb)


def test_without_the_table_there_is_no_claim(dynamodb: Any) -> None:
    dynamodb.delete_table(TableName=TABLE)
    with pytest.raises(DeliveryError, match="cannot be claimed") as raised:
        claim(dynamodb)
    assert not isinstance(raised.value, BusyError)


def test_a_notice_that_is_sent_but_not_marked_is_no_failure(
    dynamodb: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """To leave the message on the queue would tell everybody a second time for certain."""
    receipt = claimed(dynamodb)

    def refuse(**_: Any) -> Any:
        raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow"}}, "UpdateItem")

    monkeypatch.setattr(dynamodb, "update_item", refuse)
    receipt.tell("a")
    receipt.close()
    assert "is not noted as sent: it may be sent a second time" in caplog.text


class TestSeveralAtOnce:
    """Of a digest, whose notices are told by one message."""

    @pytest.fixture
    def calls(self, dynamodb: Any) -> list[str]:
        """The names of the calls that write after the claims."""
        made: list[str] = []
        self.held = [claimed(dynamodb, each) for each in ("a", "b", "c")]
        dynamodb.meta.events.register(
            "provide-client-params.dynamodb.*", lambda model, **_: made.append(model.name)
        )
        return made

    def told(self, dynamodb: Any) -> list[set[str]]:
        items = dynamodb.scan(TableName=TABLE)["Items"]
        return [set(each.get("told", {}).get("SS", ())) for each in items]

    def test_they_are_noted_by_one_call(self, dynamodb: Any, calls: list[str]) -> None:
        """So that nobody can be killed between two."""
        Receipts(dynamodb, TABLE, 60).tell(self.held, "t")
        assert calls == ["TransactWriteItems"]
        assert self.told(dynamodb) == [{"t"}] * 3
        assert all(each.told == {"t"} for each in self.held)

    def test_one_alone_needs_no_transaction(self, dynamodb: Any, calls: list[str]) -> None:
        Receipts(dynamodb, TABLE, 60).tell(self.held[:1], "t")
        assert calls == ["UpdateItem"]

    def test_if_one_was_lost_to_another_invocation_the_others_are_noted(
        self, dynamodb: Any, calls: list[str], caplog: pytest.LogCaptureFixture
    ) -> None:
        dynamodb.update_item(
            TableName=TABLE,
            Key={"id": {"S": "notice#b"}},
            UpdateExpression="SET holder = :other",
            ExpressionAttributeValues={":other": {"S": "other"}},
        )
        Receipts(dynamodb, TABLE, 60).tell(self.held, "t")
        assert sorted(map(sorted, self.told(dynamodb))) == [[], ["t"], ["t"]]
        assert "notice#b is not noted as sending" in caplog.text
        assert "notice#a" not in caplog.text
