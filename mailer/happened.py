"""What happened: the call, finding or event that a policy reacted to, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mailer.directory import Account
from mailer.plain import local_time, one_line

# What a call was made with, by what its user agent contains; the first that fits.
_TOOLS = {
    "console.": "in the AWS console",
    "aws internal": "in the AWS console",
    "terraform": "with Terraform",
    "opentofu": "with OpenTofu",
    "pulumi": "with Pulumi",
    "ansible": "with Ansible",
    "cdk": "with the AWS CDK",
    "cloudformation": "through CloudFormation",
    "aws-cli": "with the AWS CLI",
    "powershell": "with AWS Tools for PowerShell",
    "boto": "by a Python program",
    "aws-sdk-go": "by a Go program",
    "aws-sdk-java": "by a Java program",
    "aws-sdk-js": "by a JavaScript program",
    "aws-sdk-nodejs": "by a JavaScript program",
    "aws-sdk-dotnet": "by a .NET program",
}
_SSO = "AWSReservedSSO_"


@dataclass(frozen=True)
class Happened:
    """One event. All texts are on one line; empty where the event does not say, or where there is none."""

    what: str  # "alice, in role developer, called AttachInternetGateway in payments-prod (...), eu-west-1"
    time: str = ""  # ISO 8601
    principal: str = ""  # ARN of who made the call
    source_ip: str = ""  # address, or the service that called
    agent: str = ""  # as CloudTrail has it
    tool_known: bool = False  # `what` says in words what the agent is

    def sentence(self, time_zone: str = "UTC") -> str:
        """With its time, where the reader is."""
        when = local_time(self.time, time_zone)
        what = self.what if when else self.what[:1].upper() + self.what[1:]
        return f"On {when}, {what}." if when else f"{what}."


NOTHING = Happened("")


def happened(message: Mapping[str, Any], account: Account) -> Happened:
    """Of a message of `notify`; without an event it is a periodic check's.

    Reads CloudTrail's record (userIdentity, sourceIPAddress, userAgent), or the first finding (ASFF).
    """
    place = one_line(f"in {account.name} ({account.id}), {message.get('region', '')}")
    event = mapping(message.get("event"))
    detail = mapping(event.get("detail"))
    if detail.get("eventName"):
        return _call(detail, place)
    findings = detail.get("findings")
    if isinstance(findings, list) and findings and isinstance(findings[0], Mapping):
        return _finding(findings[0], place)
    if event:
        kind = one_line(event.get("detail-type"))
        return Happened(f"the event {kind!r} arrived {place}", one_line(event.get("time")))
    return Happened(f"a periodic check found it {place}; it may have been so for some time")


def mapping(value: Any) -> Mapping[str, Any]:
    """`value`, or an empty one if it is none."""
    return value if isinstance(value, Mapping) else {}


def _call(detail: Mapping[str, Any], place: str) -> Happened:
    identity = mapping(detail.get("userIdentity"))
    source, agent = one_line(detail.get("sourceIPAddress")), one_line(detail.get("userAgent"))
    tool = next((words for part, words in _TOOLS.items() if part in agent.lower()), "")
    details = [f"from {source}" if source else "", tool]
    called = f"called {one_line(detail['eventName'])} {place}"
    return Happened(
        what=", ".join(each for each in (f"{_who(identity)} {called}", *details) if each),
        time=one_line(detail.get("eventTime")),
        principal=one_line(identity.get("arn")),
        source_ip=source,
        agent=agent,
        tool_known=bool(tool),
    )


def _who(identity: Mapping[str, Any]) -> str:
    kind, arn = one_line(identity.get("type")), one_line(identity.get("arn"))
    if kind == "Root":
        return "the account's root user"
    if kind == "AssumedRole" and arn.count("/") >= 2:
        role, session = arn.split("/")[-2:]
        if role.startswith(_SSO):
            return f"{session}, signed in as {role.removeprefix(_SSO).rpartition('_')[0]},"
        return f"{session}, in role {role},"
    if kind == "AWSService":
        return f"the AWS service {one_line(identity.get('invokedBy'))}".rstrip()
    if kind == "AWSAccount":
        return f"somebody in account {one_line(identity.get('accountId'))}"
    return one_line(identity.get("userName")) or arn.rpartition("/")[2] or kind or "somebody"


def _finding(finding: Mapping[str, Any], place: str) -> Happened:
    product = one_line(finding.get("ProductName")) or "Security Hub"
    title = one_line(finding.get("Title")).rstrip(".")
    time = finding.get("UpdatedAt") or finding.get("CreatedAt")
    return Happened(f"{product} reported {place}: {title}", one_line(time))
