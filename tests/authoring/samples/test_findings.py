"""Sample findings, in every format that they have."""

from __future__ import annotations

import pytest
from botocore.model import ListShape, MapShape, StructureShape
from botocore.validate import ParamValidator

from c7n_reflex.authoring.apis import models
from c7n_reflex.authoring.samples import findings, guardduty, guardduty_types, products, resources, sample
from c7n_reflex.authoring.samples.setting import Setting
from c7n_reflex.errors import InputError
from c7n_reflex.events.findings import of_event, origin
from c7n_reflex.events.findings.types import spelled

ACCOUNT = "200000000001"
CONFIG = "config:"


def forms(name):
    if name.startswith(CONFIG):
        return ("native",)
    hub = ("asff", "ocsf")
    return hub if name.startswith("firewall-manager:") or name[-1:].isdigit() else ("native", *hub)


ALL = [(name, form) for name in findings.names() for form in forms(name)]


@pytest.fixture(scope="session")
def parsed():
    events = (
        (name, form, sample(name, form=form, account=ACCOUNT, region="eu-west-1")) for name, form in ALL
    )
    return {(name, form): of_event(event)[0] for name, form, event in events}


def test_each_is_read_and_names_something_of_the_account(parsed):
    for finding in parsed.values():
        origin.check(finding, ACCOUNT)
        assert finding.resources
        assert {each.account for each in finding.resources} == {ACCOUNT}
        assert finding.region == "eu-west-1"
        assert finding.record_state == "ACTIVE"


def test_every_format_names_the_same_types(parsed):
    # events/findings/guardduty.py does not know ECS clusters in attack sequences.
    for name in set(findings.names()):
        named = [{each.type for each in parsed[name, form].resources} for form in forms(name)]
        assert named.count(named[0]) == len(named), name


def test_findings_are_imported_by_security_hub(parsed):
    shape = models.model("securityhub").operation_model("BatchImportFindings").input_shape
    raw = [finding.raw for (_, form), finding in parsed.items() if form == "asff"]
    for finding in raw:
        report = ParamValidator().validate({"Findings": [finding]}, shape)
        assert not report.has_errors(), report.generate_report()
    assert ParamValidator().validate({"Findings": [{**raw[0], "Id": 7}]}, shape).has_errors()


@pytest.mark.parametrize(
    ("name", "kind", "ending"),
    [
        ("UnauthorizedAccess:EC2/SSHBruteForce", "AwsEc2Instance", "i-0123456789abcdef0"),
        ("UnauthorizedAccess:IAMUser/TorIPCaller", "AwsIamRole", "Developer"),
        ("Policy:S3/BucketPublicAccessGranted", "AwsIamRole", "Developer"),
        ("Execution:EC2/MaliciousFile!Snapshot", "AwsEc2Snapshot", "snapshot/snap-0123456789abcdef0"),
        ("AttackSequence:EKS/CompromisedCluster", "AwsEksCluster", "cluster/payments"),
        ("AttackSequence:IAM/CompromisedCredentials", "AwsIamRole", "Developer"),
        ("S3.2", "AwsS3Bucket", "payments-invoices"),
        ("EC2.19", "AwsEc2SecurityGroup", "security-group/sg-0a1b2c3d4e5f60718"),
        ("EC2.99", "AwsEc2Instance", "instance/i-0123456789abcdef0"),
        ("IAM.4", "AwsAccount", "123456789012"),
        ("access-analyzer:AwsS3Bucket", "AwsS3Bucket", "payments-invoices"),
        ("Policy:IAMUser/S3BlockPublicAccessDisabled", "AwsS3Bucket", "payments-invoices"),
        ("inspector:network-reachability", "AwsEc2Instance", "i-0123456789abcdef0"),
        ("config:s3-bucket-public-read-prohibited", "AwsS3Bucket", "payments-invoices"),
        ("config:restricted-ssh", "AwsEc2SecurityGroup", "sg-0a1b2c3d4e5f60718"),
        ("config:our-own-rule", "AwsAccount", "123456789012"),
        ("firewall-manager:security-group", "AwsEc2SecurityGroup", "security-group/sg-0a1b2c3d4e5f60718"),
    ],
)
def test_what_it_names(name, kind, ending):
    (finding,) = of_event(sample(name))
    named = finding.resources[0]
    assert named.type == kind
    assert named.id.endswith(ending)


