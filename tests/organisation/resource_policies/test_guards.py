"""Calls across accounts, by the resource's policy; each through the gateway in process."""

import json
from contextlib import contextmanager

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.organisation.resource_policies import ORGANISATION_ID, on_behalf_of

HOME = "us-east-1"
CORE, OWNER, OTHER = "111122223333", "200000000001", "200000000002"


@pytest.fixture
def cloud(inprocess):
    return inprocess("resource_policies")


@contextmanager
def refused(code):
    with pytest.raises(ClientError) as caught:
        yield
    assert caught.value.response["Error"]["Code"] == code
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def statement(action, resource="*", principal="*", **more):
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource, **more}


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


class TestQueues:
    @pytest.fixture
    def queue(self, cloud):
        return cloud.client("sqs", OWNER, HOME).create_queue(QueueName="notices")["QueueUrl"]

    def grant(self, cloud, queue, *statements):
        attributes = {"Policy": document(*statements)}
        cloud.client("sqs", OWNER, HOME).set_queue_attributes(QueueUrl=queue, Attributes=attributes)

    def test_without_a_policy(self, cloud, queue):
        with refused("AccessDenied"):
            cloud.client("sqs", OTHER, HOME).send_message(QueueUrl=queue, MessageBody="m")
        cloud.client("sqs", OWNER, HOME).send_message(QueueUrl=queue, MessageBody="m")

    def test_with_a_policy_for_the_organisation(self, cloud, queue):
        self.grant(
            cloud,
            queue,
            statement("sqs:SendMessage", Condition={"StringEquals": {"aws:PrincipalOrgID": ORGANISATION_ID}}),
        )
        other = cloud.client("sqs", OTHER, HOME)
        other.send_message(QueueUrl=queue, MessageBody="from afar")
        other.send_message_batch(QueueUrl=queue, Entries=[{"Id": "1", "MessageBody": "batch"}])
        with refused("AccessDenied"):
            other.receive_message(QueueUrl=queue)
        own = cloud.client("sqs", OWNER, HOME)
        got = own.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
        assert sorted(m["Body"] for m in got) == ["batch", "from afar"]

    def test_the_same_name_in_the_callers_account_is_not_taken_for_it(self, cloud, queue):
        other = cloud.client("sqs", OTHER, HOME)
        other.create_queue(QueueName="notices")
        with refused("AccessDenied"):
            other.send_message(QueueUrl=queue, MessageBody="m")

    def test_get_queue_url_of_another_owner(self, cloud, queue):
        other = cloud.client("sqs", OTHER, HOME)
        with refused("AccessDenied"):
            other.get_queue_url(QueueName="notices", QueueOwnerAWSAccountId=OWNER)
        self.grant(cloud, queue, statement("sqs:GetQueueUrl", principal={"AWS": OTHER}))
        answer = other.get_queue_url(QueueName="notices", QueueOwnerAWSAccountId=OWNER)
        assert answer["QueueUrl"].endswith(f"/{OWNER}/notices")

    def test_some_operations_are_never_for_others(self, cloud, queue):
        self.grant(cloud, queue, statement("sqs:*"))
        with refused("AccessDenied"):
            cloud.client("sqs", OTHER, HOME).delete_queue(QueueUrl=queue)

    def test_a_queue_that_does_not_exist(self, cloud):
        other = cloud.client("sqs", OTHER, HOME)
        url = f"https://sqs.us-east-1.amazonaws.com/{OWNER}/missing"
        with pytest.raises(other.exceptions.QueueDoesNotExist):
            other.send_message(QueueUrl=url, MessageBody="m")

    def test_a_service_needs_a_policy_even_at_home(self, cloud, queue):
        events = cloud.client("sqs", OWNER, HOME, principal="events.amazonaws.com")
        rule = f"arn:aws:events:us-east-1:{OWNER}:rule/forward"
        with refused("AccessDenied"), on_behalf_of(rule):
            events.send_message(QueueUrl=queue, MessageBody="m")
        self.grant(
            cloud,
            queue,
            statement(
                "sqs:SendMessage",
                principal={"Service": "events.amazonaws.com"},
                Condition={"ArnEquals": {"aws:SourceArn": rule}},
            ),
        )
        with on_behalf_of(rule):
            events.send_message(QueueUrl=queue, MessageBody="m")
        with refused("AccessDenied"), on_behalf_of(rule + "-other"):
            events.send_message(QueueUrl=queue, MessageBody="m")


