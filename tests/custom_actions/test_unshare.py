"""`unshare` on images, database snapshots and documents, on flights (make flights)."""

from __future__ import annotations

import pytest

from c7n_reflex.ledger import Result
from c7n_reflex.safeguards.own_accounts import OWN_ACCOUNTS_VARIABLE
from custom_actions._shares import outside_shares, shares_of
from custom_actions._sharing import DOCUMENT
from tests.flights.case import call
from tests.flights.cases.shares_snapshot import COLLEAGUE, OTHER_STRANGER, STRANGER
from tests.flights.cases.shares_unshared import KINDS
from tests.flights.recordings import replay

OWN = frozenset({COLLEAGUE})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("case", "left"),
    [("shared", [COLLEAGUE, OTHER_STRANGER]), ("public", [STRANGER]), ("swept", [COLLEAGUE])],
)
def test_takes_back_what_the_event_shared_and_a_sweep_everything_and_undo_shares_again(kind, case, left):
    flight = replay(f"{kind}-{case}")
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    if (kind, case) == ("document", "public"):
        left = []  # a document is shared with everybody or with accounts
    assert flight.after == {"shares": left}
    assert flight.undone == flight.before


def _lists(add: str, remove: str, value: object) -> list[dict[str, object]]:
    return [{remove: value}, {add: value}]


@pytest.mark.parametrize(
    ("kind", "calls"),
    [
        (
            "image",
            [{"LaunchPermission": {verb: [{"UserId": STRANGER}]}} for verb in ("Remove", "Add")],
        ),
        ("database-snapshot", _lists("ValuesToAdd", "ValuesToRemove", [STRANGER])),
        ("cluster-snapshot", _lists("ValuesToAdd", "ValuesToRemove", [STRANGER])),
        ("document", _lists("AccountIdsToAdd", "AccountIdsToRemove", [STRANGER])),
    ],
)
def test_one_call_takes_the_share_back_and_one_gives_it_again(kind, calls):
    flight = replay(f"{kind}-shared")
    made = [*flight.called("act"), *flight.called("undo")]
    assert len(made) == len(calls)
    for (_, parameters), expected in zip(made, calls, strict=True):
        assert expected.items() <= parameters.items()


@pytest.mark.parametrize("kind", KINDS)
def test_a_share_with_a_colleague_is_left_alone(kind):
    flight = replay(f"{kind}-shared-inside")
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "image"])
def test_what_is_deleted_is_left_alone(kind):
    flight = replay(f"{kind}-deleted")
    assert not flight.matched
    assert (flight.record.outcome, flight.before) == (Result.UNCHANGED, None)


def test_nothing_is_outside_while_the_own_accounts_are_unknown(monkeypatch):
    monkeypatch.delenv(OWN_ACCOUNTS_VARIABLE)
    with pytest.raises(ValueError, match="own accounts are unknown"):
        replay.__wrapped__("image-shared")


def test_a_share_of_an_image_with_an_organisation_is_no_share_of_an_account():
    organisation = {"OrganizationArn": "arn:aws:organizations::999988887777:organization/o-abcd123456"}
    assert shares_of([organisation, {"UserId": STRANGER}, {"Group": "all"}]) == [STRANGER, "all"]


@pytest.mark.parametrize("added", [["All"], ["all"], "all"])
def test_everybody_is_written_in_several_ways(added):
    event = call("ModifyDocumentPermission", {"accountIdsToAdd": added}, None, "ssm")
    assert outside_shares([STRANGER, "all"], OWN, event) == ["all"]
    assert outside_shares([STRANGER, "all"], OWN, None) == [STRANGER, "all"]


class _Client:
    """Answers in pages, and notes what it is told to modify."""

    def __init__(self, pages: list[dict[str, object]]) -> None:
        self.pages, self.asked, self.modified = pages, [], []

    def describe_document_permission(self, **asked):
        self.asked.append(asked.get("NextToken"))
        return self.pages[len(self.asked) - 1]

    def modify_document_permission(self, **asked):
        self.modified.append(asked["AccountIdsToRemove"])


def test_all_pages_of_a_documents_permissions_are_read():
    client = _Client([{"AccountIds": ["2"], "NextToken": "next"}, {"AccountIds": ["All", "1"]}])
    assert DOCUMENT.read(client, "runbook") == ["1", "2", "all"]
    assert client.asked == [None, "next"]


def test_a_call_takes_at_most_twenty_accounts_of_a_document_and_everybody_alone():
    accounts = [f"{n:012}" for n in range(21)]
    client = _Client([])
    DOCUMENT.modify(client, "runbook", "remove", [*accounts, "all"])
    assert client.modified == [["all"], accounts[:20], accounts[20:]]
