"""What a recipient reads."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mailer import notice, rendering
from mailer.errors import PermanentError
from mailer.model import Medium, Recipient, Rendering, Via
from tests.mailer.golden import CONFIG, account, owner
from tests.mailer.messages import RECORD, action, directory, message
from tests.mailer.variants import ENTRY, MESSAGES


def render(
    given: dict[str, Any] | None = None, recipient: Recipient | None = None, **config: Any
) -> Rendering:
    given = given or message()
    about = notice.of_message(given, account())
    return rendering.render(given, about, recipient or owner(), {**CONFIG, **config})


def test_all_media_tell_of_the_same_thing() -> None:
    made = render(MESSAGES["fixed"])
    assert made.subject == "payments-prod: An internet gateway was detached"
    for text in (made.text, made.html, made.short):
        assert "igw-1" in text
    assert f"<title>{made.subject}</title>" in made.html
    assert made.data["resources"] == ["igw-1"]


def test_the_data_has_what_programs_ask_for() -> None:
    data = render(MESSAGES["fixed"]).data
    assert (data["schema"], data["version"]) == ("c7n-reflex/notice", 1)
    assert data["notice_id"] == f"{ENTRY}:fixed"
    assert (data["principal"], data["source_ip"]) == (
        "arn:aws:sts::200000000001:assumed-role/developer/alice",
        "203.0.113.7",
    )
    [change] = data["changes"]
    assert (change["before"], change["after"]) == ({"attachments": ["vpc-2"]}, {"attachments": []})
    assert data["undo"] == [f"c7n-reflex undo {ENTRY}"]
    assert set(data["links"]) == {"igw-1"}
    assert "slack" not in data and "teams" not in data


def test_attributes_are_those_of_filter_policies() -> None:
    assert render(MESSAGES["fixed"]).attributes == {
        "account": "200000000001",
        "policy": "internet-gateway-attached",
        "severity": "high",
        "outcome": "fixed",
    }


def test_only_slack_and_teams_get_cards() -> None:
    assert "blocks" in render(recipient=owner(Medium.SLACK)).data["slack"]
    assert "attachments" in render(recipient=owner(Medium.TEAMS)).data["teams"]
    assert not {"slack", "teams"} & set(render(recipient=owner(Medium.EMAIL)).data)


def test_the_reader_is_greeted_and_reads_their_own_time() -> None:
    mine = render(recipient=replace(owner(), name="Ann", time_zone="America/New_York"))
    assert mine.text.startswith("Hello Ann,")
    assert "On 23 November 2026 at 22:14 (New York)" in mine.text
    nobody = render(recipient=Recipient(Medium.SNS, "arn:x"))
    assert nobody.text.startswith("WHAT HAPPENED")
    assert "On 24 November 2026 at 03:14 (UTC)" in nobody.text


def test_a_fallback_is_told_why() -> None:
    fallback = Recipient(Medium.SNS, "arn:x", Via.FALLBACK, why="the tag Owner of igw-1 is\nno address")
    assert "nobody else could be: the tag Owner of igw-1 is no address)" in render(recipient=fallback).text
    assert "nobody else could be" not in render().text


def test_an_unknown_account_is_said_to_be_unknown() -> None:
    given = message(account_id="999999999999")
    about = notice.of_message(given, directory()["999999999999"])
    made = rendering.render(given, about, owner(), CONFIG)
    assert "(Account 999999999999 is not in accounts.yml:" in made.text


def test_the_same_notice_has_the_same_identity_and_another_one_has_not() -> None:
    assert render(MESSAGES["fixed"]).identity == f"{ENTRY}:fixed" == render(MESSAGES["fixed"]).identity
    stock = message(action={"type": "notify", "to": ["x"], "template": "remediation"})
    again = {**stock, "action": dict(stock["action"])}
    assert render(stock).identity == render(again).identity != ""
    assert render(stock).identity != render({**stock, "execution_start": 1.0}).identity


def test_identity_and_group_are_words_that_sns_takes() -> None:
    odd = message(action=action(notice_id="é " * 100))
    assert re.fullmatch(r"[0-9a-f]{64}", render(odd).identity)
    policy = {"name": "x " * 100, "resource": "aws.s3"}
    assert re.fullmatch(r"[0-9a-f]{64}", render(message(policy=policy)).group)
    assert render().group == "200000000001:internet-gateway-attached"


def test_the_short_line_keeps_its_command_whole() -> None:
    long = message(action=action(entry=ENTRY, outcome="fixed", subject="An internet gateway " * 20))
    made = render(long).short
    assert len(made) <= 140
    assert made.endswith(f"... c7n-reflex history {ENTRY}")
    approval = message(action=action(entry=ENTRY, outcome="awaiting-approval"))
    assert f"c7n-reflex approve {ENTRY}" in render(approval).short
    huge = message(action=action(entry="e" * 200, outcome="fixed"))
    assert "c7n-reflex" not in render(huge).short


def test_many_resources_are_counted() -> None:
    given = message(resources=[{"InternetGatewayId": f"igw-{n:04x}"} for n in range(60)])
    text = render(given).text
    assert text.count("\n  - igw-") == 50
    assert "- and 10 more" in text
    assert "for each of the other 57 resources" in text


def test_many_changes_are_counted() -> None:
    records = [{**RECORD, "id": str(n), "resource": f"igw-{n:04x}"} for n in range(55)]
    assert "And 5 more changes" in render(message(remediations=records, resources=[])).text


def test_without_our_templates_it_is_a_permanent_failure(tmp_path: Path) -> None:
    with pytest.raises(PermanentError, match=r"remediation\.j2"):
        render(templates_folders=[str(tmp_path)])


def test_a_users_own_remediation_template_is_taken(tmp_path: Path) -> None:
    (tmp_path / "remediation.j2").write_text("{{ action.page.label }}: {{ action.notice.policy }}")
    made = render(templates_folders=[str(tmp_path), *CONFIG["templates_folders"]])
    assert made.text == "Changed: internet-gateway-attached"