class TestTopics:
    @pytest.fixture
    def topic(self, cloud):
        return cloud.client("sns", OWNER, HOME).create_topic(Name="notices")["TopicArn"]

    def test_the_default_policy_is_for_the_owner(self, cloud, topic):
        for operation, more in (("publish", {"Message": "m"}), ("get_topic_attributes", {})):
            with refused("AuthorizationError"):
                getattr(cloud.client("sns", OTHER, HOME), operation)(TopicArn=topic, **more)
            getattr(cloud.client("sns", OWNER, HOME), operation)(TopicArn=topic, **more)

    def test_a_role_that_the_policy_names(self, cloud, topic):
        policy = document(statement("sns:Publish", topic, {"AWS": f"arn:aws:iam::{OTHER}:root"}))
        cloud.client("sns", OWNER, HOME).set_topic_attributes(
            TopicArn=topic, AttributeName="Policy", AttributeValue=policy
        )
        other = cloud.client("sns", OTHER, HOME)
        assert other.publish(TopicArn=topic, Message="m")["MessageId"]
        with refused("AuthorizationError"):
            other.subscribe(TopicArn=topic, Protocol="email", Endpoint="a@example.com")
        with refused("AuthorizationError"):
            cloud.client("sns", CORE, HOME).publish(TopicArn=topic, Message="m")
        with refused("AuthorizationError"):
            other.delete_topic(TopicArn=topic)


class TestRoles:
    def role(self, cloud, *statements, account=OWNER, path="/"):
        trust = [{"Effect": "Allow", "Action": "sts:AssumeRole", **each} for each in statements]
        made = cloud.client("iam", account, HOME).create_role(
            RoleName="reached", AssumeRolePolicyDocument=document(*trust), Path=path
        )
        return made["Role"]["Arn"]

    def assume(self, cloud, account, arn, principal="", **more):
        client = cloud.client("sts", account, HOME, principal=principal)
        return client.assume_role(RoleArn=arn, RoleSessionName="session", **more)

    def test_the_account_that_is_trusted(self, cloud):
        arn = self.role(cloud, {"Principal": {"AWS": f"arn:aws:iam::{CORE}:root"}})
        assert self.assume(cloud, CORE, arn)["Credentials"]
        with refused("AccessDenied"):
            self.assume(cloud, OTHER, arn)
        with refused("AccessDenied"):
            self.assume(cloud, OWNER, arn)

    def test_a_role_that_does_not_exist(self, cloud):
        with refused("AccessDenied"):
            self.assume(cloud, CORE, f"arn:aws:iam::{OWNER}:role/missing")
        with refused("AccessDenied"):
            self.assume(cloud, CORE, "arn:aws:iam::999999999999:role/reached")

    def test_a_role_with_a_path(self, cloud):
        arn = self.role(cloud, {"Principal": "*"}, path="/teams/")
        assert self.assume(cloud, CORE, arn)["Credentials"]
        with refused("AccessDenied"):
            self.assume(cloud, CORE, arn.replace("/teams", ""))

    def test_a_service(self, cloud):
        arn = self.role(cloud, {"Principal": {"Service": "lambda.amazonaws.com"}})
        assert self.assume(cloud, OWNER, arn, principal="lambda.amazonaws.com")["Credentials"]
        with refused("AccessDenied"):
            self.assume(cloud, OWNER, arn, principal="events.amazonaws.com")

    def test_external_id(self, cloud):
        arn = self.role(
            cloud, {"Principal": {"AWS": CORE}, "Condition": {"StringEquals": {"sts:ExternalId": "x1"}}}
        )
        assert self.assume(cloud, CORE, arn, ExternalId="x1")["Credentials"]
        for more in ({}, {"ExternalId": "x2"}):
            with refused("AccessDenied"):
                self.assume(cloud, CORE, arn, **more)

    def test_organisation(self, cloud):
        condition = {"StringEquals": {"aws:PrincipalOrgID": ORGANISATION_ID}}
        arn = self.role(cloud, {"Principal": "*", "Condition": condition})
        assert self.assume(cloud, OTHER, arn)["Credentials"]

    def test_another_organisation(self, cloud):
        condition = {"StringEquals": {"aws:PrincipalOrgID": "o-elsewhere"}}
        arn = self.role(cloud, {"Principal": "*", "Condition": condition})
        with refused("AccessDenied"):
            self.assume(cloud, OTHER, arn)


