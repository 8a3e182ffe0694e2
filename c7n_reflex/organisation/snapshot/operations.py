"""Which operations describe an account.

For each service: every Describe and List operation that needs no parameter and that moto has, except those
that list AWS's own offerings or what another one says already (`NOT_STATE`); a test derives this from
botocore's models and moto. Then, for what a list leaves out, the operations that describe one resource.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ACCOUNT = "{account}"  # in an argument: the account's id


@dataclass(frozen=True)
class FollowUp:
    """An operation on each resource of a list; its answer becomes an attribute of the resource.

    `parameters` says which of the resource's attributes each is ("" is the resource itself, where the list
    has only names). Where the answer has resources in turn, `items` is the JMESPath to them.
    """

    operation: str
    parameters: dict[str, str]
    fixed: dict[str, Any] = field(default_factory=dict)
    items: str = ""
    then: tuple[FollowUp, ...] = ()


@dataclass(frozen=True)
class Resources:
    """Where a list operation's answer has the resources (JMESPath), and what to ask about each."""

    items: str
    then: tuple[FollowUp, ...]


GLOBAL = {"iam", "s3", "s3control"}  # described once, not in each region

OPERATIONS: dict[str, tuple[str, ...]] = {
    "autoscaling": (
        "DescribeAutoScalingGroups",
        "DescribeLaunchConfigurations",
        "DescribePolicies",
        "DescribeScheduledActions",
    ),
    "cloudformation": ("DescribeStacks", "ListStackSets"),
    "cloudtrail": ("DescribeTrails",),
    "cloudwatch": ("DescribeAlarms", "DescribeInsightRules", "ListDashboards"),
    "config": (
        "DescribeAggregationAuthorizations",
        "DescribeConfigRules",
        "DescribeConfigurationAggregators",
        "DescribeConfigurationRecorderStatus",
        "DescribeConfigurationRecorders",
        "DescribeDeliveryChannels",
        "DescribeOrganizationConformancePackStatuses",
        "DescribeRetentionConfigurations",
    ),
    "dynamodb": ("ListBackups", "ListTables"),
    "ec2": (
        "DescribeAddresses",
        "DescribeCarrierGateways",
        "DescribeCustomerGateways",
        "DescribeDhcpOptions",
        "DescribeEgressOnlyInternetGateways",
        "DescribeFleets",
        "DescribeFlowLogs",
        "DescribeHosts",
        "DescribeIamInstanceProfileAssociations",
        "DescribeImages",
        "DescribeInstances",
        "DescribeInternetGateways",
        "DescribeKeyPairs",
        "DescribeLaunchTemplates",
        "DescribeManagedPrefixLists",
        "DescribeNatGateways",
        "DescribeNetworkAcls",
        "DescribeNetworkInterfaces",
        "DescribeRouteTables",
        "DescribeSecurityGroupRules",
        "DescribeSecurityGroups",
        "DescribeSnapshots",
        "DescribeSpotFleetRequests",
        "DescribeSpotInstanceRequests",
        "DescribeSubnets",
        "DescribeTrafficMirrorFilters",
        "DescribeTrafficMirrorSessions",
        "DescribeTrafficMirrorTargets",
        "DescribeTransitGatewayAttachments",
        "DescribeTransitGatewayPeeringAttachments",
        "DescribeTransitGatewayRouteTables",
        "DescribeTransitGatewayVpcAttachments",
        "DescribeTransitGateways",
        "DescribeVolumes",
        "DescribeVolumesModifications",
        "DescribeVpcEndpointServiceConfigurations",
        "DescribeVpcEndpoints",
        "DescribeVpcPeeringConnections",
        "DescribeVpcs",
        "DescribeVpnConnections",
        "DescribeVpnGateways",
        "GetEbsEncryptionByDefault",
    ),
    "ecr": ("DescribeRegistry", "DescribeRepositories", "GetRegistryPolicy"),
    "elbv2": ("DescribeLoadBalancers", "DescribeTargetGroups"),
    "events": ("ListApiDestinations", "ListArchives", "ListConnections", "ListEventBuses"),
    "guardduty": ("ListDetectors", "ListOrganizationAdminAccounts"),
    "iam": (
        "GetAccountAuthorizationDetails",
        "GetAccountPasswordPolicy",
        "ListAccountAliases",
        "ListInstanceProfiles",
        "ListOpenIDConnectProviders",
        "ListSAMLProviders",
        "ListServerCertificates",
        "ListVirtualMFADevices",
    ),
    "kms": ("ListAliases", "ListKeys"),
    "lambda": ("ListEventSourceMappings", "ListFunctions", "ListLayers"),
    "rds": (
        "DescribeBlueGreenDeployments",
        "DescribeDBClusterParameterGroups",
        "DescribeDBClusterSnapshots",
        "DescribeDBClusters",
        "DescribeDBInstances",
        "DescribeDBParameterGroups",
        "DescribeDBProxies",
        "DescribeDBSecurityGroups",
        "DescribeDBShardGroups",
        "DescribeDBSnapshots",
        "DescribeDBSubnetGroups",
        "DescribeEventSubscriptions",
        "DescribeGlobalClusters",
    ),
    "s3": ("ListBuckets", "ListDirectoryBuckets"),
    "s3control": ("GetPublicAccessBlock",),
    "secretsmanager": ("ListSecrets",),
    "sns": ("ListPlatformApplications", "ListSubscriptions", "ListTopics"),
    "sqs": ("ListQueues",),
    "ssm": ("DescribeMaintenanceWindows", "DescribeParameters", "DescribePatchBaselines", "ListDocuments"),
}

