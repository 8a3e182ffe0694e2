"""E110: `ids` that find what is never of the policy's type."""

from __future__ import annotations

from collections.abc import Iterator

from c7n_reflex.authoring import apis
from c7n_reflex.authoring.lint.base import Fleet, Lint, LintedPolicy, Problem
from c7n_reflex.authoring.lint.elements import calls

# What EC2's fields hold; https://docs.aws.amazon.com/AWSEC2/latest/APIReference/
_PREFIXES = {
    "groupId": "sg-",
    "imageId": "ami-",
    "instanceId": "i-",
    "internetGatewayId": "igw-",
    "networkAclId": "acl-",
    "networkInterfaceId": "eni-",
    "routeTableId": "rtb-",
    "snapshotId": "snap-",
    "subnetId": "subnet-",
    "volumeId": "vol-",
    "vpcId": "vpc-",
    "vpcPeeringConnectionId": "pcx-",
}


class IdsOfAnotherType(Lint):
    """Only EC2's fields, whose ids say by their beginning what they are of."""

    id = "E110"
    name = "ids-of-another-type"
    title = "`ids` reads ids of the policy's resource type."
    why = (
        "Custodian leaves out ids that do not begin like those of the type (`match_ids`): nothing is left, "
        "and the policy does nothing."
    )
    avoid = """\
resource: aws.security-group
mode:
  type: cloudtrail
  events:
    - source: ec2.amazonaws.com
      event: RunInstances
      ids: responseElements.instancesSet.items[].instanceId
"""
    prefer = """\
resource: aws.security-group
mode:
  type: cloudtrail
  events:
    - source: ec2.amazonaws.com
      event: RunInstances
      ids: responseElements.instancesSet.items[].groupSet.items[].groupId
"""
    source = "c7n.query.QueryResourceManager.match_ids"

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """One problem a call."""
        wanted = getattr(policy.policy.resource_manager.resource_type, "id_prefix", None)
        for call in calls(policy):
            if not wanted or call.source != "ec2.amazonaws.com":
                continue
            fields = [path.rsplit(".", 1)[-1] for path in apis.paths_of(call.ids)]
            found = {_PREFIXES.get(field, wanted) for field in fields}
            if found and wanted not in found:
                message = f"{fields[0]} is no id of {policy.resource}: these begin with {wanted}"
                yield Problem((*call.key, "ids") if not call.shortcut else call.key, message)
