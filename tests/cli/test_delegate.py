"""`c7n-reflex infrastructure delegate`, and what `apply --detection` takes: words, questions, exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from c7n_reflex.accounts import Account
from c7n_reflex.cli.infrastructure import command
from c7n_reflex.deploy import infrastructure
from c7n_reflex.deploy.detection import applying, management
from c7n_reflex.deploy.detection.choosing import STACK, Request
from c7n_reflex.deploy.infrastructure import Outcome, Planned
from c7n_reflex.deploy.stack_changes import Change
from c7n_reflex.deploy.stacks import Stack
from c7n_reflex.errors import EnvironmentFaultError, InputError
from c7n_reflex.organisation.calls import ApiError
from c7n_reflex.organisation.organisation import Organisation

ROOT = Path(__file__).parents[2]
CORE, MEMBER = "111122223333", "200000000001"
PARTS = ("moto_mends.performance", "resource_policies", "securityhub", "native_findings", "seed")
Build = Callable[..., Organisation]


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def run(*arguments: str, answer: str | None = None) -> Result:
    done = CliRunner().invoke(command, arguments, input=answer)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


@pytest.mark.organisation
class TestDelegate:
    @pytest.fixture
    def embedded(self, inprocess: Build, monkeypatch: pytest.MonkeyPatch) -> Organisation:
        built = inprocess(*PARTS)
        monkeypatch.setattr(
            management, "own", lambda: lambda service, region: built.client(service, CORE, region)
        )
        return built

    @staticmethod
    def administrators(embedded: Organisation) -> list[Any]:
        answer = embedded.client("guardduty", CORE, "eu-west-1").list_organization_admin_accounts()
        return [each["AdminAccountId"] for each in answer.get("AdminAccounts", ())]

    def test_a_dry_run_says_what_there_is_to_do_and_does_nothing(self, embedded: Organisation) -> None:
        found = run("delegate", "--dry-run")
        assert found.exit_code == 1
        assert "9 would-register, 2 already" in found.output
        assert "management account" in found.stderr
        assert self.administrators(embedded) == []

    def test_asks_and_does_nothing_without_agreement(self, embedded: Organisation) -> None:
        found = run("delegate", "--service", "guardduty", answer="n\n")
        assert found.exit_code == 1
        assert f"Make core-compliance ({CORE}) the administrator 2 times?" in found.output
        assert self.administrators(embedded) == []
        assert run("delegate", "--service", "guardduty", answer="y\n").exit_code == 0
        assert self.administrators(embedded) == [CORE]

    def test_with_json_nobody_is_asked(self, embedded: Organisation) -> None:
        with pytest.raises(InputError, match="--yes"):
            run("delegate", "--output", "json")
        assert self.administrators(embedded) == []
        found = run("delegate", "--output", "json", "--yes")
        assert {each["result"] for each in json.loads(found.stdout)} == {"registered", "already"}
        assert found.exit_code == 0
        again = run("delegate", "--dry-run")
        assert (again.exit_code, "11 already" in again.output) == (0, True)

    def test_a_failure_is_shown_and_exits_3(self, embedded: Organisation) -> None:
        def deny(_: Any) -> None:
            raise ApiError("AccessDeniedException", "[not you]", status=403)

        embedded.operations.before("macie2", "EnableOrganizationAdminAccount", deny)
        found = run("delegate", "--yes", "--service", "macie2", "--service", "inspector2")
        assert found.exit_code == 3
        assert "macie2 eu-west-1: " in found.output and "[not you]" in found.output
        assert "2 registered, 2 failed" in found.output

    def test_credentials_of_a_member_are_refused(
        self, embedded: Organisation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            management, "own", lambda: lambda service, region: embedded.client(service, MEMBER, region)
        )
        with pytest.raises(EnvironmentFaultError, match="not of the management account"):
            run("delegate", "--yes")


def test_a_service_that_is_none_is_bad_input() -> None:
    with pytest.raises(InputError, match="services: securityhub"):
        run("delegate", "--service", "gardduty")


class TestApply:
    """The rest of `apply` is in test_infrastructure.py."""

    @pytest.fixture(autouse=True)
    def requests(self, monkeypatch: pytest.MonkeyPatch) -> list[Request]:
        found: list[Request] = []

        def apply(_: Any, __: Any, chosen: list[Account], request: Request) -> list[Outcome]:
            found.append(request)
            result = ("failed", "[denied]") if "macie" in request.wishes else ("created", "")
            return [Outcome(each.name, each.id, "us-east-1", STACK, *result) for each in chosen]

        monkeypatch.setattr(applying, "apply", apply)
        monkeypatch.setattr(infrastructure, "apply", lambda *_: [])
        monkeypatch.setattr(infrastructure, "organization_id", lambda *_: "o-abc")
        return found

    def test_without_the_option_detection_is_not_touched(self, requests: list[Request]) -> None:
        assert run("apply").exit_code == 0
        assert not requests

    def test_with_it_the_chosen_accounts_have_what_was_asked_for(self, requests: list[Request]) -> None:
        found = run("apply", "--detection", "guardduty", "-a", "payments-prod", "--output", "json")
        assert [each["account"] for each in json.loads(found.stdout)] == ["payments-prod"]
        assert [(each.wishes, each.organization_id) for each in requests] == [({"guardduty": "create"}, "")]
        run("apply", "--detection", "guardduty")
        assert requests[1].organization_id == "o-abc"

    def test_plan_shows_detection_with_the_rest(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def changes(_: Any, __: Any, chosen: list[Account], request: Request) -> list[Any]:
            planned = [Planned(each, "us-east-1", Stack(STACK, request.template, {})) for each in chosen]
            return [
                (each, Change("create", added=("Detector",), reason="left alone: macie")) for each in planned
            ]

        monkeypatch.setattr(applying, "changes", changes)
        monkeypatch.setattr(infrastructure, "changes", lambda *_: [])
        assert run("plan", "-a", "payments-prod").exit_code == 0
        found = run("plan", "-a", "payments-prod", "--detection", "guardduty")
        assert found.exit_code == 1
        for words in ("create    payments-prod", STACK, "+ Detector", "left alone: macie", "1 create"):
            assert words in found.output

    def test_alone_it_is_all_parts(self, requests: list[Request]) -> None:
        found = run("apply", "-a", "payments-prod", "--config-bucket", "logs", "--detection")
        assert found.exit_code == 3
        assert "[denied]" in found.output
        assert (len(requests[0].wishes), requests[0].bucket) == (7, "logs")
        assert "DeliveryChannel" in requests[0].template

    @pytest.mark.parametrize(
        ("arguments", "problem"),
        [
            (("--detection",), "--config-bucket"),
            (("--detection", "gardduty"), "guardduty"),
            (("--config-bucket", "logs"), "parts: all"),
        ],
    )
    def test_bad_input_is_refused_first(
        self, arguments: tuple[str, ...], problem: str, requests: list[Request]
    ) -> None:
        with pytest.raises(InputError, match=problem):
            run("apply", *arguments)
        assert not requests
