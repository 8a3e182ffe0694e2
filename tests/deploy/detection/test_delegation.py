"""Who administers what, looked up and changed: on the embedded organisation, and on what AWS may answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from c7n_reflex.deploy.detection import delegation, management
from c7n_reflex.deploy.detection.delegation import OF_ORGANISATION, Delegation, Organisation
from c7n_reflex.errors import EnvironmentFaultError, ReflexError
from c7n_reflex.organisation.calls import ApiError
from c7n_reflex.organisation.organisation import Organisation as Embedded

CORE, MEMBER, OTHER = "111122223333", "200000000001", "200000000003"
REGIONS = ("us-east-1", "eu-west-1")
PARTS = ("moto_mends.performance", "resource_policies", "securityhub", "native_findings", "seed")
Build = Callable[..., Embedded]
Found = dict[tuple[str, str], str]


def asked(embedded: Embedded, core: str = CORE) -> Organisation:
    """With the credentials of the management account."""
    return Organisation(
        lambda service, region: embedded.client(service, CORE, region), CORE, core, REGIONS[0]
    )


def results(found: list[Delegation]) -> Found:
    return {(each.service, each.region): each.result for each in found}


def done(organisation: Organisation, *services: str) -> list[Delegation]:
    found = delegation.survey(organisation, REGIONS, services or delegation.SERVICES)
    return list(delegation.register(organisation, found))


@pytest.mark.organisation
class TestEmbedded:
    def test_management_account_as_administrator_is_registered_where_aws_lets_it(
        self, inprocess: Build
    ) -> None:
        embedded = inprocess(*PARTS)
        found = done(asked(embedded))
        expected = {("securityhub", region): "already" for region in REGIONS}
        for service in ("guardduty", "macie2", "inspector2"):
            expected |= {(service, region): "registered" for region in REGIONS}
        assert results(found) == expected | {(name, "all"): "registered" for name in OF_ORGANISATION}
        # Trusted access was enabled; the management account itself cannot be registered, and was not.
        client = embedded.client("organizations", CORE, REGIONS[0])
        trusted = client.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
        assert {each["ServicePrincipal"] for each in trusted} == set(OF_ORGANISATION)
        assert client.list_delegated_administrators()["DelegatedAdministrators"] == []
        assert {each.reason for each in found if each.region == "all"} == {delegation.MANAGES}
        assert set(results(done(asked(embedded))).values()) == {"already"}

    def test_a_member_is_registered_and_another_administrator_is_left_alone(
        self, inprocess: Build, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from moto.organizations.models import FakeDelegatedAdministrator

        supported = [*FakeDelegatedAdministrator.SUPPORTED_SERVICES, "config.amazonaws.com"]
        monkeypatch.setattr(FakeDelegatedAdministrator, "SUPPORTED_SERVICES", supported)
        embedded = inprocess(*PARTS)
        client = embedded.client("organizations", CORE, REGIONS[0])
        client.register_delegated_administrator(AccountId=OTHER, ServicePrincipal=OF_ORGANISATION[1])
        found = done(asked(embedded, MEMBER), "securityhub", "guardduty", *OF_ORGANISATION)
        expected = {("securityhub", region): "taken" for region in REGIONS}
        expected |= {("guardduty", region): "registered" for region in REGIONS}
        expected |= {(name, "all"): "registered" for name in OF_ORGANISATION}
        assert results(found) == expected | {(OF_ORGANISATION[1], "all"): "taken"}
        assert [each.administrator for each in found if each.result == "taken"] == [CORE, CORE, OTHER]
        hub = embedded.client("securityhub", CORE, REGIONS[0]).list_organization_admin_accounts()
        assert [each["AccountId"] for each in hub["AdminAccounts"]] == [CORE]
        listed = client.list_delegated_administrators(ServicePrincipal=OF_ORGANISATION[0])
        assert [each["Id"] for each in listed["DelegatedAdministrators"]] == [MEMBER]
        again = done(asked(embedded, MEMBER), "guardduty", *OF_ORGANISATION)
        assert set(results(again).values()) == {"already", "taken"}

    def test_looking_changes_nothing(self, inprocess: Build) -> None:
        embedded = inprocess(*PARTS)
        first = delegation.survey(asked(embedded), REGIONS, ("guardduty",))
        assert set(results(first).values()) == {"would-register"}
        assert delegation.survey(asked(embedded), REGIONS, ("guardduty",)) == first

    def test_one_that_fails_does_not_stop_the_others(self, inprocess: Build) -> None:
        embedded = inprocess(*PARTS)

        def deny(call: Any) -> None:
            if call.region == REGIONS[0]:
                raise ApiError("BadRequestException", "not today")

        embedded.operations.before("guardduty", "EnableOrganizationAdminAccount", deny)
        first, second, *_ = done(asked(embedded), "guardduty", "macie2")
        assert (first.result, second.result) == ("failed", "registered")
        assert "not today" in first.reason


class Answers:
    """A client whose every page and call is the same answer, or error."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def __getattr__(self, _: str) -> Callable[..., Any]:
        def answer(*_: Any, **__: Any) -> Any:
            if isinstance(self._answer, Exception):
                raise self._answer
            return self._answer

        return answer

    def get_paginator(self, name: str) -> Any:
        class Pages:
            def paginate(_: Any, **given: Any) -> list[Any]:  # noqa: N805
                return [getattr(self, name)(**given)]

        return Pages()


