"""What the engine's functions and the deployer call, whatever the policies are."""

from __future__ import annotations

from collections.abc import Iterator

from c7n_reflex.deploy.permissions import iam
from c7n_reflex.deploy.permissions.needs import ENGINE, Need

_ARN = "arn:${AWS::Partition}"
_FUNCTIONS = (
    f"{_ARN}:lambda:*:${{AWS::AccountId}}:function:custodian-*",
    f"{_ARN}:lambda:*:${{AWS::AccountId}}:function:custodian-*:*",
)
_LOGS = (
    f"{_ARN}:logs:*:${{AWS::AccountId}}:log-group:/aws/lambda/custodian-*",
    f"{_ARN}:logs:*:${{AWS::AccountId}}:log-group:/aws/lambda/custodian-*:*",
)
_RULES = (f"{_ARN}:events:*:${{AWS::AccountId}}:rule/custodian-*",)
_ALARMS = (f"{_ARN}:cloudwatch:*:${{AWS::AccountId}}:alarm:c7n-reflex-*",)
_FAILED = (f"{_ARN}:sqs:*:${{AWS::AccountId}}:c7n-reflex-failed-events",)
_NOTICES = (f"{_ARN}:sqs:${{HomeRegion}}:${{CoreAccountId}}:c7n-reflex-notices",)
_DEAD_LETTERS = (f"{_ARN}:sqs:${{HomeRegion}}:${{CoreAccountId}}:c7n-reflex-notices-dead-letter",)
_LEDGER = (f"{_ARN}:dynamodb:${{HomeRegion}}:${{CoreAccountId}}:table/c7n-reflex-ledger",)
_STATES = (f"{_ARN}:s3:::c7n-reflex-ledger-${{CoreAccountId}}-${{HomeRegion}}/*",)
_PARAMETERS = f"{_ARN}:ssm:${{HomeRegion}}:${{CoreAccountId}}:parameter/c7n-reflex"
_TOPICS = (f"{_ARN}:sns:*:*:c7n-reflex-notices", f"{_ARN}:sns:*:*:c7n-reflex-notices.fifo")
_OUR_ROLES = (f"{_ARN}:iam::${{AWS::AccountId}}:role/c7n-reflex-*",)
_EVERYTHING = ("*",)
_ANY_OF_THE_ACCOUNT: tuple[str, ...] = ()  # what IAM can limit the action to

Grant = tuple[str, str, tuple[str, ...], str]  # role, "service:Action Action", ARNs, reason

