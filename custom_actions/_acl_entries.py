"""Which entries of a network ACL let the internet in, and which of them an event is about."""

from __future__ import annotations

from typing import Any

from c7n_reflex.pipeline.cause import api_call

JSON = dict[str, Any]
ADMIN_PORTS = (22, 3389)  # SSH and RDP: the ports of Security Hub's control EC2.21


def open_entries(acl: JSON, event: JSON | None) -> list[JSON]:
    """The open entries that an event made, in the shape of DescribeNetworkAcls.

    For CreateNetworkAclEntry and ReplaceNetworkAclEntry the inbound entry with the call's number. In a sweep
    all, but none of a default network ACL: AWS itself makes that open, as EC2.21 takes into account.
    """
    found = [entry for entry in acl.get("Entries", ()) if _is_open(entry)]
    detail = api_call(event, "CreateNetworkAclEntry", "ReplaceNetworkAclEntry")
    if detail is None:
        return [] if acl.get("IsDefault") else found
    parameters = detail.get("requestParameters") or {}
    if _is_true(parameters.get("egress")):
        return []
    return [entry for entry in found if str(entry["RuleNumber"]) == str(parameters.get("ruleNumber"))]


def described(entry: JSON) -> str:
    """An entry in words: "entry 90 (allow tcp 22-22 from 0.0.0.0/0)"."""
    protocol = {"-1": "all traffic", "6": "tcp"}.get(str(entry["Protocol"]), str(entry["Protocol"]))
    ports = entry.get("PortRange")
    range_ = f" {ports['From']}-{ports['To']}" if ports and protocol == "tcp" else ""
    return f"entry {entry['RuleNumber']} (allow {protocol}{range_} from {_source(entry)})"


def _is_open(entry: JSON) -> bool:
    if entry.get("Egress") or entry.get("RuleAction") != "allow" or not _source(entry).endswith("/0"):
        return False
    if str(entry["Protocol"]) == "-1":
        return True
    ports = entry.get("PortRange") or {"From": 0, "To": 65535}
    return str(entry["Protocol"]) == "6" and any(
        int(ports["From"]) <= port <= int(ports["To"]) for port in ADMIN_PORTS
    )


def _source(entry: JSON) -> str:
    return str(entry.get("CidrBlock") or entry.get("Ipv6CidrBlock") or "")


def _is_true(value: Any) -> bool:
    return str(value).lower() == "true"
