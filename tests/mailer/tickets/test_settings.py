"""The section `tickets` of the mailer's configuration."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from mailer.tickets.settings import SettingsError, of_config
from tests.conftest import ROOT

JIRA = {"url": "https://example.atlassian.net/", "credentials": "secretsmanager:c7n-reflex/jira"}
SERVICENOW = {"url": "https://example.service-now.com", "credentials": "ssm:/c7n-reflex/servicenow"}


def test_without_the_section_nothing_is_configured() -> None:
    settings = of_config({})
    assert (settings.jira, settings.servicenow) == (None, None)
    assert settings.open_on == {"failed", "not-fixed", "awaiting-approval", "observed"}


def test_names_that_people_use_are_those_of_the_pipeline() -> None:
    settings = of_config({"tickets": {"open_on": ["approval", "changed", "fixed"]}})
    assert settings.open_on == {"awaiting-approval", "acted", "fixed"}


def test_what_is_given_is_taken() -> None:
    settings = of_config(
        {"tickets": {"jira": {**JIRA, "timeout": 3}, "servicenow": {**SERVICENOW, "table": "x"}}}
    )
    assert settings.jira is not None
    assert settings.servicenow is not None
    assert (settings.jira.url, settings.jira.timeout) == ("https://example.atlassian.net", 3.0)
    assert settings.servicenow.table == "x"
    assert settings.servicenow.priority["critical"] == {"impact": 1, "urgency": 1}


@pytest.mark.parametrize(
    ("section", "key"),
    [
        ([], ""),
        ({"zendesk": {}}, "zendesk"),
        ({"open_on": "failed"}, "open_on"),
        ({"open_on": ["never-heard-of"]}, "open_on"),
        ({"open_on": [1]}, "open_on"),
        ({"patience": 0}, "patience"),
        ({"jira": []}, "jira"),
        ({"jira": {**JIRA, "colour": 1}}, "jira.colour"),
        ({"jira": {**JIRA, "url": "http://example.atlassian.net"}}, "jira.url"),
        ({"jira": {**JIRA, "url": "https://user:password@example.net"}}, "jira.url"),
        ({"jira": {"credentials": JIRA["credentials"]}}, "jira.url"),
        ({"jira": {**JIRA, "credentials": "hunter2"}}, "jira.credentials"),
        ({"jira": {**JIRA, "priority": {"terrible": "High"}}}, "jira.priority"),
        ({"jira": {**JIRA, "fields": ["x"]}}, "jira.fields"),
        ({"jira": {**JIRA, "timeout": True}}, "jira.timeout"),
        ({"jira": {**JIRA, "url": "https://[x"}}, "jira.url"),
        ({"jira": {**JIRA, "closed_transition": 31}}, "jira.closed_transition"),
        ({"jira": {**JIRA, "fields": {"labels": "cloud"}}}, "jira.fields.labels"),
        ({"servicenow": {**SERVICENOW, "table": None}}, "servicenow.table"),
        ({"servicenow": {**SERVICENOW, "issue_type": "Task"}}, "servicenow.issue_type"),
        ({"servicenow": {**SERVICENOW, "priority": {"high": 1}}}, "servicenow.priority.high"),
    ],
)
def test_what_is_wrong_is_named_and_secrets_are_not_shown(section: Any, key: str) -> None:
    if section == []:
        section = ["x"]
    with pytest.raises(SettingsError) as raised:
        of_config({"tickets": section})
    assert raised.value.key == key
    assert "hunter2" not in str(raised.value)
    assert "password@" not in str(raised.value)


def test_the_example_of_the_docs_is_accepted_as_yaml_reads_it() -> None:
    """YAML 1.1 reads some keys, such as `on`, as something else than text."""
    page = (ROOT / "docs" / "tickets.md").read_text(encoding="utf-8")
    settings = of_config(yaml.safe_load(page.partition("```yaml")[2].partition("```")[0]))
    assert settings.open_on == {"failed", "not-fixed", "awaiting-approval", "observed"}
    assert settings.jira is not None
    assert settings.servicenow is not None
