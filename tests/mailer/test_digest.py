"""A storm becomes one message."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from mailer import digest, notice
from mailer.digest import Digest, Single
from mailer.model import Medium, Recipient
from tests.mailer.golden import CONFIG, account, owner
from tests.mailer.variants import MESSAGES, many


def members(given: list[dict[str, Any]], recipient: Recipient | None = None) -> list[Single]:
    return [Single(each, notice.of_message(each, account()), recipient or owner()) for each in given]


def sizes(given: list[Single], **config: Any) -> list[int]:
    return [len(each.members) for each in digest.grouped(given, {**CONFIG, **config})]


def test_from_five_on_they_are_joined() -> None:
    assert sizes(members(many("fixed", 5))) == [5]
    assert sizes(members(many("fixed", 4))) == [1, 1, 1, 1]


@pytest.mark.parametrize(("least", "wanted"), [(3, [3]), (4, [1, 1, 1]), (0, [1, 1, 1]), (1, [3])])
def test_the_configuration_says_from_how_many_on(least: int, wanted: list[int]) -> None:
    assert sizes(members(many("fixed", 3)), digest_from=least) == wanted


def test_one_is_never_a_digest() -> None:
    assert sizes(members(many("fixed", 1)), digest_from=1) == [1]


def test_each_recipient_policy_and_kind_has_its_own() -> None:
    other = replace(owner(), address="arn:other")
    renamed = [{**each, "policy": {**each["policy"], "name": "other"}} for each in many("fixed", 5)]
    given = [
        *members(many("fixed", 5)),
        *members(many("fixed", 5), other),
        *members(renamed),
        *members(many("failed", 5)),
        *members(many("awaiting-approval", 5)),
    ]
    assert sizes(given) == [5, 5, 5, 5, 5]
    assert sizes(given[::5]) == [1, 1, 1, 1, 1]


def test_a_fifo_topic_gets_each_by_itself() -> None:
    """It knows again what it has had, even if the mailer does not: a digest with other members is another."""
    ordered = replace(owner(), address="arn:aws:sns:us-east-1:200000000001:c7n-reflex-notices.fifo")
    assert sizes(members(many("fixed", 6), ordered)) == [1] * 6


@pytest.mark.parametrize("medium", [Medium.TICKET, Medium.STOCK])
def test_a_ticket_is_about_one_resource(medium: Medium) -> None:
    assert sizes(members(many("fixed", 6), replace(owner(), medium=medium))) == [1] * 6


def test_nothing_is_lost_or_told_twice_and_the_order_stays() -> None:
    given = [*members([MESSAGES["limit"]]), *members(many("fixed", 7)), *members(many("failed", 2))]
    made = digest.grouped(given, CONFIG)
    assert [member for each in made for member in each.members] == given


def test_limits_and_what_only_has_a_detail_stay_by_themselves() -> None:
    assert sizes(members([MESSAGES["limit"]] * 6)) == [1] * 6
    assert sizes(members([MESSAGES["exemption"]] * 6)) == [1] * 6


def test_what_has_a_template_of_its_own_stays_by_itself() -> None:
    own = [{**each, "action": {**each["action"], "template": "default"}} for each in many("fixed", 5)]
    assert sizes(members(own)) == [1] * 5
    slack = [{**each, "action": {**each["action"], "slack_template": "x"}} for each in many("fixed", 5)]
    assert sizes(members(slack, owner(Medium.SLACK))) == [1] * 5
    assert sizes(members(slack)) == [5]


def joined(given: list[dict[str, Any]], medium: Medium = Medium.SNS) -> Digest:
    [made] = digest.grouped(members(given, owner(medium)), CONFIG)
    assert isinstance(made, Digest)
    return made


def test_each_approval_and_failure_is_named_with_its_entry() -> None:
    for outcome, wanted in (("awaiting-approval", "c7n-reflex approve {0}"), ("failed", "(record {0})")):
        text = joined(many(outcome, 5)).render(CONFIG).text
        for number in range(5):
            assert wanted.format(f"{number:032x}") in text
        assert "UnauthorizedOperation" in text or outcome != "failed"


def test_at_most_fifty_are_listed_and_the_rest_counted() -> None:
    text = joined(many("fixed", 53)).render(CONFIG).text
    assert text.count("\n  - igw-") == 50
    assert "- and 3 more" in text
    assert text.count("c7n-reflex undo ") == 50
    assert "53 resources were changed" in text
    assert "c7n-reflex history --policy internet-gateway-attached --account 200000000001" in text


def test_programs_find_every_notice_in_it() -> None:
    data = joined(many("fixed", 53)).render(CONFIG).data
    assert (data["kind"], data["of"], data["count"]) == ("digest", "changed", 53)
    assert [each["notice_id"] for each in data["notices"]] == [f"{n:032x}:fixed" for n in range(53)]
    assert "before" not in data["notices"][0]["changes"][0]


def test_the_same_notices_have_the_same_identity_in_any_order() -> None:
    given = many("fixed", 6)
    identity = joined(given).render(CONFIG).identity
    assert identity == joined(given[::-1]).render(CONFIG).identity
    assert identity != joined(given[:5]).render(CONFIG).identity


def test_several_accounts_are_not_taken_for_one() -> None:
    given = many("fixed", 6)
    mixed = members(given[:3]) + [
        Single(
            each,
            replace(notice.of_message(each, account()), account=replace(account(), id="2", name="b")),
            owner(),
        )
        for each in given[3:]
    ]
    [made] = digest.grouped(mixed, CONFIG)
    rendered = made.render(CONFIG)
    assert rendered.subject.startswith("Several accounts: 6 resources were changed")
    assert "account" not in rendered.attributes
    assert "--account" not in rendered.text


def test_a_mixture_of_outcomes_does_not_claim_that_all_is_fixed() -> None:
    mixed = [*many("fixed", 3), *many("exempt", 3)]
    made = joined(mixed).render(CONFIG)
    assert "6 resources were dealt with" in made.subject
    assert made.data["outcome"] == "mixed"
    assert "Dealt with, 6 times" in made.html


@pytest.mark.parametrize(("medium", "key"), [(Medium.SLACK, "blocks"), (Medium.TEAMS, "attachments")])
def test_cards_are_there_for_digests_too(medium: Medium, key: str) -> None:
    assert key in joined(many("failed", 60), medium).render(CONFIG).data[medium]


def test_slack_does_not_refuse_the_largest_digest() -> None:
    data = joined(many("failed", 60), Medium.SLACK).render(CONFIG).data["slack"]
    assert len(json.dumps(data)) < 13_000
    assert "cut; the ledger has all" in json.dumps(data)
