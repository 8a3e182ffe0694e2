"""Which botocore service a request is for: the SigV4 scope names a signing name, which is not always it."""

from __future__ import annotations

# Signing name -> botocore services, where they differ and moto has the service. Several services may share a
# signing name; the request router then decides. The test compares this with botocore's own metadata.
BY_SIGNING_NAME: dict[str, tuple[str, ...]] = {
    "access-analyzer": ("accessanalyzer",),
    "aoss": ("opensearchserverless",),
    "apigateway": ("apigateway", "apigatewayv2"),
    "aps": ("amp",),
    "bedrock": ("bedrock", "bedrock-agent", "bedrock-runtime"),
    "cloudhsm": ("cloudhsmv2",),
    "dynamodb": ("dynamodb", "dynamodbstreams"),
    "elasticfilesystem": ("efs",),
    "elasticloadbalancing": ("elb", "elbv2"),
    "elasticmapreduce": ("emr",),
    "es": ("es", "opensearch"),
    "execute-api": ("apigatewaymanagementapi",),
    "iotdata": ("iot-data",),
    "kinesisanalytics": ("kinesisanalyticsv2",),
    "lex": ("lexv2-models",),
    "mobiletargeting": ("pinpoint",),
    "monitoring": ("cloudwatch",),
    "rds": ("rds",),
    "s3": ("s3", "s3control"),
    "servicecatalog": ("servicecatalog", "servicecatalog-appregistry"),
    "servicequotas": ("service-quotas",),
    "ses": ("ses", "sesv2"),
    "sso": ("sso-admin",),
    "states": ("stepfunctions",),
    "tagging": ("resourcegroupstaggingapi",),
    "timestream": ("timestream-write", "timestream-query"),
}


def candidates(signing_name: str, path: str, headers_target: str, version: str) -> tuple[str, ...]:
    """Services that a request may be for, most likely first. `version` is the query protocol's parameter."""
    names = BY_SIGNING_NAME.get(signing_name, (signing_name,))
    if signing_name == "s3":
        return ("s3control",) if path.startswith("/v20180820/") else ("s3",)
    if signing_name == "ses":
        return ("sesv2",) if path.startswith("/v2/") else ("ses",)
    if signing_name == "dynamodb":
        return ("dynamodbstreams",) if headers_target.startswith("DynamoDBStreams") else ("dynamodb",)
    if signing_name == "elasticloadbalancing":
        return ("elb",) if version == "2012-06-01" else ("elbv2",)
    return names