# What runs and reports leave behind by design; named explicitly when it is wanted.
ON_REQUEST: dict[str, tuple[str, ...]] = {
    "logs": ("DescribeLogGroups", "DescribeMetricFilters", "DescribeResourcePolicies"),
    "securityhub": ("DescribeActionTargets", "GetFindings", "ListFindingAggregators"),
}

# Not the account's state: AWS's own offerings, what changes by itself, or what others above say already.
NOT_STATE: dict[str, set[str]] = {
    "autoscaling": {"DescribeAutoScalingInstances", "DescribeScalingActivities", "DescribeTags"},
    "cloudformation": {"ListExports", "ListStacks"},
    "cloudtrail": {"ListTrails"},
    "cloudwatch": {"ListMetrics"},
    "dynamodb": {"DescribeEndpoints", "DescribeLimits"},
    "ec2": {
        "DescribeAccountAttributes",
        "DescribeAddressesAttribute",
        "DescribeAvailabilityZones",
        "DescribeBundleTasks",
        "DescribeInstanceCreditSpecifications",
        "DescribeInstanceStatus",
        "DescribeInstanceTypeOfferings",
        "DescribeInstanceTypes",
        "DescribePrefixLists",
        "DescribeRegions",
        "DescribeReservedInstancesListings",
        "DescribeReservedInstancesOfferings",
        "DescribeSnapshotTierStatus",
        "DescribeSpotDatafeedSubscription",
        "DescribeSpotPriceHistory",
        "DescribeTags",
        "DescribeVolumeStatus",
        "DescribeVpcClassicLink",
        "DescribeVpcClassicLinkDnsSupport",
        "DescribeVpcEndpointServices",
    },
    "elbv2": {"DescribeAccountLimits", "DescribeSSLPolicies"},
    "events": {"DescribeEventBus", "ListReplays", "ListRules"},
    "iam": {"ListGroups", "ListPolicies", "ListRoles", "ListUsers"},
    "kms": {"ListRetirableGrants"},
    "rds": {"DescribeDBInstanceAutomatedBackups", "DescribeEvents", "DescribeExportTasks"},
    "sns": {"ListPhoneNumbersOptedOut"},
    "ssm": {"ListCommands"},
}

ARGUMENTS: dict[tuple[str, str], dict[str, Any]] = {
    ("ec2", "DescribeImages"): {"Owners": ["self"]},
    # By filter and not by OwnerIds, which moto ignores: it would list the 1,300 snapshots of public images.
    ("ec2", "DescribeSnapshots"): {"Filters": [{"Name": "owner-id", "Values": [ACCOUNT]}]},
    ("iam", "GetAccountAuthorizationDetails"): {"Filter": ["User", "Role", "Group", "LocalManagedPolicy"]},
    ("s3control", "GetPublicAccessBlock"): {"AccountId": ACCOUNT},
}

_BUCKET = {"Bucket": "Name"}
_TARGETS = FollowUp("ListTargetsByRule", {"Rule": "Name", "EventBusName": "EventBusName"})

