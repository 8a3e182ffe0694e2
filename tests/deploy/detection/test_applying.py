"""What is created where, as moto really makes it; what was there already stays out of our stack."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from c7n_reflex.accounts import Account
from c7n_reflex.deploy.detection import applying, choosing, templates, wishes
from c7n_reflex.deploy.detection.choosing import Request
from c7n_reflex.deploy.infrastructure import Outcome
from c7n_reflex.organisation.organisation import Organisation

ROOT = Path(__file__).parents[3]
PARTS = (
    "moto_mends.performance",
    "moto_mends.cloudformation",
    "moto_mends.cloudformation_detection",
    "resource_policies",
    "securityhub",
    "native_findings",
    "seed",
)
CORE, WITH, WITHOUT = "111122223333", "200000000001", "200000000003"
HOME, OTHER = "us-east-1", "eu-west-1"
TEMPLATE = templates.read(ROOT / "infrastructure")

Build = Callable[..., Organisation]


class InProcess:
    """Stands in for `Sessions`: the same clients, without a socket."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation

    def client(self, service: str, account: Account, region: str) -> Any:
        return self._organisation.client(service, account.id, region)


def arranged(
    organisation: Organisation, text: str, *ids: str, bucket: str = "", organization_id: str = ""
) -> tuple[Any, ...]:
    request = Request(wishes.parsed(text) if text else {}, TEMPLATE, organization_id, bucket)
    directory = organisation.directory
    return InProcess(organisation), directory, [directory[key] for key in ids], request


def apply(organisation: Organisation, text: str, *ids: str, **more: str) -> list[Outcome]:
    return applying.apply(*arranged(organisation, text, *ids, **more))


def changes(organisation: Organisation, text: str, *ids: str, **more: str) -> dict[tuple[str, str], Any]:
    """(kind, added, removed, reason) by account and region."""
    return {
        (item.account.id, item.region): (change.kind, change.added, change.removed, change.reason)
        for item, change in applying.changes(*arranged(organisation, text, *ids, **more))
    }


def results(outcomes: list[Outcome]) -> dict[tuple[str, str], str]:
    return {(outcome.account_id, outcome.region): outcome.result for outcome in outcomes}


def resources(organisation: Organisation, account: str, region: str) -> set[str]:
    """Logical ids in our stack; empty without one."""
    return set(choosing.standing(organisation.client("cloudformation", account, region)).resources)


def detectors(organisation: Organisation, account: str, region: str) -> list[str]:
    found: list[str] = organisation.client("guardduty", account, region).list_detectors()["DetectorIds"]
    return found


@pytest.mark.organisation
class TestGuardDuty:
    @pytest.fixture
    def organisation(self, inprocess: Build) -> Organisation:
        """The first account has a detector of its own in its home region, the other has none."""
        organisation = inprocess(*PARTS)
        organisation.client("guardduty", WITH, HOME).create_detector(Enable=True)
        return organisation

    def test_a_detector_is_made_where_there_is_none_and_never_taken_over(
        self, organisation: Organisation
    ) -> None:
        before = detectors(organisation, WITH, HOME)
        kept = "there already, left alone: guardduty"
        assert changes(organisation, "guardduty", WITH) == {
            (WITH, HOME): ("unchanged", (), (), kept),
            (WITH, OTHER): ("create", ("Detector",), (), ""),
        }
        assert detectors(organisation, WITH, OTHER) == []
        outcomes = apply(organisation, "guardduty", WITH, WITHOUT)
        assert results(outcomes) == {
            (WITH, HOME): "unchanged",
            (WITH, OTHER): "created",
            (WITHOUT, HOME): "created",
            (WITHOUT, OTHER): "created",
        }
        assert [outcome.reason for outcome in outcomes] == [kept, "", "", ""]
        assert (detectors(organisation, WITH, HOME), resources(organisation, WITH, HOME)) == (before, set())
        assert len(detectors(organisation, WITHOUT, HOME)) == 1
        assert resources(organisation, WITHOUT, HOME) == {"Detector"}

    def test_what_is_ours_is_kept_by_a_later_run_and_one_that_asks_for_other_parts(
        self, organisation: Organisation
    ) -> None:
        apply(organisation, "guardduty,macie=off", WITHOUT)  # the off is remembered, too
        ours = detectors(organisation, WITHOUT, HOME)
        assert set(results(apply(organisation, "guardduty", WITHOUT)).values()) == {"unchanged"}
        assert set(results(apply(organisation, "", WITHOUT)).values()) == {"unchanged"}
        more = ("update", ("Analyzer",), (), "")
        assert set(changes(organisation, "analyzer", WITHOUT).values()) == {more}
        assert set(results(apply(organisation, "analyzer", WITHOUT)).values()) == {"updated"}
        assert set(changes(organisation, "", WITHOUT).values()) == {("unchanged", (), (), "")}
        less = ("update", (), ("Analyzer", "Detector"), "")
        assert set(changes(organisation, "all=off", WITHOUT).values()) == {less}
        assert resources(organisation, WITHOUT, HOME) == {"Detector", "Analyzer"}
        assert detectors(organisation, WITHOUT, HOME) == ours

    def test_off_takes_away_what_is_ours_and_nothing_else(self, organisation: Organisation) -> None:
        theirs = detectors(organisation, WITH, HOME)
        apply(organisation, "guardduty", WITH)
        outcomes = apply(organisation, "guardduty=off", WITH)
        assert results(outcomes) == {(WITH, HOME): "unchanged", (WITH, OTHER): "deleted"}
        assert detectors(organisation, WITH, HOME) == theirs
        assert detectors(organisation, WITH, OTHER) == []

    def test_a_refused_question_is_a_failure_and_nothing_is_made(self, organisation: Organisation) -> None:
        from c7n_reflex.organisation.calls import ApiError

        def deny(call: Any) -> None:
            if call.account == WITH:
                raise ApiError("AccessDeniedException", "not you", status=403)

        organisation.operations.before("guardduty", "ListDetectors", deny)
        assert {each[0] for each in changes(organisation, "guardduty", WITH).values()} == {"failed"}
        outcomes = apply(organisation, "guardduty", WITH, WITHOUT)
        assert [outcome.result for outcome in outcomes] == ["failed", "failed", "created", "created"]
        assert "not you" in outcomes[0].reason
        assert resources(organisation, WITH, OTHER) == set()


