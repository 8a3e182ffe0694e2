"""Files of cases: what they say, and everything that may be wrong in them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from c7n_reflex.authoring.cases.model import Denial
from c7n_reflex.authoring.cases.reading import case_paths, load, load_file
from c7n_reflex.errors import InputError
from c7n_reflex.pipeline.outcome import Outcome, Stage
from c7n_reflex.safeguards.enforcement import Enforcement
from tests.authoring.cases.conftest import Write

WHOLE = """\
policy: stop-on-start
shared: {anything: [goes]}
tests:
  - name: whole
    event: EVENT
    resources: [RUNNING]
    answers:
      ec2:DescribeVpcs: {Vpcs: []}
      ec2:DescribeSubnets: {error: UnauthorizedOperation}
      s3:GetBucketPolicy:
        - {when: {Bucket: a}, answer: {Policy: x}}
        - {error: NoSuchBucketPolicy}
    exemptions: [{resource: i-*, until: 2026-12-31, owner: a@example.com, reason: because}, {tags: {a: b}}]
    switch: off
    clock: 2026-01-01T01:00:00+01:00
    account: "012345678901"
    region: eu-west-1
    expect:
      outcome: acted
      outcomes: {i-1: acted}
      stage: act
      matched: [i-1]
      actions: [stop]
      calls: ["ec2:StopInstances"]
      changes: {i-1: "Stopped ..."}
      denied: [{leaf: "filters[1].or[0]", resource: i-2}, {reason: field absent}]
      notices: []
  - {name: swept, policy: stop-swept, skip: later, clock: 2026-01-01, expect: {outcome: unknown}}
