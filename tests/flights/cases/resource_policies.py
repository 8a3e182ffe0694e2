"""`remove-public-statements` on aws.sqs, aws.sns, aws.ecr and aws.secrets-manager."""

from __future__ import annotations

import json

from tests.flights.case import JSON, Case, Clients, call

ACCOUNT = "200000000001"
EVERYBODY = {"Sid": "Everybody", "Effect": "Allow", "Principal": "*"}
OWN = {"Sid": "Own", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}
ORGANISATION = {
    **EVERYBODY,
    "Sid": "Organisation",
    "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
}
QUEUE = f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/orders"
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:orders"


def _policy(resource: str) -> JSON:
    return {"resource": resource, "filters": ["public-policy"], "actions": ["remove-public-statements"]}


def _document(action: str, resource: str | None, *given: JSON) -> str:
    where = {"Resource": resource} if resource else {}
    each = [{**statement, "Action": action, **where} for statement in given]
    return json.dumps({"Version": "2012-10-17", "Statement": each})


def _queue(clients: Clients, *given: JSON, event: JSON | None = None) -> tuple[JSON, JSON]:
    sqs = clients("sqs")
    sqs.create_queue(QueueName="orders")
    url = QUEUE  # as AWS has it; the embedded organisation's has a port that is another each time
    policy = _document("sqs:SendMessage", "*", *given)
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    parameters = {"queueUrl": url, "attributes": {"Policy": policy}}
    return {"QueueUrl": url}, event or call("SetQueueAttributes", parameters, None, "sqs")


def _topic(clients: Clients, *given: JSON, event: JSON | None = None) -> tuple[JSON, JSON]:
    sns = clients("sns")
    topic = sns.create_topic(Name="orders")["TopicArn"]
    policy = _document("SNS:Publish", topic, *given)
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
    parameters = {"topicArn": topic, "attributeName": "Policy", "attributeValue": policy}
    return {"TopicArn": topic}, event or call("SetTopicAttributes", parameters, None, "sns")


def _repository(clients: Clients, *given: JSON) -> tuple[JSON, JSON]:
    ecr = clients("ecr")
    if not ecr.describe_repositories()["repositories"]:
        ecr.create_repository(repositoryName="orders")
    policy = _document("ecr:BatchGetImage", None, *given)
    ecr.set_repository_policy(repositoryName="orders", policyText=policy)
    parameters = {"repositoryName": "orders", "policyText": policy}
    return {"repositoryName": "orders"}, call("SetRepositoryPolicy", parameters, None, "ecr")


def _secret(clients: Clients, *given: JSON) -> tuple[JSON, JSON]:
    secrets = clients("secretsmanager")
    if "orders" not in [each["Name"] for each in secrets.list_secrets()["SecretList"]]:
        secrets.create_secret(Name="orders", SecretString="none")
    policy = _document("secretsmanager:GetSecretValue", "*", *given)
    secrets.put_resource_policy(SecretId="orders", ResourcePolicy=policy)
    parameters = {"secretId": "orders", "resourcePolicy": policy}
    return {"Name": "orders"}, call("PutResourcePolicy", parameters, {"name": "orders"}, "secretsmanager")


def _added(source: str) -> JSON:
    subject = {"queueUrl": QUEUE} if source == "sqs" else {"topicArn": TOPIC}
    return call("AddPermission", {**subject, "label": "Added"}, None, source)


ADDED = {**EVERYBODY, "Sid": "Added"}
CASES = {
    "queue-public-in-part": Case(_policy("aws.sqs"), lambda c: _queue(c, OWN, EVERYBODY)),
    "queue-public": Case(_policy("aws.sqs"), lambda c: _queue(c, EVERYBODY)),
    "queue-harmless": Case(_policy("aws.sqs"), lambda c: _queue(c, OWN, ORGANISATION)),
    "queue-permission-added": Case(
        _policy("aws.sqs"), lambda c: _queue(c, EVERYBODY, ADDED, event=_added("sqs"))
    ),
    "topic-public-in-part": Case(_policy("aws.sns"), lambda c: _topic(c, OWN, EVERYBODY)),
    "topic-public": Case(_policy("aws.sns"), lambda c: _topic(c, EVERYBODY)),
    "topic-harmless": Case(_policy("aws.sns"), lambda c: _topic(c, OWN, ORGANISATION)),
    "topic-permission-added": Case(
        _policy("aws.sns"), lambda c: _topic(c, EVERYBODY, ADDED, event=_added("sns"))
    ),
    "repository-public-in-part": Case(_policy("aws.ecr"), lambda c: _repository(c, OWN, EVERYBODY)),
    "repository-public": Case(_policy("aws.ecr"), lambda c: _repository(c, EVERYBODY)),
    "repository-harmless": Case(_policy("aws.ecr"), lambda c: _repository(c, OWN, ORGANISATION)),
    "secret-public-in-part": Case(_policy("aws.secrets-manager"), lambda c: _secret(c, OWN, EVERYBODY)),
    "secret-public": Case(_policy("aws.secrets-manager"), lambda c: _secret(c, EVERYBODY)),
    "secret-harmless": Case(_policy("aws.secrets-manager"), lambda c: _secret(c, OWN, ORGANISATION)),
}