RESOURCES: dict[tuple[str, str], Resources] = {
    ("cloudtrail", "DescribeTrails"): Resources(
        "trailList",
        (
            FollowUp("GetTrailStatus", {"Name": "TrailARN"}),
            FollowUp("GetEventSelectors", {"TrailName": "TrailARN"}),
        ),
    ),
    ("dynamodb", "ListTables"): Resources(
        "TableNames",
        (
            FollowUp(
                "DescribeTable",
                {"TableName": ""},
                items="Table | [@]",
                then=(FollowUp("ListTagsOfResource", {"ResourceArn": "TableArn"}),),
            ),
            FollowUp("DescribeContinuousBackups", {"TableName": ""}),
        ),
    ),
    ("ec2", "DescribeImages"): Resources(
        "Images",
        (FollowUp("DescribeImageAttribute", {"ImageId": "ImageId"}, {"Attribute": "launchPermission"}),),
    ),
    ("ec2", "DescribeInstances"): Resources(
        "Reservations[].Instances[]",
        (
            FollowUp(
                "DescribeInstanceAttribute",
                {"InstanceId": "InstanceId"},
                {"Attribute": "disableApiTermination"},
            ),
        ),
    ),
    ("ec2", "DescribeSnapshots"): Resources(
        "Snapshots",
        (
            FollowUp(
                "DescribeSnapshotAttribute",
                {"SnapshotId": "SnapshotId"},
                {"Attribute": "createVolumePermission"},
            ),
        ),
    ),
    ("ecr", "DescribeRepositories"): Resources(
        "repositories", (FollowUp("GetRepositoryPolicy", {"repositoryName": "repositoryName"}),)
    ),
    ("elbv2", "DescribeLoadBalancers"): Resources(
        "LoadBalancers",
        (
            FollowUp("DescribeListeners", {"LoadBalancerArn": "LoadBalancerArn"}),
            FollowUp("DescribeLoadBalancerAttributes", {"LoadBalancerArn": "LoadBalancerArn"}),
        ),
    ),
    ("events", "ListEventBuses"): Resources(
        "EventBuses", (FollowUp("ListRules", {"EventBusName": "Name"}, items="Rules", then=(_TARGETS,)),)
    ),
    ("guardduty", "ListDetectors"): Resources("DetectorIds", (FollowUp("GetDetector", {"DetectorId": ""}),)),
    ("iam", "GetAccountAuthorizationDetails"): Resources(
        "UserDetailList",
        (
            FollowUp("ListAccessKeys", {"UserName": "UserName"}),
            FollowUp("ListMFADevices", {"UserName": "UserName"}),
            FollowUp("GetLoginProfile", {"UserName": "UserName"}),
        ),
    ),
    ("kms", "ListKeys"): Resources(
        "Keys",
        (
            FollowUp("DescribeKey", {"KeyId": "KeyId"}),
            FollowUp("GetKeyPolicy", {"KeyId": "KeyId"}, {"PolicyName": "default"}),
            FollowUp("GetKeyRotationStatus", {"KeyId": "KeyId"}),
            FollowUp("ListResourceTags", {"KeyId": "KeyId"}),
        ),
    ),
    ("lambda", "ListFunctions"): Resources(
        "Functions",
        (
            FollowUp("GetPolicy", {"FunctionName": "FunctionName"}),
            FollowUp("GetFunctionConcurrency", {"FunctionName": "FunctionName"}),
            FollowUp("GetFunctionUrlConfig", {"FunctionName": "FunctionName"}),
            FollowUp("ListAliases", {"FunctionName": "FunctionName"}),
            FollowUp("ListTags", {"Resource": "FunctionArn"}),
        ),
    ),
    ("rds", "DescribeDBSnapshots"): Resources(
        "DBSnapshots",
        (FollowUp("DescribeDBSnapshotAttributes", {"DBSnapshotIdentifier": "DBSnapshotIdentifier"}),),
    ),
    ("s3", "ListBuckets"): Resources(
        "Buckets",
        tuple(
            FollowUp(operation, _BUCKET)
            for operation in (
                "GetBucketAcl",
                "GetBucketCors",
                "GetBucketEncryption",
                "GetBucketLifecycleConfiguration",
                "GetBucketLogging",
                "GetBucketNotificationConfiguration",
                "GetBucketOwnershipControls",
                "GetBucketPolicy",
                "GetBucketReplication",
                "GetBucketTagging",
                "GetBucketVersioning",
                "GetBucketWebsite",
                "GetObjectLockConfiguration",
                "GetPublicAccessBlock",
                "ListObjectsV2",
            )
        ),
    ),
    ("secretsmanager", "ListSecrets"): Resources(
        "SecretList", (FollowUp("GetResourcePolicy", {"SecretId": "ARN"}),)
    ),
    ("sns", "ListSubscriptions"): Resources(
        "Subscriptions", (FollowUp("GetSubscriptionAttributes", {"SubscriptionArn": "SubscriptionArn"}),)
    ),
    ("sns", "ListTopics"): Resources(
        "Topics",
        (
            FollowUp("GetTopicAttributes", {"TopicArn": "TopicArn"}),
            FollowUp("ListTagsForResource", {"ResourceArn": "TopicArn"}),
        ),
    ),
    ("sqs", "ListQueues"): Resources(
        "QueueUrls",
        (
            FollowUp("GetQueueAttributes", {"QueueUrl": ""}, {"AttributeNames": ["All"]}),
            FollowUp("ListQueueTags", {"QueueUrl": ""}),
        ),
    ),
}
