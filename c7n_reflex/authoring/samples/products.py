"""What findings of Access Analyzer, Macie, Inspector and Firewall Manager say."""

from __future__ import annotations

from c7n_reflex.authoring.samples import resources
from c7n_reflex.authoring.samples.facts import Facts
from c7n_reflex.authoring.samples.setting import Setting, uid

# https://docs.aws.amazon.com/macie/latest/user/findings-types.html
MACIE = {
    "Policy:IAMUser/S3BlockPublicAccessDisabled": "HIGH",
    "Policy:IAMUser/S3BucketEncryptionDisabled": "LOW",
    "Policy:IAMUser/S3BucketPublic": "HIGH",
    "Policy:IAMUser/S3BucketReplicatedExternally": "HIGH",
    "Policy:IAMUser/S3BucketSharedExternally": "HIGH",
    "Policy:IAMUser/S3BucketSharedWithCloudFront": "MEDIUM",
    "SensitiveData:S3Object/Credentials": "HIGH",
    "SensitiveData:S3Object/CustomIdentifier": "MEDIUM",
    "SensitiveData:S3Object/Financial": "HIGH",
    "SensitiveData:S3Object/Multiple": "HIGH",
    "SensitiveData:S3Object/Personal": "HIGH",
}
# https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-resources.html
ANALYZED = frozenset(
    {
        *("AwsDynamoDbTable", "AwsEc2Snapshot", "AwsEcrRepository", "AwsIamRole", "AwsKmsKey"),
        *("AwsLambdaFunction", "AwsRdsDbSnapshot", "AwsS3Bucket", "AwsSecretsManagerSecret", "AwsSnsTopic"),
        "AwsSqsQueue",
    }
)
# https://docs.aws.amazon.com/inspector/latest/user/findings-types.html
INSPECTOR = {
    "network-reachability": ("AwsEc2Instance", "MEDIUM", "Port 22 is reachable from an internet gateway"),
    "package-vulnerability": ("AwsEc2Instance", "HIGH", "CVE-2024-6387 - openssh-server"),
    "code-vulnerability": ("AwsLambdaFunction", "HIGH", "CWE-798 - Hardcoded credentials"),
}
# https://docs.aws.amazon.com/waf/latest/developerguide/fms-findings.html
FIREWALL_MANAGER = {
    "security-group": "AwsEc2SecurityGroup",
    "shield": "AwsElbv2LoadBalancer",
    "web-acl": "AwsElbv2LoadBalancer",
}


def macie(kind: str, setting: Setting) -> Facts:
    """A finding of Macie of this type."""
    sensitive = f"Sensitive Data Identifications/{kind.partition('/')[2]}"
    bucket = resources.of_type("AwsS3Bucket", setting)
    return Facts(
        product="macie",
        product_name="Macie",
        id=uid("macie", kind),
        title=f"{kind} in {bucket.id}",
        description=f"Macie found {kind} in {bucket.id}.",
        types=(kind if kind.startswith("Policy:") else sensitive,),
        severity=MACIE[kind],
        generator="aws/macie",
        resources=(bucket,),
        owner=setting.account,
        product_type=kind,
    )


def access_analyzer(kind: str, setting: Setting) -> Facts:
    """An external access finding about a resource of this type (ASFF's name of it)."""
    resource = resources.of_type(kind, setting)
    analyzer = f"arn:aws:access-analyzer:{setting.region}:{setting.account}:analyzer/account"
    return Facts(
        product="access-analyzer",
        product_name="IAM Access Analyzer",
        id=f"{analyzer}/{resource.id}",
        title=f"{resource.id} is open to everybody",
        description=f"Everybody can get at {resource.id}.",
        types=("Software and Configuration Checks/AWS Security Best Practices/External Access Granted",),
        severity="LOW",
        generator="aws/access-analyzer",
        resources=(resource,),
        owner=setting.account,
        product_type="ExternalAccess",
    )


def inspector(kind: str, setting: Setting) -> Facts:
    """A finding of Inspector: network-reachability, package-vulnerability, code-vulnerability."""
    resource_type, severity, title = INSPECTOR[kind]
    resource = resources.of_type(resource_type, setting)
    number = uid("inspector", kind).replace("-", "")
    return Facts(
        product="inspector",
        product_name="Inspector",
        id=f"arn:aws:inspector2:{setting.region}:{setting.account}:finding/{number}",
        title=title,
        description=f"{title}: {resource.id}.",
        types=("Software and Configuration Checks/Vulnerabilities/CVE",)
        if kind == "package-vulnerability"
        else ("Software and Configuration Checks/Network Reachability",),
        severity=severity,
        generator="AWSInspector",
        resources=(resource,),
        owner=setting.account,
        product_type=kind.replace("-", "_").upper(),
    )


def firewall_manager(kind: str, setting: Setting) -> Facts:
    """A finding of Firewall Manager, which only Security Hub sends: security-group, shield, web-acl."""
    resource = resources.of_type(FIREWALL_MANAGER[kind], setting)
    return Facts(
        product="firewall-manager",
        product_name="Firewall Manager",
        id=f"arn:aws:securityhub:{setting.region}:{setting.account}:fms/{uid('firewall-manager', kind)}",
        title=f"The {kind} policy is not kept to",
        description=f"{resource.id} is not as the organisation's {kind} policy demands.",
        types=("Software and Configuration Checks/AWS Security Best Practices",),
        severity="HIGH",
        generator=f"arn:aws:fms:{setting.region}:{setting.account}:policy/{uid('policy', kind)}",
        resources=(resource,),
        owner=setting.account,
    )
