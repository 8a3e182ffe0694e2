"""What the ledger knows of a resource and of an event beside its entries."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from c7n_reflex.ledger.claims import ABANDONED_SECONDS, Claim, Claims, claim_key, occasion_key

KEY = claim_key("policy", "200000000001", "us-east-1", "igw-1")


@pytest.fixture
def claims(table):
    return Claims(table)


def test_keys_tell_their_parts_apart():
    assert claim_key("a", "b", "c", "d") == claim_key("a", "b", "c", "d")
    assert claim_key("a", "b", "c", "de") != claim_key("a", "b", "cd", "e")
    assert claim_key("a", "b", "c", "d").split("#")[0] == "claim"
    assert occasion_key("a", "b", "c", "d").split("#")[0] == "occasion"


def test_nothing_is_known_of_a_resource_at_first(claims):
    assert claims.of(KEY) is None
    assert claims.entries_of("occasion#1") == ()


def test_an_occasion_collects_entries(claims):
    claims.add_to("occasion#1", ["b"])
    claims.add_to("occasion#1", ["a", "b"])
    assert claims.entries_of("occasion#1") == ("a", "b")
    assert claims.entries_of("occasion#2") == ()


def test_a_taken_claim_is_at_work_until_it_is_closed(claims):
    assert claims.take(KEY, "entry", "v1", alone=True)
    assert claims.of(KEY).at_work
    claims.close(KEY, "entry", "fixed", "v1")
    closed = claims.of(KEY)
    assert not closed.at_work
    assert (closed.entry, closed.outcome, closed.version) == ("entry", "fixed", "v1")
    assert closed.finished >= closed.started


def test_who_wants_to_be_alone_waits_for_another(claims):
    claims.take(KEY, "entry", "v1", alone=True)
    assert not claims.take(KEY, "other", "v1", alone=True)
    assert claims.of(KEY).entry == "entry"
    assert claims.take(KEY, "entry", "v1", alone=True)  # its own retry
    assert claims.take(KEY, "other", "v1", alone=False)
    assert claims.of(KEY).entry == "other"


def test_a_closed_claim_is_free(claims):
    claims.take(KEY, "entry", "v1", alone=True)
    claims.close(KEY, "entry", "fixed", "v1")
    assert claims.take(KEY, "other", "v1", alone=True)
    assert claims.of(KEY).outcome == "begun"


def test_an_abandoned_claim_is_free(claims, table):
    claims.take(KEY, "entry", "v1", alone=True)
    long_ago = int(time.time()) - ABANDONED_SECONDS - 2
    table.update_item(
        Key={"id": KEY}, UpdateExpression="SET started_at = :t", ExpressionAttributeValues={":t": long_ago}
    )
    assert not claims.of(KEY).at_work
    assert claims.take(KEY, "other", "v1", alone=True)


def test_of_many_at_once_one_is_alone(claims):
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda n: claims.take(KEY, f"entry {n}", "v1", alone=True), range(8)))
    assert sum(taken) == 1
    assert claims.of(KEY).entry == f"entry {taken.index(True)}"


def test_requests_are_collected_and_survive_the_next_entry(claims):
    claims.note(KEY, ["one", "two"])
    claims.note(KEY, ["two", "three"])
    claims.take(KEY, "entry", "v1", alone=False)
    claims.close(KEY, "entry", "fixed", "v1")
    assert claims.of(KEY).requests == {"one", "two", "three"}


def test_no_requests_write_nothing(claims):
    claims.note(KEY, [])
    assert claims.of(KEY) is None


@pytest.mark.parametrize(("key", "days"), [("occasion#1", 15), (KEY, 2)])
def test_both_expire(claims, table, key, days):
    claims.add_to("occasion#1", ["a"])
    claims.take(KEY, "entry", "v1", alone=False)
    expires = int(table.get_item(Key={"id": key})["Item"]["expires"])
    assert abs(expires - time.time() - days * 86400) < 600


def test_an_item_that_says_little_is_a_claim_of_nobody():
    claim = Claim.from_item({})
    assert (claim.entry, claim.at_work, claim.requests) == ("", False, frozenset())
