"""`c7n-reflex plan`: exit codes, text and JSON."""

from __future__ import annotations

import json

import yaml

from tests.cli.operations import FUNCTION, POLICY, REGION, SECOND, Desk

ACCOUNT, DENIED = "web-shop-dev", "web-shop-prod"
HERE = ("-a", ACCOUNT)


def test_nothing_planned_is_0_a_change_is_1_and_it_is_only_read(desk: Desk) -> None:
    shown = desk.json("plan", *HERE, code=1)
    assert [(each["change"], each["policy"], each["region"]) for each in shown["entries"]] == [
        ("create", POLICY, REGION),
        ("create", POLICY, SECOND),
    ]
    assert shown["failures"] == []
    assert desk.functions(ACCOUNT) == []
    assert shown["cost"]["functions"] == 2
    desk.file.write_text(yaml.safe_dump({"policies": []}), encoding="utf-8")
    assert "nothing is deployed" in desk.run("plan", *HERE)


def test_the_text_has_no_colour_where_nobody_sees_it_and_the_permissions(desk: Desk) -> None:
    shown = desk.run("plan", *HERE, "-r", REGION, code=1)
    assert f"+ {POLICY}: to create\n    in {ACCOUNT} ({REGION})\n" in shown
    assert f"{POLICY} needs ec2:" in shown
    assert "1 to create\n" in shown
    assert "\x1b" not in shown


def test_an_account_that_cannot_be_read_is_3_and_the_others_are_shown(desk: Desk) -> None:
    identity = desk.organisation.directory[DENIED].id
    order = {"service": "sts", "operation": "AssumeRole", "parameters": {"RoleArn": identity}}
    desk.organisation.post("faults", {**order, "code": "AccessDenied"})
    shown = desk.json("plan", *HERE, "-a", DENIED, code=3)
    assert {each["account"] for each in shown["failures"]} == {identity}
    assert "cannot assume" in shown["failures"][0]["reason"]
    assert len(shown["entries"]) == 2


def test_a_saved_plan_has_what_was_chosen(desk: Desk) -> None:
    desk.run("plan", *HERE, "-r", REGION, "--out", "a.plan", code=1)
    saved = json.loads((desk.folder / "a.plan").read_text())
    assert saved["chosen"]["accounts"] == [ACCOUNT]
    assert list(saved["fingerprints"]) == [
        f"{FUNCTION} in {desk.organisation.directory[ACCOUNT].id} {REGION}"
    ]
