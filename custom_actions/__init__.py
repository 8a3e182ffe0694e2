"""Remediations and the filters that go with them: one file each, named to Custodian by these two mappings.

`c7n_reflex.plugin` registers them; a new remediation is a file beside this one and a line here.
Values are "module:class" and imported when a policy of that resource type is loaded.
The resource type "*" is every AWS resource type.
"""

from __future__ import annotations

ACTIONS: dict[str, dict[str, str]] = {
    "aws.internet-gateway": {"detach": "custom_actions.detach_internet_gateway:DetachInternetGateway"},
    "aws.security-group": {"revoke-open-ingress": "custom_actions.revoke_open_ingress:RevokeOpenIngress"},
    "aws.s3": {
        "remove-public-statements": "custom_actions.remove_public_statements:RemovePublicStatements",
        "restore-public-access-block": "custom_actions.restore_public_access_block:RestorePublicAccessBlock",
    },
    "aws.ec2": {"quarantine": "custom_actions.quarantine_instance:QuarantineInstance"},
    "*": {"notify-owner": "custom_actions.notify_owner:NotifyOwner"},
}

FILTERS: dict[str, dict[str, str]] = {
    "aws.internet-gateway": {"attached-vpc": "custom_actions.filter_attached_vpc:AttachedVpc"},
    "aws.security-group": {"open-ingress": "custom_actions.filter_open_ingress:OpenIngress"},
    "aws.s3": {"public-policy": "custom_actions.filter_public_policy:PublicPolicy"},
    "aws.ec2": {"quarantined": "custom_actions.filter_quarantined:Quarantined"},
}