@pytest.mark.organisation
class TestAll:
    def test_every_part_where_there_is_none_is_really_made_and_taken_away_again(
        self, inprocess: Build
    ) -> None:
        organisation = inprocess(*PARTS)
        organisation.client("securityhub", WITHOUT, HOME).disable_security_hub()
        for region in (HOME, OTHER):  # moto's accounts have Macie from the beginning
            organisation.client("macie2", WITHOUT, region).disable_macie()
        outcomes = apply(organisation, "all", WITHOUT, bucket="config-logs")
        assert set(results(outcomes).values()) == {"created"}
        assert [outcome.reason for outcome in outcomes] == ["", "there already, left alone: securityhub"]
        everywhere = {"Recorder", "DeliveryChannel", "Detector", "Analyzer", "MacieSession", "Pack"}
        assert resources(organisation, WITHOUT, OTHER) == everywhere
        assert resources(organisation, WITHOUT, HOME) == everywhere | {"Hub"}
        config = organisation.client("config", WITHOUT, HOME)
        [status] = config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"]
        [channel] = config.describe_delivery_channels()["DeliveryChannels"]
        assert (status["recording"], channel["s3BucketName"]) == (True, "config-logs")
        assert set(results(apply(organisation, "all", WITHOUT, bucket="config-logs")).values()) == {
            "unchanged"
        }
        assert set(results(apply(organisation, "all=off", WITHOUT)).values()) == {"deleted"}
        assert config.describe_configuration_recorders()["ConfigurationRecorders"] == []
        # Not ours, so not off:
        assert organisation.client("securityhub", WITHOUT, OTHER).describe_hub()["HubArn"]

    def test_core_s_home_has_the_aggregator_and_analyzers_of_the_organisation(self, inprocess: Build) -> None:
        organisation = inprocess(*PARTS)
        hub = organisation.client("securityhub", CORE, HOME)
        [theirs] = hub.list_finding_aggregators()["FindingAggregators"]
        [home, _] = apply(organisation, "aggregator", CORE)
        assert (home.result, home.reason) == ("unchanged", "there already, left alone: aggregator")
        hub.delete_finding_aggregator(FindingAggregatorArn=theirs["FindingAggregatorArn"])
        apply(organisation, "aggregator,analyzer", CORE, organization_id="o-abc")
        assert resources(organisation, CORE, HOME) == {"Aggregator", "Analyzer"}
        assert resources(organisation, CORE, OTHER) == {"Analyzer"}
        # The id is remembered where it cannot be asked for: the analyzer would be another one.
        assert set(results(apply(organisation, "analyzer", CORE)).values()) == {"unchanged"}
        apply(organisation, "analyzer", WITHOUT, organization_id="o-abc")
        kinds = {
            account: organisation.client("accessanalyzer", account, HOME).list_analyzers()["analyzers"][0][
                "type"
            ]
            for account in (CORE, WITHOUT)
        }
        assert kinds == {CORE: "ORGANIZATION", WITHOUT: "ACCOUNT"}

    def test_a_failed_stack_says_why_and_is_nobody_s(self, inprocess: Build) -> None:
        """A conformance pack needs a recorder."""
        organisation = inprocess(*PARTS)
        outcomes = apply(organisation, "conformance-pack", WITHOUT)
        assert {outcome.result for outcome in outcomes} == {"failed"}
        assert "no configuration recorder" in outcomes[0].reason
        assert set(results(apply(organisation, "guardduty", WITHOUT)).values()) == {"created"}
        assert resources(organisation, WITHOUT, HOME) == {"Detector"}