def test_a_bucket_of_guardduty_is_named_beside_the_key():
    (finding,) = of_event(sample("Discovery:S3/TorIPCaller"))
    assert {each.type for each in finding.resources} == {"AwsIamRole", "AwsS3Bucket"}


def test_a_control_says_which_it_is():
    for form in ("asff", "ocsf"):
        (finding,) = of_event(sample("S3.2", form=form))
        assert (finding.control, finding.compliance, finding.severity) == ("S3.2", "FAILED", "CRITICAL")
    (detection,) = of_event(sample("Recon:EC2/Portscan", form="ocsf"))
    assert detection.control == detection.compliance == ""


def test_a_change_of_compliance_says_of_which_rule():
    (finding,) = of_event(sample("config:restricted-ssh"))
    assert (finding.title, finding.compliance) == ("restricted-ssh", "FAILED")


def test_a_prefix_asks_for_a_format():
    name = "UnauthorizedAccess:EC2/SSHBruteForce"
    assert sample(f"asff:{name}") == sample(name, form="asff")
    assert sample(name)["detail-type"] == "GuardDuty Finding"
    assert sample(f"ocsf:{name}")["detail-type"] == "Findings Imported V2"


@pytest.mark.parametrize(
    ("name", "form"), [("S3.2", "native"), ("config:restricted-ssh", "asff"), ("RunInstances", "asff")]
)
def test_formats_that_there_are_not(name, form):
    with pytest.raises(InputError):
        sample(name, form=form)


def unknown_fields(value, shape, path=""):
    """Paths in JSON that a service's own model does not have."""
    if isinstance(shape, ListShape) and isinstance(value, list):
        for item in value:
            yield from unknown_fields(item, shape.member, path)
    elif isinstance(shape, StructureShape):
        members = {each.serialization.get("name", name): each for name, each in shape.members.items()}
        for key, item in value.items():
            if key not in members:
                yield f"{path}.{key}"
            elif item is not None and not isinstance(members[key], MapShape):
                yield from unknown_fields(item, members[key], f"{path}.{key}")


@pytest.mark.parametrize(("service", "names"), [("guardduty", guardduty.names()), ("macie2", products.MACIE)])
def test_products_own_findings_have_only_fields_of_their_api(service, names):
    shape = models.model(service).shape_for("Finding")
    for name in names:
        detail = sample(name)["detail"]
        assert list(unknown_fields(detail, shape)) == []
    assert list(unknown_fields({**detail, "kind": 1}, shape)) == [".kind"]


def test_types_of_macie_and_access_analyzer_are_those_of_their_apis():
    assert set(products.MACIE) == set(models.model("macie2").shape_for("FindingType").enum)
    known = models.model("accessanalyzer").shape_for("ResourceType").enum
    assert {resources.config_type(kind) for kind in products.ANALYZED} <= set(known)


def test_types_of_guardduty():
    assert len(guardduty_types.TYPES) > 200
    assert "Persistence:Kubernetes/MaliciousIPCaller.Custom" in guardduty_types.TYPES
    assert "Impact:Runtime/PortSweep" not in guardduty_types.TYPES
    assert guardduty_types.severity("AttackSequence:S3/CompromisedData") == "CRITICAL"


def test_types_of_resources_are_spelled_as_in_events():
    for kind in resources.TYPES:
        assert spelled(kind) == kind
        assert spelled(resources.config_type(kind)) == kind
        assert "$" not in resources.of_type(kind, Setting()).id