"""


def test_everything_that_a_case_may_say_is_read(write: Write) -> None:
    whole, swept = load_file(write(WHOLE)).cases
    assert whole.id == "stop-on-start::whole"
    assert whole.event is not None
    assert whole.event["detail"]["eventName"] == "StartInstances"
    world = whole.world
    assert world.resources is not None
    assert world.resources[0]["InstanceId"] == "i-1"
    assert [each.error for each in world.answers.known["s3:GetBucketPolicy"]] == ["", "NoSuchBucketPolicy"]
    assert world.answers.known["s3:GetBucketPolicy"][0].when == {"Bucket": "a"}
    assert world.answers.known["ec2:DescribeVpcs"][0].answer == {"Vpcs": []}
    assert world.answers.known["ec2:DescribeSubnets"][0].error == "UnauthorizedOperation"
    assert [(each.resource, each.until, each.policy) for each in world.exemptions] == [
        ("i-*", date(2026, 12, 31), "*"),
        ("", date.max, "*"),
    ]
    assert (world.switch.enforcement, world.account, world.region) == (
        Enforcement.OFF,
        "012345678901",
        "eu-west-1",
    )
    assert world.clock == datetime(2026, 1, 1, tzinfo=UTC)
    expect = whole.expect
    assert (expect.outcome, expect.stage, expect.notices) == (Outcome.ACTED, Stage.ACT, ())
    assert expect.denied == (Denial("filters[1].or[0]", resource="i-2"), Denial(reason="field absent"))
    assert (swept.policy, swept.skip, swept.event, swept.world.resources) == (
        "stop-swept",
        "later",
        None,
        None,
    )
    assert swept.world.clock == datetime(2026, 1, 1, tzinfo=UTC)
    assert swept.expect.wants_unknown


def test_gone_is_something_else_than_unknown(write: Write) -> None:
    gone, unknown = load_file(
        write("""\
        tests:
          - {name: gone, resources: [], expect: {outcome: gone}}
          - {name: unknown, expect: {outcome: unknown}}
        """)
    ).cases
    assert (gone.world.resources, unknown.world.resources) == ((), None)


@pytest.mark.parametrize(
    ("line", "key", "said", "remedy"),
    [
        ("nam: x", "nam", "unknown key 'nam'", "'name'"),
        ("event: {sampel: x}", "event.sampel", "unknown key 'sampel'", "'sample'"),
        ("event: {}", "event", "the event has no source", "give one of sample"),
        ("event: {sample: x, file: y}", "event", "sample and file", "give one of"),
        (
            "event: {file: nothing.json}",
            "event.file",
            "there is no file 'nothing.json'",
            "this file's folder",
        ),
        ("event: {sample: 1}", "event.sample", "a sample is a text", "the name of one"),
        ('event: {sample: "ocsf:nothing"}', "event.sample", "nothing", ""),
        ("event: {inline: {a: 1}}", "event.inline", "no event, record or finding", ""),
        ("event: {inline: [], index: 0}", "event.inline", "has no events", ""),
        ("resources: {GroupId: sg-1}", "resources", "is a list", "{file: x.json}"),
        ("resources: [sg-1]", "resources[0]", "a resource is a mapping", ""),
        ("resources: {file: nothing.json}", "resources.file", "there is no file", ""),
        ("answers: {DescribeVpcs: {}}", "answers.DescribeVpcs", "is no call", "ec2:DescribeVpcs"),
        ("answers: {'ec2:DescribeVpcs': 1}", "answers.ec2:DescribeVpcs", "an answer is a mapping", ""),
        ("answers: {'ec2:DescribeVpcs': [{wen: {}}]}", "answers.ec2:DescribeVpcs[0].wen", "'wen'", "'when'"),
        (
            "answers: {'ec2:DescribeVpcs': [{when: {}}]}",
            "answers.ec2:DescribeVpcs[0]",
            "either `answer` or",
            "",
        ),
        ("exemptions: [{until: 2026-01-01}]", "exemptions[0]", "either `resource` or `tags`", ""),
        ("exemptions: [{resource: a, tags: {a: b}}]", "exemptions[0]", "either `resource` or `tags`", ""),
        ("exemptions: [{resource: a, untill: x}]", "exemptions[0].untill", "'untill'", "'until'"),
        (
            "exemptions: [{resource: a, until: soon}]",
            "exemptions[0].until",
            "'soon' is not a day",
            "2026-12-31",
        ),
        ("exemptions: [{tags: {a: 1}}]", "exemptions[0].tags.a", "is a text", "quotes"),
        ("switch: on", "switch", "unknown position of the switch 'on'", ""),
        ("switch: obsreve", "switch", "'obsreve'", "'observe'"),
        ("clock: soon", "clock", "'soon' is no time", "2026-01-31T12:00:00Z"),
        ("account: 200000000001", "account", "no account's id", "quotes"),
        ("account: '2'", "account", "no account's id", "12 digits"),
        ("region: 1", "region", "is a text", ""),
        ("skip: true", "skip", "is a text", "say why"),
        ("policy: 1", "policy", "is a text", ""),
    ],
)
def test_what_is_wrong_is_told_with_file_line_and_key(
    write: Write, line: str, key: str, said: str, remedy: str
) -> None:
    path = write(f"tests:\n  - name: one\n    {line}\n    expect: {{outcome: acted}}\n")
    with pytest.raises(InputError) as raised:
        load([path])
    place = raised.value.place
    assert place is not None
    assert (place.file, place.line, place.key) == (path, 3, f"tests[0].{key}")
    assert said in raised.value.message
    assert remedy in raised.value.remedy


@pytest.mark.parametrize(
    ("expect", "key", "said", "remedy"),
    [
        ("{}", "", "nothing is expected", "outcome, outcomes, stage"),
        ("acted", "", "is a mapping", "outcome"),
        ("{outcom: acted}", ".outcom", "unknown key", "'outcome'"),
        ("{outcome: actedd}", ".outcome", "unknown outcome 'actedd'", "'acted'"),
        ("{outcome: null}", ".outcome", "unknown outcome None", ""),
        ("{outcomes: {i-1: no_match}}", ".outcomes.i-1", "unknown outcome 'no_match'", "'no-match'"),
        ("{stage: decid}", ".stage", "unknown stage 'decid'", "'decide'"),
        ("{matched: i-1}", ".matched", "is a list", "[i-1]"),
        ("{actions: [1]}", ".actions[0]", "is a text", ""),
        ("{changes: [x]}", ".changes", "is a mapping", "..."),
        ("{denied: {leaf: filter0}}", ".denied.leaf", "is no leaf", "filters[0].or[1]"),
        ("{denied: {resource: i-1}}", ".denied", "neither leaf nor reason", ""),
        ("{denied: [{laef: x}]}", ".denied[0].laef", "unknown key", "'leaf'"),
    ],
)
def test_a_wrong_expectation_is_told(write: Write, expect: str, key: str, said: str, remedy: str) -> None:
    with pytest.raises(InputError) as raised:
        load([write(f"tests:\n  - name: one\n    expect: {expect}\n")])
    place = raised.value.place
    assert place is not None
    assert (place.line, place.key) == (3, f"tests[0].expect{key}")
    assert said in raised.value.message
    assert remedy in raised.value.remedy


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is a mapping"),
        ("tests: {}\n", "is a list"),
        ("policy: a\n", "no list of tests"),
        ("test: []\n", "unknown key 'test'"),
        ("tests: [x]\n", "a test is a mapping"),
        ("tests: [{name: a}]\n", "no expect"),
        ("tests: [{}]\n", "no name and no expect"),
        ("tests: [{name: '', expect: {outcome: acted}}]\n", "name is a text"),
    ],
)
def test_a_file_that_is_none_of_cases_is_refused(write: Write, text: str, said: str) -> None:
    with pytest.raises(InputError) as raised:
        load_file(write(text))
    assert said in raised.value.message


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.yml").write_text(
            "tests:\n- {name: 1, switch: x, expect: {stage: y}}\n- {name: fine, expect: {stage: act}}\n"
        )
    with pytest.raises(InputError) as raised:
        load([tmp_path])
    assert raised.value.message.startswith("6 mistakes in the case files")
    assert f"{tmp_path / 'b.yml'}:2: tests[0].expect.stage: unknown stage 'y'" in raised.value.message


def test_below_a_folder_events_and_resources_are_no_cases(tmp_path: Path) -> None:
    for name in (
        "s3/a.yml",
        "b.yaml",
        "events/c.yml",
        "s3/resources/d.yml",
        "e.json",
        ".hidden/f.yml",
        "g.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("tests: []\n")
    assert case_paths([tmp_path]) == [tmp_path / "b.yaml", tmp_path / "s3/a.yml"]
    assert case_paths([tmp_path / "e.json", tmp_path / "e.json"]) == [tmp_path / "e.json"]
    with pytest.raises(InputError, match="no such file or folder"):
        case_paths([tmp_path / "nothing"])
