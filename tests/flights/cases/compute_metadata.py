"""`require-imdsv2` on aws.ec2."""

from __future__ import annotations

from tests.flights.case import JSON, Case, Clients, call

INSTANCE = {"resource": "aws.ec2", "filters": ["metadata-v1-allowed"], "actions": ["require-imdsv2"]}


def _instance(clients: Clients, tokens: str) -> JSON:
    ec2 = clients("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.1.0.0/24")["Subnet"]["SubnetId"]
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    options = {"HttpTokens": tokens, "HttpEndpoint": "enabled"}
    launched = ec2.run_instances(
        ImageId=image, MinCount=1, MaxCount=1, SubnetId=subnet, MetadataOptions=options
    )["Instances"][0]["InstanceId"]
    described: JSON = ec2.describe_instances(InstanceIds=[launched])["Reservations"][0]["Instances"][0]
    return {key: described[key] for key in ("InstanceId", "State", "MetadataOptions")}


def _modified(instance: JSON, **options: object) -> JSON:
    request = {"InstanceId": instance["InstanceId"], **options}
    return call("ModifyInstanceMetadataOptions", {"ModifyInstanceMetadataOptionsRequest": request})


def metadata_v1_allowed(clients: Clients) -> tuple[JSON, JSON]:
    instance = _instance(clients, "optional")
    return instance, _modified(instance, HttpTokens="optional")


def metadata_v1_launched(clients: Clients) -> tuple[JSON, JSON]:
    instance = _instance(clients, "optional")
    launched = {"instancesSet": {"items": [{"instanceId": instance["InstanceId"]}]}}
    return instance, call("RunInstances", {}, launched)


def metadata_v1_swept(clients: Clients) -> tuple[JSON, None]:
    return _instance(clients, "optional"), None


def metadata_v1_older(clients: Clients) -> tuple[JSON, JSON]:
    """Version 1 was allowed already when the call changed the hop limit."""
    instance = _instance(clients, "optional")
    return instance, _modified(instance, HttpPutResponseHopLimit=2)


def metadata_v2_required(clients: Clients) -> tuple[JSON, JSON]:
    instance = _instance(clients, "required")
    return instance, _modified(instance, HttpTokens="optional")


def metadata_terminated(clients: Clients) -> tuple[JSON, None]:
    instance = _instance(clients, "optional")
    clients("ec2").terminate_instances(InstanceIds=[instance["InstanceId"]])
    return instance, None


CASES = {
    "metadata-v1-allowed": Case(INSTANCE, metadata_v1_allowed),
    "metadata-v1-launched": Case(INSTANCE, metadata_v1_launched),
    "metadata-v1-swept": Case(INSTANCE, metadata_v1_swept),
    "metadata-v1-older": Case(INSTANCE, metadata_v1_older),
    "metadata-v2-required": Case(INSTANCE, metadata_v2_required),
    "metadata-terminated": Case(INSTANCE, metadata_terminated),
}
