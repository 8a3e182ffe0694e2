"""detection.yml: nothing is created unless asked for, each part by itself; the conformance pack is in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from c7n_reflex.deploy.detection import templates
from c7n_reflex.deploy.detection.parts import PACK, PARTS
from c7n_reflex.deploy.stack_changes import parsed
from c7n_reflex.errors import InputError
from tests.infrastructure.test_templates import lint

FOLDER = Path(__file__).parents[2] / "infrastructure"
TEXT = templates.read(FOLDER)
DETECTION = parsed(TEXT)
# A delivery channel comes with the recorder.
CONDITIONS = {"DeliveryChannel": "CreatesRecorder"}


def test_the_complete_template_is_valid_for_aws(tmp_path: Path) -> None:
    file = tmp_path / "detection.yml"
    file.write_text(TEXT, encoding="utf-8")
    found = lint(file)
    assert found.returncode == 0, found.stdout


def test_every_resource_is_conditional_and_every_part_has_its_resource() -> None:
    resources: dict[str, Any] = DETECTION["Resources"]
    assert all("Condition" in each for each in resources.values())
    assert {part.resource for part in PARTS} | {"DeliveryChannel"} == set(resources)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_nothing_is_created_by_default_and_each_part_by_its_own_parameter(part: Any) -> None:
    parameter = DETECTION["Parameters"][part.parameter]
    assert parameter["Default"] == "existing"
    assert set(parameter["AllowedValues"]) == {"create", "existing", "off"}
    condition = DETECTION["Conditions"][DETECTION["Resources"][part.resource]["Condition"]]
    wanted = condition["Fn::And"][0] if part.core_home_only else condition
    assert wanted == {"Fn::Equals": [{"Ref": part.parameter}, "create"]}


def test_the_aggregator_is_only_for_core_s_home() -> None:
    _, *where = DETECTION["Conditions"]["CreatesAggregator"]["Fn::And"]
    assert where == [{"Condition": "IsCore"}, {"Condition": "IsHomeRegion"}]


def test_the_conformance_pack_is_in_the_template_word_for_word() -> None:
    pack = DETECTION["Resources"]["Pack"]["Properties"]
    text = (FOLDER / templates.PACK).read_text(encoding="utf-8")
    assert (pack["ConformancePackName"], pack["TemplateBody"]) == (PACK, text)
    assert len(text) < 51_200  # what TemplateBody may have


def test_its_rules_are_those_of_what_the_policies_undo() -> None:
    pack = parsed((FOLDER / templates.PACK).read_text(encoding="utf-8"))
    rules = [each["Properties"] for each in pack["Resources"].values()]
    assert {rule["ConfigRuleName"]: rule["Source"]["SourceIdentifier"] for rule in rules} == {
        "s3-bucket-public-read-prohibited": "S3_BUCKET_PUBLIC_READ_PROHIBITED",
        "s3-bucket-public-write-prohibited": "S3_BUCKET_PUBLIC_WRITE_PROHIBITED",
        "s3-account-level-public-access-blocks": "S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS",
        "vpc-sg-open-only-to-authorized-ports": "VPC_SG_OPEN_ONLY_TO_AUTHORIZED_PORTS",
        "restricted-ssh": "INCOMING_SSH_DISABLED",
        "cloud-trail-enabled": "CLOUD_TRAIL_ENABLED",
    }


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({}, "detection.yml"),
        ({"detection.yml": "Resources: {}"}, "conformance-pack.yml"),
        ({"detection.yml": "Resources: {}", "conformance-pack.yml": ""}, "has no"),
    ],
)
def test_a_folder_without_them_is_bad_input(files: dict[str, str], problem: str, tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=problem):
        templates.read(tmp_path)
