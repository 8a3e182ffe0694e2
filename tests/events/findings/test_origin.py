"""Who may say what about whom."""

from __future__ import annotations

import pytest

from c7n_reflex import settings
from c7n_reflex.events.findings import SpoofedFindingError, of_event, origin
from tests.events.findings.samples import (
    DEFAULT,
    HUB,
    PRODUCTS,
    REGION,
    A,
    B,
    access_analyzer,
    asff,
    config,
    event,
    guardduty,
    macie,
    ocsf,
)

OWN = {"ProductArn": DEFAULT, "ProductName": "Default", "CompanyName": "Personal"}
PARTNER = {"ProductArn": f"{PRODUCTS}/prowler/prowler", "ProductName": "Prowler", "CompanyName": "Prowler"}


def check(given, envelope=HUB):
    for each in of_event(given):
        origin.check(each, envelope)


def product(uid, name="Default", vendor="Personal"):
    return {"metadata": {"product": {"uid": uid, "name": name, "vendor_name": vendor}}}


@pytest.mark.parametrize(
    "given",
    [
        event(asff()),
        event(asff(**OWN)),
        event(asff(**PARTNER)),
        event(asff(ProductName="Security Hub CSPM")),
        event(asff(ProductName=None, CompanyName=7, ProductFields=[])),
        event(ocsf()),
        event(ocsf(**product(DEFAULT.replace("product/", "productv2/")))),
        access_analyzer(),
        macie(),
        config(),
        guardduty({"instanceDetails": {"instanceId": "i-1"}}),
    ],
)
@pytest.mark.parametrize("envelope", [HUB, A])
def test_honest_findings(given, envelope):
    check(given, envelope)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({**OWN, "ProductName": "GuardDuty"}, f"account {A} imported it in the name of guardduty"),
        ({**OWN, "ProductName": " amazon  Guard-Duty "}, "in the name of guardduty"),
        (
            {**OWN, "ProductName": "\uff27\uff55\uff41\uff52\uff44\uff24\uff55\uff54\uff59"},
            "in the name of guardduty",
        ),
        ({**OWN, "ProductName": "AWS Security Hub"}, "in the name of security hub"),
        ({**OWN, "ProductFields": {"aws/securityhub/ProductName": "Macie"}}, "in the name of macie"),
        ({**OWN, "CompanyName": "AWS"}, "in the name of aws"),
        (
            {**OWN, "ProductFields": {"aws/securityhub/CompanyName": "Amazon Web Services"}},
            "in the name of aws",
        ),
        ({**PARTNER, "ProductName": "Inspector"}, "prowler/prowler imported it in the name of inspector"),
        ({**PARTNER, "CompanyName": "Amazon"}, "in the name of aws"),
        (
            {"ProductArn": f"{PRODUCTS}/aws/config", "ProductName": "GuardDuty"},
            "config imported it in the name of",
        ),
        ({**OWN, "ProductArn": DEFAULT.replace(A, B)}, f"account {B} imported it for {A}"),
        ({"ProductArn": ""}, "is not the ARN of a product"),
        ({"ProductArn": None}, "is not the ARN of a product"),
        ({"ProductArn": {"x": 1}}, "is not the ARN of a product"),
        *(
            ({"ProductArn": arn}, "is not the ARN of a product")
            for arn in (
                "GuardDuty",
                f"arn:aws:guardduty:{REGION}::product/aws/guardduty",
                f"{PRODUCTS}/aws/guardduty/more",
                f"{PRODUCTS}/aws",
                "arn:aws::securityhub::product/aws/guardduty",
            )
        ),
    ],
)
def test_spoofed_findings(fields, text):
    with pytest.raises(SpoofedFindingError, match=text):
        check(event(asff(**fields)))


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (product(DEFAULT.replace("product/", "productv2/"), "GuardDuty"), "in the name of guardduty"),
        (product(DEFAULT.replace("product/", "productv2/"), vendor="AWS"), "in the name of aws"),
        (product(f"{PRODUCTS}v2/{B}/default"), f"account {B} imported it for {A}"),
        (product(f"{PRODUCTS}v3/aws/guardduty"), "is not the ARN of a product"),
        ({"metadata": {}}, "is not the ARN of a product"),
    ],
)
def test_spoofed_findings_in_ocsf(fields, text):
    with pytest.raises(SpoofedFindingError, match=text):
        check(event(ocsf(**fields)))


THEIRS = {"Type": "AwsEc2Instance", "Id": f"arn:aws:ec2:{REGION}:{B}:instance/i-1"}


@pytest.mark.parametrize(
    "given",
    [
        event(asff(THEIRS)),
        event(asff({"Type": "AwsAccount", "Id": f"AWS::::Account:{B}"})),
        event(asff(THEIRS, ProductFields={"ResourceOwnerAccount": B})),
        event(asff(THEIRS, **OWN, ProductFields={"ResourceOwnerAccount": B})),
        event(ocsf({"type": "AWS::EC2::Instance", "uid": "i-1", "owner": {"account": {"uid": B}}})),
        event(ocsf({"type": "AWS::EC2::Instance", "uid": THEIRS["Id"]})),
        config(resourceId=THEIRS["Id"]),
        access_analyzer(resource=THEIRS["Id"]),
    ],
)
def test_another_account_s_resource(given):
    with pytest.raises(SpoofedFindingError, match=f"a finding of account {A} names"):
        check(given)


def test_access_analyzer_may_name_the_resource_of_the_account_that_it_states():
    analyzer = f"{PRODUCTS}/aws/access-analyzer"
    fields = {"ProductArn": analyzer, "ProductName": "IAM Access Analyzer"}
    check(event(asff(THEIRS, **fields, ProductFields={"ResourceOwnerAccount": B})))
    with pytest.raises(SpoofedFindingError):
        check(event(asff(THEIRS, **fields, ProductFields={"ResourceOwnerAccount": HUB})))
    check(access_analyzer(resource=THEIRS["Id"], resourceOwnerAccount=B))
    owned = {"type": "AWS::EC2::Instance", "uid": "i-1", "owner": {"account": {"uid": B}}}
    check(event(ocsf(owned, **product(f"{PRODUCTS}v2/aws/access-analyzer", "IAM Access Analyzer", "AWS"))))


def test_what_was_imported_comes_from_its_account_or_from_core_compliance(monkeypatch):
    for name, value in settings.Settings(HUB, REGION).as_environment().items():
        monkeypatch.setenv(name, value)
    for fields in (OWN, PARTNER):
        check(event(asff(**fields)), HUB)
        check(event(asff(**fields)), A)
        with pytest.raises(SpoofedFindingError, match=f"it is about {A}, but account {B} sent it"):
            check(event(asff(**fields)), B)
    check(event(asff()), B)  # AWS's own