class TestFunctions:
    def test_a_function_that_the_policy_opens(self, cloud):
        import io
        import zipfile

        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as target:
            target.writestr("main.py", "def run(event, context): return {}")
        iam = cloud.client("iam", OWNER, HOME)
        trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "*"}
        role = iam.create_role(RoleName="worker", AssumeRolePolicyDocument=document(trust))["Role"]["Arn"]
        own = cloud.client("lambda", OWNER, HOME)
        arn = own.create_function(
            FunctionName="f",
            Runtime="python3.11",
            Handler="main.run",
            Role=role,
            Code={"ZipFile": archive.getvalue()},
        )["FunctionArn"]
        other = cloud.client("lambda", OTHER, HOME)
        with refused("AccessDeniedException"):
            other.get_function(FunctionName=arn)
        own.add_permission(FunctionName="f", StatementId="s", Action="lambda:GetFunction", Principal=OTHER)
        assert other.get_function(FunctionName=arn)["Configuration"]["FunctionArn"] == arn
        with refused("AccessDeniedException"):
            other.delete_function(FunctionName=arn)
        with refused("AccessDeniedException"):
            cloud.client("lambda", CORE, HOME).get_function(FunctionName=arn)


class TestBuckets:
    @pytest.fixture
    def bucket(self, cloud):
        own = cloud.client("s3", OWNER, HOME)
        own.create_bucket(Bucket="reports")
        own.put_object(Bucket="reports", Key="a/b.txt", Body=b"text")
        return "reports"

    def test_without_a_policy(self, cloud, bucket):
        other = cloud.client("s3", OTHER, HOME)
        for operation, more in (
            ("list_objects_v2", {}),
            ("get_object", {"Key": "a/b.txt"}),
            ("put_object", {"Key": "c", "Body": b""}),
            ("delete_bucket", {}),
            ("delete_public_access_block", {}),
        ):
            with refused("AccessDenied"):
                getattr(other, operation)(Bucket=bucket, **more)
        assert cloud.client("s3", OWNER, HOME).list_objects_v2(Bucket=bucket)["KeyCount"] == 1

    def test_with_a_policy(self, cloud, bucket):
        policy = document(
            statement("s3:GetObject", "arn:aws:s3:::reports/a/*", {"AWS": OTHER}),
            statement("s3:ListBucket", "arn:aws:s3:::reports", {"AWS": OTHER}),
        )
        cloud.client("s3", OWNER, HOME).put_bucket_policy(Bucket=bucket, Policy=policy)
        other = cloud.client("s3", OTHER, HOME)
        assert other.get_object(Bucket=bucket, Key="a/b.txt")["Body"].read() == b"text"
        assert other.list_objects_v2(Bucket=bucket)["KeyCount"] == 1
        with refused("AccessDenied"):
            other.get_object(Bucket=bucket, Key="other")
        with refused("AccessDenied"):
            other.delete_object(Bucket=bucket, Key="a/b.txt")
        with refused("AccessDenied"):
            cloud.client("s3", CORE, HOME).get_object(Bucket=bucket, Key="a/b.txt")

    def test_copying_from_it(self, cloud, bucket):
        other = cloud.client("s3", OTHER, HOME)
        other.create_bucket(Bucket="mine")
        with refused("AccessDenied"):
            other.copy_object(Bucket="mine", Key="x", CopySource="reports/a/b.txt")
        policy = document(statement("s3:GetObject", "arn:aws:s3:::reports/*", {"AWS": OTHER}))
        cloud.client("s3", OWNER, HOME).put_bucket_policy(Bucket=bucket, Policy=policy)
        other.copy_object(Bucket="mine", Key="x", CopySource="reports/a/b.txt")
        assert other.get_object(Bucket="mine", Key="x")["Body"].read() == b"text"

    def test_a_name_is_taken_in_all_accounts(self, cloud, bucket):
        other = cloud.client("s3", OTHER, HOME)
        with pytest.raises(other.exceptions.BucketAlreadyExists):
            other.create_bucket(Bucket=bucket)

    def test_account_settings_are_for_the_account(self, cloud):
        flags = {"BlockPublicAcls": True}
        with refused("AccessDenied"):
            cloud.client("s3control", OTHER, HOME).put_public_access_block(
                AccountId=OWNER, PublicAccessBlockConfiguration=flags
            )
        cloud.client("s3control", OWNER, HOME).put_public_access_block(
            AccountId=OWNER, PublicAccessBlockConfiguration=flags
        )
