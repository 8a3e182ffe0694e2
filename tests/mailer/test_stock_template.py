"""Templates that are not ours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mailer import notice, rendering, stock_template
from mailer.errors import PermanentError
from mailer.model import Medium, Rendering
from tests.mailer.golden import CONFIG, account, owner
from tests.mailer.messages import action, message

EVENT = {"detail": {"eventName": "SecretThing"}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mine.j2").write_text(
        "{{ recipient }} {{ account }} {{ region }} {{ policy['name'] }} {{ action.notice.happened }} "
        "{{ action.page.label }}",
        encoding="utf-8",
    )
    (tmp_path / "mine.html.j2").write_text("<b>{{ action.page.subject }}</b>", encoding="utf-8")
    (tmp_path / "slack.j2").write_text('{"text": "{{ policy.name }}", "channel": "x"}', encoding="utf-8")
    (tmp_path / "broken.j2").write_text("{{ event.detail.nothing.there }}", encoding="utf-8")
    return tmp_path


def rendered(folder: Path, medium: Medium = Medium.SNS, **changes: Any) -> Rendering:
    made = message(action=action(**changes))
    config = {"templates_folders": [*CONFIG["templates_folders"], str(folder)]}
    return rendering.render(made, notice.of_message(made, account()), owner(medium), config)


def test_the_users_template_has_c7n_mailers_variables_and_ours(folder: Path) -> None:
    made = rendered(folder, template="mine")
    assert made.text.startswith(
        "sns-address payments-alias eu-west-1 internet-gateway-attached On 24 November"
    )
    assert made.text.endswith("Changed")
    assert made.html == ""
    assert made.data["outcome"] == "changed"


def test_an_html_template_is_the_html_of_an_email(folder: Path) -> None:
    made = rendered(folder, template="mine.html")
    assert made.html == "<b>internet-gateway-attached</b>"
    assert "WHAT WAS CHANGED" in made.text


def test_without_a_name_it_is_c7n_mailers_default(folder: Path) -> None:
    given = message(action={"type": "notify", "to": ["x"]}, policy={"name": "p", "resource": "aws.vpc"})
    given["resources"] = [{"VpcId": "vpc-1"}]
    made = rendering.render(given, notice.of_message(given, account()), owner(), CONFIG)
    assert "The following aws.vpc resources" in made.text


def test_slack_has_a_template_of_its_own(folder: Path) -> None:
    made = rendered(folder, Medium.SLACK, slack_template="slack")
    assert made.data["slack"] == {"text": "internet-gateway-attached", "channel": "x"}
    assert "blocks" in rendered(folder, Medium.SLACK).data["slack"]  # ours
    assert "blocks" in rendered(folder, Medium.SLACK, template="mine").data["slack"]


def test_a_slack_template_that_gives_no_object_is_refused(folder: Path) -> None:
    with pytest.raises(PermanentError, match="'mine' gives no JSON object"):
        rendered(folder, Medium.SLACK, slack_template="mine")


@pytest.mark.parametrize("medium", [Medium.SNS, Medium.EMAIL, Medium.TEAMS])
def test_there_is_no_such_template(folder: Path, medium: Medium) -> None:
    with pytest.raises(PermanentError, match="no template 'missing'"):
        rendered(folder, medium, template="missing")


def test_a_template_that_fails_says_so_and_quotes_nothing(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(PermanentError, match="'broken' fails: UndefinedError") as raised:
        rendered(folder, template="broken")
    assert "AttachInternetGateway" not in str(raised.value) + caplog.text
    assert raised.value.__suppress_context__


def test_no_template_is_found_outside_of_the_folders(folder: Path) -> None:
    (folder.parent / "outside.j2").write_text("outside", encoding="utf-8")
    with pytest.raises(PermanentError):
        rendered(folder, template="../outside")
    with pytest.raises(PermanentError):
        rendered(folder, template=str(folder.parent / "outside.j2"))


def test_only_what_is_worded_by_us_may_be_joined() -> None:
    slack = replace(owner(), medium=Medium.SLACK)
    assert stock_template.is_ours(message())
    assert not stock_template.is_ours(message(action=action(template="default")))
    assert not stock_template.is_ours(message(action={"type": "notify", "to": []}))
    given = message(action=action(slack_template="slack"))
    assert stock_template.is_ours(given, owner())
    assert not stock_template.is_ours(given, slack)
