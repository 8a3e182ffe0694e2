"""What `infrastructure export` writes is deployed by StackSets as docs/infrastructure.md says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from c7n_reflex.deploy import exporting, infrastructure
from c7n_reflex.deploy.infrastructure import ACCOUNT_STACK, REGION_STACK, TEMPLATES
from c7n_reflex.organisation.organisation import Organisation
from tests.deploy.test_infrastructure import CORE, FORWARDING, PARTS, ROOT, SOLUTION

OTHER = "200000000004"
WHERE = [
    {"ParameterKey": "CoreAccountId", "ParameterValue": CORE},
    {"ParameterKey": "HomeRegion", "ParameterValue": "us-east-1"},
]
REGIONS = {ACCOUNT_STACK: ["us-east-1"], REGION_STACK: ["us-east-1", "eu-west-1"]}


@pytest.fixture
def exported(tmp_path: Path) -> dict[str, str]:
    texts = infrastructure.complete(infrastructure.read_templates(ROOT / "infrastructure"), FORWARDING)
    exporting.export(texts, tmp_path)
    return {stack: (tmp_path / TEMPLATES[stack]).read_text(encoding="utf-8") for stack in REGIONS}


def unit_of(organisation: Organisation, account: str) -> str:
    """An organizational unit with this account in it."""
    client = organisation.client("organizations", CORE, "us-east-1")
    root = client.list_roots()["Roots"][0]["Id"]
    unit = client.create_organizational_unit(ParentId=root, Name="solutions")["OrganizationalUnit"]["Id"]
    client.move_account(AccountId=account, SourceParentId=root, DestinationParentId=unit)
    return str(unit)


def deploy(organisation: Organisation, texts: dict[str, str], model: str, **targets: Any) -> None:
    client = organisation.client("cloudformation", CORE, "us-east-1")
    for stack, regions in REGIONS.items():
        client.create_stack_set(
            StackSetName=stack,
            TemplateBody=texts[stack],
            Parameters=WHERE,
            PermissionModel=model,
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        client.create_stack_instances(StackSetName=stack, Regions=regions, **targets)


def deployed(organisation: Organisation, account: str) -> set[str]:
    """Our roles, and the forwarding rules of the second region."""
    roles = organisation.client("iam", account, "us-east-1").list_roles()["Roles"]
    rules = organisation.client("events", account, "eu-west-1").list_rules()["Rules"]
    names = [*(each["RoleName"] for each in roles), *(each["Name"] for each in rules)]
    return {name for name in names if name.startswith("c7n-reflex-")}


EVERYTHING = {
    *("c7n-reflex-lambda", "c7n-reflex-member", "c7n-reflex-undo", "c7n-reflex-forward"),
    *("c7n-reflex-forward-s3", "c7n-reflex-forward-config", "c7n-reflex-alarms"),
}


@pytest.mark.organisation
@pytest.mark.parametrize("model", ["SELF_MANAGED", "SERVICE_MANAGED"])
def test_the_accounts_that_are_named_and_no_others(
    model: str, exported: dict[str, str], inprocess: Callable[..., Organisation]
) -> None:
    organisation = inprocess(*PARTS)
    if model == "SELF_MANAGED":
        deploy(organisation, exported, model, Accounts=[SOLUTION])
    else:
        units = [unit_of(organisation, SOLUTION)]
        deploy(organisation, exported, model, DeploymentTargets={"OrganizationalUnitIds": units})
    assert deployed(organisation, SOLUTION) == EVERYTHING
    assert deployed(organisation, OTHER) == set()
    queues = organisation.client("sqs", SOLUTION, "eu-west-1").list_queues()["QueueUrls"]
    assert [url.rsplit("/", 1)[-1] for url in queues] == ["c7n-reflex-failed-events"]
