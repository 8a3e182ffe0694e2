"""Where a case's event comes from does not matter to what it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from c7n_reflex.authoring.cases.model import Case
from c7n_reflex.authoring.cases.reading import load_file
from c7n_reflex.errors import InputError
from tests.authoring.cases.conftest import Write


def _case(path: Path) -> Case:
    (found,) = load_file(path).cases
    return found


def _with(event: str) -> str:
    return f"tests:\n  - name: one\n    event: {event}\n    expect: {{stage: act}}\n"


def test_a_record_inline_and_in_a_file_are_the_same_event(write: Write, tmp_path: Path) -> None:
    inline = _case(write(_with("EVENT"))).event
    assert inline is not None
    (tmp_path / "record.json").write_text(json.dumps(inline["detail"]))
    (tmp_path / "whole.json").write_text(json.dumps(inline))
    assert _case(write(_with("{file: record.json}"))).event == inline
    whole = _case(write(_with("{file: whole.json}")))
    assert whole.event == inline
    assert whole.files == (tmp_path / "whole.json",)


def test_of_several_events_one_is_chosen(write: Write, tmp_path: Path) -> None:
    event = _case(write(_with("EVENT"))).event
    assert event is not None
    second = {**event["detail"], "eventName": "StopInstances"}
    (tmp_path / "two.json").write_text(json.dumps({"Records": [event["detail"], second]}))
    chosen = _case(write(_with("{file: two.json, index: 1}"))).event
    assert chosen is not None
    assert chosen["detail"]["eventName"] == "StopInstances"
    for wrong, said in (
        ("", "there are 2 events"),
        (", index: 2", "no event 2"),
        (", index: -1", "no event -1"),
    ):
        with pytest.raises(InputError, match=said):
            load_file(write(_with(f"{{file: two.json{wrong}}}")))


def test_patches_are_of_the_event_in_its_envelope_and_of_one_case_only(write: Write) -> None:
    first, second = load_file(
        write("""\
        tests:
          - name: patched
            event: {sample: "ec2:AttachInternetGateway", patch: {detail.recipientAccountId: 012345678901,
                    detail.requestParameters.vpcId: vpc-2, account: 210987654321}}
            expect: {stage: act}
          - {name: plain, event: {sample: "ec2:AttachInternetGateway"}, expect: {stage: act}}
        """)
    ).cases
    assert first.event is not None
    assert second.event is not None
    assert first.event["detail"]["requestParameters"]["vpcId"] == "vpc-2"
    assert first.event["account"] == "210987654321"  # not the number that YAML makes of it
    assert second.event["detail"]["requestParameters"]["vpcId"] != "vpc-2"


def test_a_slip_in_a_patch_is_told_where_it_is_written(write: Write) -> None:
    path = write("""\
    tests:
      - name: patched
        event:
          sample: "ec2:AttachInternetGateway"
          patch:
            detail.requestParameters.vpcId: vpc-2
            detail.requestParameter.vpcId: vpc-2
        expect: {stage: act}
    """)
    with pytest.raises(InputError) as raised:
        load_file(path)
    assert str(raised.value).startswith(f"{path}:7: ")
    assert "did you mean 'requestParameters'?" in raised.value.remedy


def test_resources_may_lie_in_a_file(write: Write, tmp_path: Path) -> None:
    (tmp_path / "instances.json").write_text('[{"InstanceId": "i-1"}]')
    case = _case(write("tests: [{name: a, resources: {file: instances.json}, expect: {stage: act}}]"))
    assert case.world.resources == ({"InstanceId": "i-1"},)
    assert case.files == (tmp_path / "instances.json",)
    (tmp_path / "instances.json").write_text('{"InstanceId": "i-1"}')
    with pytest.raises(InputError, match="is a list"):
        load_file(tmp_path / "cases.yml")