def answered(answer: Any, service: str = "guardduty") -> Delegation:
    organisation = Organisation(lambda *_: Answers(answer), CORE, CORE, REGIONS[0])
    [found] = delegation.survey(organisation, ["us-east-1"], (service,))
    return found


def error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "words"}}, "ListOrganizationAdminAccounts")


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (error("UnrecognizedClientException"), "unavailable"),
        (EndpointConnectionError(endpoint_url="https://guardduty"), "unavailable"),
        (error("AccessDeniedException"), "failed"),
        ({"AdminAccounts": [{"AdminAccountId": CORE, "AdminStatus": "ENABLED"}]}, "already"),
        (
            {"AdminAccounts": [{"AdminAccountId": CORE, "AdminStatus": "DISABLE_IN_PROGRESS"}]},
            "would-register",
        ),
        ({"AdminAccounts": [{"AdminAccountId": OTHER, "AdminStatus": "DISABLE_IN_PROGRESS"}]}, "taken"),
    ],
)
def test_what_aws_may_answer(answer: Any, result: str) -> None:
    assert answered(answer).result == result


@pytest.mark.parametrize("service", delegation.REGIONAL, ids=lambda service: service.name)
def test_names_are_those_of_the_services_api(service: delegation.Regional) -> None:
    import botocore.session
    from botocore import xform_name

    model = botocore.session.Session().get_service_model(service.name)
    operations = {xform_name(name): model.operation_model(name) for name in model.operation_names}
    listed, enabling = operations[service.listing].output_shape, operations[service.enabling].input_shape
    assert listed is not None and enabling is not None
    entry: Any = listed.members[service.listed]
    assert {service.account, service.status} <= set(entry.member.members)
    assert service.argument in enabling.members


class TestManagement:
    @pytest.mark.organisation
    def test_is_the_account_of_the_credentials(self, inprocess: Build) -> None:
        embedded = inprocess(*PARTS)
        assert management.account(asked(embedded).connect, REGIONS[0]) == CORE
        with pytest.raises(EnvironmentFaultError, match=f"{MEMBER}, not of the management account {CORE}"):
            management.account(lambda service, region: embedded.client(service, MEMBER, region), REGIONS[0])

    @pytest.mark.parametrize(
        ("code", "kind", "words"),
        [
            ("AWSOrganizationsNotInUseException", EnvironmentFaultError, "in no AWS Organization"),
            ("AccessDeniedException", ReflexError, "cannot tell which organisation"),
        ],
    )
    def test_cannot_be_told(self, code: str, kind: type[ReflexError], words: str) -> None:
        with pytest.raises(kind, match=words) as caught:
            management.account(lambda *_: Answers(error(code)), REGIONS[0])
        assert type(caught.value) is kind