_GRANTS: tuple[Grant, ...] = (
    ("lambda", "logs:CreateLogGroup CreateLogStream PutLogEvents", _LOGS, "a function's log"),
    ("lambda", "sqs:SendMessage", _NOTICES, "telling owners"),
    ("lambda", "sqs:SendMessage", _FAILED, "parking failed events"),
    ("lambda", "iam:ListAccountAliases", _EVERYTHING, "naming the account in notices"),
    ("member", "iam:ListAccountAliases", _EVERYTHING, "naming the account in notices"),
    (
        "lambda",
        "securityhub:BatchUpdateFindings",
        # Of both of Security Hub's versions: BatchUpdateFindingsV2 has no action of its own.
        (
            f"{_ARN}:securityhub:*:${{AWS::AccountId}}:hub/default",
            f"{_ARN}:securityhub:*:${{AWS::AccountId}}:hubv2/*",
        ),
        "closing findings",
    ),
    (
        "lambda",
        "sts:AssumeRole",
        (f"{_ARN}:iam::${{CoreAccountId}}:role/c7n-reflex-ledger",),
        "the ledger and the switch",
    ),
    ("undo", "lambda:InvokeFunction", _FUNCTIONS, "running what was approved"),
    ("ledger", "dynamodb:GetItem PutItem UpdateItem", _LEDGER, "what was done"),
    ("ledger", "s3:GetObject PutObject", _STATES, "states too large for the table"),
    ("ledger", "ssm:GetParameter", (f"{_PARAMETERS}/switch",), "the switch"),
    ("operator", "dynamodb:GetItem PutItem Scan UpdateItem", _LEDGER, "history, undo and approve"),
    ("operator", "s3:GetObject PutObject", _STATES, "states too large for the table"),
    ("operator", "sts:AssumeRole", (f"{_ARN}:iam::*:role/c7n-reflex-undo",), "undo and approve"),
    ("operator", "lambda:InvokeFunction", _FUNCTIONS, "running what was approved"),
    (
        "mailer",
        "sqs:ChangeMessageVisibility DeleteMessage GetQueueAttributes ReceiveMessage SendMessage",
        _NOTICES,
        "taking notices and putting them back",
    ),
    ("mailer", "sqs:SendMessage", _DEAD_LETTERS, "parking what cannot be delivered"),
    ("mailer", "sns:Publish", _TOPICS, "telling owners"),
    ("mailer", "ses:SendRawEmail", (f"{_ARN}:ses:*:${{CoreAccountId}}:identity/*",), "mail"),
    ("mailer", "sts:AssumeRole", (f"{_ARN}:iam::*:role/c7n-reflex-notices*",), "cross_accounts and ses_role"),
    ("mailer", "ssm:GetParameter", (f"{_PARAMETERS}/notices/*",), "channels' secrets"),
    (
        "mailer",
        "secretsmanager:GetSecretValue",
        (f"{_ARN}:secretsmanager:${{HomeRegion}}:${{CoreAccountId}}:secret:c7n-reflex/*",),
        "channels' secrets",
    ),
    ("mailer", "dynamodb:UpdateItem", _LEDGER, "receipts and tickets"),
    (
        "mailer",
        "logs:CreateLogGroup CreateLogStream PutLogEvents",
        (f"{_ARN}:logs:${{HomeRegion}}:${{CoreAccountId}}:log-group:/aws/lambda/c7n-reflex-mailer*",),
        "its log",
    ),
    (
        "deployer",
        # ListTags: GetFunction leaves the tags out for who may not list them.
        "lambda:AddPermission CreateAlias CreateFunction DeleteFunction DeleteFunctionConcurrency "
        "GetFunction GetFunctionConfiguration GetFunctionEventInvokeConfig GetPolicy InvokeFunction "
        "ListTags ListVersionsByFunction PublishVersion PutFunctionConcurrency "
        "PutFunctionEventInvokeConfig RemovePermission TagResource UntagResource UpdateAlias "
        "UpdateFunctionCode UpdateFunctionConfiguration",
        _FUNCTIONS,
        "functions of policies",
    ),
    ("deployer", "lambda:ListFunctions", _EVERYTHING, "finding what is deployed"),
    (
        "deployer",
        "events:DeleteRule DescribeRule ListTagsForResource ListTargetsByRule PutRule PutTargets "
        "RemoveTargets TagResource",
        _RULES,
        "rules of policies",
    ),
    ("deployer", "events:ListRules", _EVERYTHING, "finding what is deployed"),
    (
        "deployer",
        "logs:CreateLogGroup DeleteLogGroup DescribeLogStreams PutRetentionPolicy",
        _LOGS,
        "functions' logs",
    ),
    ("deployer", "logs:DescribeLogGroups", _EVERYTHING, "functions' logs"),
    ("deployer", "cloudwatch:DeleteAlarms PutMetricAlarm", _ALARMS, "functions' alarms"),
    # Asked for by prefix, which CloudWatch allows who may see all.
    (
        "deployer",
        "cloudwatch:DescribeAlarms",
        (f"{_ARN}:cloudwatch:*:${{AWS::AccountId}}:alarm:*",),
        "finding what is deployed",
    ),
    ("deployer", "cloudwatch:GetMetricData", _EVERYTHING, "status"),
    ("deployer", "sqs:GetQueueAttributes GetQueueUrl", _FAILED, "status"),
    (
        "deployer",
        "config:DeleteConfigRule DescribeConfigRules PutConfigRule",
        _ANY_OF_THE_ACCOUNT,
        "rules of policies of mode config-rule",
    ),
    (
        "deployer",
        "securityhub:CreateActionTarget DeleteActionTarget DescribeActionTargets UpdateActionTarget",
        _ANY_OF_THE_ACCOUNT,
        "custom actions of policies of mode hub-action",
    ),
    ("deployer", "tag:GetResources", _EVERYTHING, "finding what is deployed"),
    (
        "deployer",
        "iam:GetRolePolicy ListAttachedRolePolicies ListRolePolicies",
        _OUR_ROLES,
        "permissions --diff",
    ),
    ("deployer", "iam:GetPolicy GetPolicyVersion", _ANY_OF_THE_ACCOUNT, "permissions --diff"),
)
# To Lambda only: see documents.CONDITIONS.
_PASSED = (f"{_ARN}:iam::${{AWS::AccountId}}:role/c7n-reflex-lambda",)
_ONE_ROLE: tuple[Grant, ...] = (
    ("deployer", "iam:PassRole", _PASSED, "functions' execution role"),
    ("core", "sts:AssumeRole", (f"{_ARN}:iam::*:role/c7n-reflex-member",), "reaching into accounts"),
)
# (role, action, ARN) that infrastructure/core.yml grants and that may be missing.
OPTIONAL = (
    # Topics of other names, within the AWS Organization: only where there is one.
    ("mailer", "sns:Publish", f"{_ARN}:sns:*:*:*"),
    # Nothing calls it yet; the ledger has no index.
    ("operator", "dynamodb:Query", *_LEDGER),
)


def needs() -> Iterator[Need]:
    """Needs of every role."""
    in_core = (("core", *grant[1:]) for grant in _GRANTS if grant[0] == "lambda")
    grants = (*_GRANTS, *in_core, *_ONE_ROLE)
    for role, actions, arns, reason in grants:
        service, _, names = actions.partition(":")
        for name in names.split():
            action, why = f"{service}:{name}", f"{ENGINE}{reason}"
            yield Need(role, iam.checked(action, why), arns or iam.resources(action), why)
