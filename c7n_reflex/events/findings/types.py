"""How the AWS Security Finding Format spells resource types."""

from __future__ import annotations

# https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-attributes.html (Type),
# those that have details, and three that findings name without any.
_SPELLINGS = (
    "AwsAccount AwsAmazonMqBroker AwsApiGatewayRestApi AwsApiGatewayStage AwsApiGatewayV2Api "
    "AwsApiGatewayV2Stage AwsAppSyncGraphQlApi AwsAthenaWorkGroup AwsAutoScalingAutoScalingGroup "
    "AwsAutoScalingLaunchConfiguration AwsBackupBackupPlan AwsBackupBackupVault AwsBackupRecoveryPoint "
    "AwsCertificateManagerCertificate AwsCloudFormationStack AwsCloudFrontDistribution AwsCloudTrailTrail "
    "AwsCloudWatchAlarm AwsCodeBuildProject AwsDmsEndpoint AwsDmsReplicationInstance "
    "AwsDmsReplicationTask AwsDynamoDbTable AwsEc2ClientVpnEndpoint AwsEc2Eip AwsEc2Image AwsEc2Instance "
    "AwsEc2LaunchTemplate AwsEc2NetworkAcl AwsEc2NetworkInterface AwsEc2RouteTable AwsEc2SecurityGroup "
    "AwsEc2Snapshot AwsEc2Subnet AwsEc2TransitGateway AwsEc2Volume AwsEc2Vpc AwsEc2VpcEndpointService "
    "AwsEc2VpcPeeringConnection AwsEc2VpnConnection AwsEcrContainerImage AwsEcrRepository AwsEcsCluster "
    "AwsEcsContainer AwsEcsService AwsEcsTask AwsEcsTaskDefinition AwsEfsAccessPoint AwsEksCluster "
    "AwsElasticBeanstalkEnvironment AwsElasticsearchDomain AwsElbLoadBalancer AwsElbv2LoadBalancer "
    "AwsEventSchemasRegistry AwsEventsEndpoint AwsEventsEventbus AwsGuardDutyDetector AwsIamAccessKey "
    "AwsIamGroup AwsIamPolicy AwsIamRole AwsIamUser AwsKinesisStream AwsKmsKey AwsLambdaFunction "
    "AwsLambdaLayerVersion AwsMskCluster AwsNetworkFirewallFirewall AwsNetworkFirewallFirewallPolicy "
    "AwsNetworkFirewallRuleGroup AwsOpenSearchServiceDomain AwsRdsDbCluster AwsRdsDbClusterSnapshot "
    "AwsRdsDbInstance AwsRdsDbSecurityGroup AwsRdsDbSnapshot AwsRdsEventSubscription AwsRedshiftCluster "
    "AwsRoute53HostedZone AwsS3AccessPoint AwsS3AccountPublicAccessBlock AwsS3Bucket AwsS3Object "
    "AwsSageMakerNotebookInstance AwsSecretsManagerSecret AwsSnsTopic AwsSqsQueue AwsSsmPatchCompliance "
    "AwsStepFunctionStateMachine AwsWafRateBasedRule AwsWafRegionalRateBasedRule AwsWafRegionalRule "
    "AwsWafRegionalRuleGroup AwsWafRegionalWebAcl AwsWafRule AwsWafRuleGroup AwsWafWebAcl "
    "AwsWafv2RuleGroup AwsWafv2WebAcl AwsXrayEncryptionConfig Container Other "
)
_SPELLED = {spelling.lower(): spelling for spelling in _SPELLINGS.split()}
# Types that AWS Config and CloudFormation call differently.
_RENAMED = {
    "awsacmcertificate": "AwsCertificateManagerCertificate",
    "awselasticloadbalancingloadbalancer": "AwsElbLoadBalancer",
    "awselasticloadbalancingv2loadbalancer": "AwsElbv2LoadBalancer",
    "awsstepfunctionsstatemachine": "AwsStepFunctionStateMachine",
}
# Inspector's own; https://docs.aws.amazon.com/inspector/v2/APIReference/API_Resource.html
_INSPECTOR = {
    "AWS_EC2_INSTANCE": "AwsEc2Instance",
    "AWS_ECR_CONTAINER_IMAGE": "AwsEcrContainerImage",
    "AWS_ECR_REPOSITORY": "AwsEcrRepository",
    "AWS_LAMBDA_FUNCTION": "AwsLambdaFunction",
    "MACHINE_IMAGE": "AwsEc2Image",
}


def spelled(kind: str) -> str:
    """The type (`AWS::S3::Bucket`, `AWS_EC2_INSTANCE` or `AwsS3Bucket`) as the finding format spells it.

    A type that the format does not know is put together from its parts, without the colons.
    """
    joined = _INSPECTOR.get(kind, kind).replace("::", "")
    known = _SPELLED.get(joined.lower()) or _RENAMED.get(joined.lower())
    return known or ("Aws" + joined[3:] if joined.startswith("AWS") else joined)
