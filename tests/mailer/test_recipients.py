"""Who is told: everyone whom a policy names, each once, and somebody in any case."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer import recipients
from mailer.directory import Directory
from mailer.model import Medium, Recipient, Via
from tests.mailer.messages import CORE, CORE_TOPIC, PAYMENTS, PAYMENTS_TOPIC, UNKNOWN, action, message

OTHER_TOPIC = "arn:aws-cn:sns:cn-north-1:200000000002:other.fifo"
FALLBACK = f"arn:aws:sns:us-east-1:{CORE}:nobody"
WEBHOOK = "https://hooks.slack.com/services/T0/B0/not-for-logs"
OWNER: dict[str, Any] = {"name": "payments-prod", "owner": "Priya Raman", "topic": PAYMENTS_TOPIC}
PLACES = {
    "email": "priya@example.com",
    "emails": ["pay@example.com"],
    "slack": "slack://#pay",
    "teams": "teams://ssm:/c7n-reflex/notices/pay",
    "ticket": "jira:PAY",
    "time_zone": "Asia/Kolkata",
    "locale": "de",
}
FINDING = {"detail-type": "Security Hub Findings - Imported", "detail": {"findings": [{"Id": "1"}]}}


def found(
    to: list[str],
    *,
    cc: tuple[str, ...] = (),
    owner: dict[str, Any] | None = None,
    config: dict[str, Any] | None = None,
    options: dict[str, Any] | None = None,
    **changes: Any,
) -> dict[Recipient, dict[str, Any]]:
    """Whom a message is for; `owner` is what payments-prod has, `options` are those of the action."""
    entries = {
        CORE: {"name": "core", "owner": "Security", "topic": CORE_TOPIC, "time_zone": "Europe/London"},
        PAYMENTS: {**OWNER, **(owner or {})},
    }
    directory = Directory(CORE, entries, FALLBACK)
    sent = message(**{"action": action(to=to, cc=list(cc), **(options or {})), **changes})
    account = directory[str(sent["account_id"])]
    return recipients.messages(sent, account, directory, config or {})


def places(*given: Any, **options: Any) -> set[tuple[str, str]]:
    return {(each.medium, each.address) for each in found(*given, **options)}


def tagged(**tags: str) -> dict[str, Any]:
    return {"InternetGatewayId": "igw-1", "Tags": [{"Key": key, "Value": tags[key]} for key in tags]}


def caller(name: str) -> dict[str, Any]:
    arn = f"arn:aws:sts::{PAYMENTS}:assumed-role/dev/{name}"
    return {"detail": {"eventName": "x", "userIdentity": {"type": "AssumedRole", "arn": arn}}}


class TestAccountOwner:
    def test_the_events_account_says_where(self) -> None:
        assert list(found(["account-owner"])) == [
            Recipient(Medium.SNS, PAYMENTS_TOPIC, Via.ACCOUNT_OWNER, "Priya Raman")
        ]
        [core] = found(["account-owner"], account_id=CORE)
        assert core.address == CORE_TOPIC

    def test_all_places_of_accounts_yml_are_told_in_the_owners_zone_and_language(self) -> None:
        owners = found(["account-owner"], owner=PLACES, config={"tickets": {"jira": {"url": "x"}}})
        assert [(each.medium, each.address) for each in owners] == [
            (Medium.SNS, PAYMENTS_TOPIC),
            (Medium.EMAIL, "pay@example.com"),
            (Medium.SLACK, "slack://#pay"),
            (Medium.TEAMS, "teams://ssm:/c7n-reflex/notices/pay"),
            (Medium.TICKET, "jira:PAY"),
        ]
        assert {(each.via, each.time_zone, each.locale, each.why) for each in owners} == {
            (Via.ACCOUNT_OWNER, "Asia/Kolkata", "de", "")
        }

    def test_no_ticket_before_its_system_is_configured(self, caplog: pytest.LogCaptureFixture) -> None:
        config = {"tickets": {"servicenow": {"url": "x"}}}
        told = places(["account-owner"], owner={"ticket": "jira:PAY"}, config=config)
        assert told == {(Medium.SNS, PAYMENTS_TOPIC)}
        assert "tickets.jira" in caplog.text

    def test_of_an_unknown_account_it_is_the_fallback_which_says_so(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        [told] = found(["account-owner"], account_id=UNKNOWN)
        assert (told.address, told.via, told.name) == (FALLBACK, Via.FALLBACK, "Security")
        assert told.why == f"account {UNKNOWN} is not in accounts.yml"
        assert told.time_zone == "Europe/London"
        assert any(record.levelno == logging.ERROR for record in caplog.records)

    def test_an_account_that_is_no_id_forges_nothing(self) -> None:
        [told] = found(["account-owner"], account_id="1\nApproved by: security")
        assert "\n" not in told.why


class TestSeverityFloor:
    def test_below_it_the_owner_is_not_told_and_nobody_instead(self) -> None:
        assert (
            found(["account-owner", "account-emails"], owner={**PLACES, "severity_floor": "critical"}) == {}
        )

    @pytest.mark.parametrize(
        ("floor", "options"), [("high", {}), ("", {}), ("critical", {"outcome": "failed"})]
    )
    def test_else_they_are(self, floor: str, options: dict[str, str]) -> None:
        assert found(["account-owner"], owner={"severity_floor": floor}, options=options)

    def test_others_are_told_all_the_same(self) -> None:
        told = places(["account-owner", "core-compliance"], owner={"severity_floor": "critical"})
        assert told == {(Medium.SNS, CORE_TOPIC)}

    def test_their_ticket_hears_of_it_unless_it_is_named_by_itself(self) -> None:
        owner, config = {**PLACES, "severity_floor": "critical"}, {"tickets": {"jira": {"url": "x"}}}
        [ticket] = found(["account-owner"], owner=owner, config=config)
        assert (ticket.medium, ticket.address, ticket.via) == (Medium.TICKET, "jira:PAY", Via.MUTED)
        [named] = found(["account-owner", "jira:PAY"], owner=owner, config=config)
        assert named.via == Via.LITERAL

    def test_who_else_is_named_and_not_found_is_an_error_all_the_same(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        assert found(["account-owner", "ann@@example.com"], owner={"severity_floor": "critical"}) == {}
        assert logging.ERROR in [each.levelno for each in caplog.records]


class TestCoreAndLiterals:
    def test_core_compliance_is_told_in_its_own_zone(self) -> None:
        [told] = found(["core-compliance"])
        assert told == Recipient(Medium.SNS, CORE_TOPIC, Via.CORE_COMPLIANCE, "Security", "Europe/London")

    @pytest.mark.parametrize(
        ("target", "medium"),
        [
            (OTHER_TOPIC, Medium.SNS),
            ("ann@example.com", Medium.EMAIL),
            ("slack://#general", Medium.SLACK),
            (WEBHOOK, Medium.SLACK),
            ("https://acme.webhook.office.com/x", Medium.TEAMS),
            ("servicenow:Network", Medium.TICKET),
            ("splunkhec://index", Medium.STOCK),
        ],
    )
    def test_an_address_is_told_in_to_and_in_cc(self, target: str, medium: Medium) -> None:
        assert places([target]) == places([], cc=(target,)) == {(medium, target)}

    def test_each_is_told_once_and_the_most_specific_way_counts(self) -> None:
        to = [PAYMENTS_TOPIC, "account-owner", "resource-owner", "ann@example.com", "Ann@Example.com"]
        config = {"contact_tags": ["Topic"]}
        told = found(to, config=config, resources=[tagged(Topic=PAYMENTS_TOPIC)])
        assert [(each.address, each.via, each.name) for each in told] == [
            (PAYMENTS_TOPIC, Via.RESOURCE_OWNER, "Priya Raman"),
            ("ann@example.com", Via.LITERAL, ""),
        ]

    def test_where_the_fallback_is_cores_topic_it_says_why_once(self) -> None:
        directory = Directory(CORE, {CORE: {"name": "core", "owner": "S", "topic": CORE_TOPIC}})
        sent = message(account_id=UNKNOWN, action=action(to=["core-compliance", "account-owner"]))
        [told] = recipients.of_message(sent, directory[UNKNOWN], directory, {})
        assert (told.via, bool(told.why)) == (Via.FALLBACK, True)

    @pytest.mark.parametrize("to", [[], ["acount-owner"], ["https://example.com/hook"], [""]])
    def test_where_nobody_is_named_the_fallback_is_told_why(
        self, to: list[str], caplog: pytest.LogCaptureFixture
    ) -> None:
        [told] = found(to)
        assert (told.address, told.via) == (FALLBACK, Via.FALLBACK)
        assert "names" in told.why
        assert "fallback" in caplog.text

    def test_where_somebody_else_is_named_a_mistake_is_only_logged(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        assert places(["acount-owner", "core-compliance"]) == {(Medium.SNS, CORE_TOPIC)}
        assert "no address" in caplog.text

    def test_to_may_be_a_text_or_missing(self) -> None:
        assert places("core-compliance") == {(Medium.SNS, CORE_TOPIC)}  # type: ignore[arg-type]
        assert places(["x"], action={"type": "notify"}) == {(Medium.SNS, FALLBACK)}


class TestResourceOwner:
    @pytest.mark.parametrize(
        ("value", "config", "expected"),
        [
            ("ann@example.com", {}, {(Medium.EMAIL, "ann@example.com")}),
            ("a@b.co c@d.eu", {}, {(Medium.EMAIL, "a@b.co"), (Medium.EMAIL, "c@d.eu")}),
            (OTHER_TOPIC, {}, {(Medium.SNS, OTHER_TOPIC)}),
            ("alerts", {}, {(Medium.SNS, f"arn:aws:sns:us-east-1:{PAYMENTS}:alerts")}),
            ("ann", {"org_domain": "example.com"}, {(Medium.EMAIL, "ann@example.com")}),
            ("ann", {"ldap_uri": "ldap://x"}, {(Medium.STOCK, "resource-owner")}),
            ("ann@b.co", {"ldap_uri": "ldap://x"}, {(Medium.STOCK, "resource-owner")}),
            (WEBHOOK, {}, {(Medium.SNS, FALLBACK)}),
            ("Ann Lee", {}, {(Medium.SNS, FALLBACK)}),
            ("Ann Lee", {"org_domain": "example.com"}, {(Medium.SNS, FALLBACK)}),
        ],
    )
    def test_a_tag_says_who(self, value: str, config: dict[str, Any], expected: set[Any]) -> None:
        config = {"contact_tags": ["Owner"], **config}
        assert places(["resource-owner"], config=config, resources=[tagged(Owner=value)]) == expected

    def test_each_is_told_of_what_is_theirs(self) -> None:
        ann, bob = tagged(Owner="ann@example.com"), tagged(Owner="bob@example.com")
        config = {"contact_tags": ["Owner"]}
        told = found(["resource-owner"], config=config, resources=[ann, bob, {**ann, "Id": "2"}])
        assert {each.address: sent["resources"] for each, sent in told.items()} == {
            "ann@example.com": [ann, {**ann, "Id": "2"}],
            "bob@example.com": [bob],
        }

    def test_whoever_is_named_besides_is_told_of_all(self) -> None:
        ann, bob = tagged(Owner="ann@example.com"), tagged(Owner="bob@example.com")
        config = {"contact_tags": ["Owner"]}
        told = found(["resource-owner", "ann@example.com"], config=config, resources=[ann, bob])
        assert [sent["resources"] for sent in told.values()] == [[ann, bob], [bob]]

    def test_what_has_no_owner_goes_to_the_fallback_and_only_that(self) -> None:
        ann, nobodys = tagged(Owner="ann@example.com"), {"InternetGatewayId": "igw-2"}
        told = found(["resource-owner"], config={"contact_tags": ["Owner"]}, resources=[ann, nobodys])
        assert {each.address: sent["resources"] for each, sent in told.items()} == {
            "ann@example.com": [ann],
            FALLBACK: [nobodys],
        }
        assert next(each.why for each in told if each.via == Via.FALLBACK).endswith("(Owner)")

    def test_owner_absent_contact_is_told_of_it_instead(self) -> None:
        options = {"owner_absent_contact": ["absent@example.com"]}
        config = {"contact_tags": ["Owner"]}
        absent = places(["resource-owner"], config=config, options=options)
        assert absent == {(Medium.EMAIL, "absent@example.com")}
        present = [tagged(Owner="ann@example.com")]
        told = places(["resource-owner"], config=config, options=options, resources=present)
        assert told == {(Medium.EMAIL, "ann@example.com")}

    def test_without_contact_tags_it_says_that(self) -> None:
        [told] = found(["resource-owner"], resources=[tagged(Owner="ann@example.com")])
        assert "contact_tags are not configured" in told.why

    def test_tags_count_only_if_the_policy_says_so(self) -> None:
        config = {"contact_tags": ["Owner"]}
        told = places(["account-owner"], config=config, resources=[tagged(Owner="ann@example.com")])
        assert told == {(Medium.SNS, PAYMENTS_TOPIC)}


class TestEventOwner:
    @pytest.mark.parametrize(
        ("name", "config", "expected"),
        [
            ("alice@example.com", {}, (Medium.EMAIL, "alice@example.com")),
            ("alice", {"org_domain": "example.com"}, (Medium.EMAIL, "alice@example.com")),
            ("alice@b.co", {"org_domain": "example.com"}, (Medium.EMAIL, "alice@b.co")),
            ("alice", {"ldap_uri": "ldap://x"}, (Medium.STOCK, "event-owner")),
            ("alice", {}, (Medium.SNS, FALLBACK)),
            ("i-0123", {"org_domain": "example.com"}, (Medium.SNS, FALLBACK)),
            ("a b", {"org_domain": "example.com"}, (Medium.SNS, FALLBACK)),
        ],
    )
    def test_it_is_whoever_made_the_call(
        self, name: str, config: dict[str, Any], expected: tuple[str, str]
    ) -> None:
        assert places(["event-owner"], config=config, event=caller(name)) == {expected}

    def test_of_a_finding_it_is_the_resources_owner(self) -> None:
        config = {"contact_tags": ["Owner"]}
        told = found(
            ["event-owner"], config=config, event=FINDING, resources=[tagged(Owner="ann@example.com")]
        )
        assert [(each.address, each.via) for each in told] == [("ann@example.com", Via.RESOURCE_OWNER)]

    def test_of_a_finding_without_one_it_is_nobody_and_that_is_said(self) -> None:
        [told] = found(["event-owner"], config={"contact_tags": ["Owner"]}, event=FINDING)
        assert (told.via, told.address) == (Via.FALLBACK, FALLBACK)
        assert "nobody is known to have caused the finding" in told.why

    def test_without_an_event_it_is_nobody(self) -> None:
        [told] = found(["event-owner"], config={"org_domain": "example.com"}, event=None)
        assert "names no person" in told.why

    def test_what_the_event_holds_is_not_logged(self, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.DEBUG):
            found(["event-owner", "core-compliance"], event=caller("not-for-logs"))
        assert "cannot be told" in caplog.text
        assert "not-for-logs" not in caplog.text


class TestAccountEmails:
    @pytest.mark.parametrize(
        "emails",
        [
            {PAYMENTS: ["a@example.com", "b@example.com"]},
            {int(PAYMENTS): "a@example.com:b@example.com"},
        ],
    )
    def test_the_mailers_configuration_comes_first(self, emails: dict[Any, Any]) -> None:
        told = places(["account-emails"], owner=PLACES, config={"account_emails": emails})
        assert told == {(Medium.EMAIL, "a@example.com"), (Medium.EMAIL, "b@example.com")}

    def test_an_id_that_yaml_took_for_a_number_is_known(self) -> None:
        entry = {"name": "zero", "owner": "Z", "topic": CORE_TOPIC}
        directory = Directory("000000000012", {"000000000012": entry})
        sent = message(action=action(to=["account-emails"]))
        config = {"account_emails": {"12": ["z@example.com"]}}
        [told] = recipients.of_message(sent, directory["000000000012"], directory, config)
        assert told.address == "z@example.com"

    def test_then_the_owners_address(self) -> None:
        told = found(["account-emails"], owner=PLACES, config={"account_emails": {CORE: ["x@example.com"]}})
        assert [(each.address, each.name) for each in told] == [("priya@example.com", "Priya Raman")]

    def test_without_any_it_is_the_fallback(self) -> None:
        assert places(["account-emails"]) == {(Medium.SNS, FALLBACK)}


class TestSlack:
    def test_owners_are_those_who_are_told_by_e_mail(self) -> None:
        told = places(["slack://owners", "event-owner", "ann@example.com"], event=caller("bob@example.com"))
        assert {address for medium, address in told if medium == Medium.SLACK} == {
            "slack://ann@example.com",
            "slack://bob@example.com",
        }

    def test_or_else_the_resources_owners(self) -> None:
        resources = [tagged(Owner="ann@example.com")]
        told = places(["slack://owners"], config={"contact_tags": ["Owner"]}, resources=resources)
        assert told == {(Medium.SLACK, "slack://ann@example.com")}

    def test_or_else_the_fallback(self) -> None:
        assert places(["slack://owners"]) == {(Medium.SNS, FALLBACK)}

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("payments", (Medium.SLACK, "slack://#payments")),
            ("ann@example.com", (Medium.SLACK, "slack://ann@example.com")),
            ("<!channel>", (Medium.SNS, FALLBACK)),
        ],
    )
    def test_a_tag_names_the_channel(self, value: str, expected: tuple[str, str]) -> None:
        assert places(["slack://tag/Slack"], resources=[tagged(Slack=value)]) == {expected}


def test_a_webhook_is_shown_without_its_secret() -> None:
    [told] = found([WEBHOOK])
    [other] = found([f"{WEBHOOK}2"])
    assert recipients.shown(told).startswith("hooks.slack.com (")
    assert "not-for-logs" not in recipients.shown(told)
    assert recipients.shown(told) != recipients.shown(other)
    [topic] = found(["core-compliance"])
    assert recipients.shown(topic) == CORE_TOPIC


@given(
    st.lists(
        st.text(max_size=20)
        | st.sampled_from(["account-owner", "resource-owner", "event-owner", "slack://owners"]),
        max_size=4,
    ),
    st.dictionaries(st.sampled_from(["Owner", "Team"]), st.text(max_size=30)),
    st.sampled_from([PAYMENTS, UNKNOWN, None]),
    st.sampled_from([None, FINDING, caller("alice"), {"detail": None}, {"detail": {"userIdentity": None}}]),
)
def test_somebody_is_always_told_and_of_everything(
    to: list[str], tags: dict[str, str], account_id: str | None, event: dict[str, Any] | None
) -> None:
    resources = [tagged(**tags), {"InternetGatewayId": "igw-2"}]
    config = {"contact_tags": ["Owner"], "org_domain": "example.com"}
    told = found(to, config=config, account_id=account_id, event=event, resources=resources)
    assert told
    assert all(each in [r for sent in told.values() for r in sent["resources"]] for each in resources)
    assert all(each.address.isprintable() and each.why.isprintable() for each in told)
    assert len({(each.medium, each.address) for each in told}) == len(told)
    assert all(bool(each.why) == (each.via == Via.FALLBACK) for each in told)
