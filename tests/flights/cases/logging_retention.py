"""`restore-retention` on aws.log-group."""

from __future__ import annotations

from tests.flights.case import JSON, Case, Clients, call

RETENTION = {
    "resource": "aws.log-group",
    "filters": ["retention-short"],
    "actions": ["restore-retention"],
}
DAYS_90 = {
    "resource": "aws.log-group",
    "filters": [{"type": "retention-short", "minimum-days": 90}],
    "actions": [{"type": "restore-retention", "minimum-days": 90}],
}


def _group(clients: Clients, name: str, days: int | None) -> JSON:
    logs = clients("logs")
    for group in logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]:
        logs.delete_log_group(logGroupName=group["logGroupName"])
    logs.create_log_group(logGroupName=name)
    if days:
        logs.put_retention_policy(logGroupName=name, retentionInDays=days)
    groups = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    return {key: groups[0][key] for key in ("logGroupName", "arn", "retentionInDays") if key in groups[0]}


def _cut(name: str, days: int) -> JSON:
    return call("PutRetentionPolicy", {"logGroupName": name, "retentionInDays": days}, None, "logs")


def retention_cut(clients: Clients) -> tuple[JSON, JSON]:
    group = _group(clients, "flight-retention", 7)
    clients("logs").create_log_group(logGroupName="flight-retention-2")
    return group, _cut("flight-retention", 7)


def retention_cut_90(clients: Clients) -> tuple[JSON, JSON]:
    return _group(clients, "flight-retention-90", 60), _cut("flight-retention-90", 60)


def retention_long(clients: Clients) -> tuple[JSON, JSON]:
    return _group(clients, "flight-retention-long", 400), _cut("flight-retention-long", 7)


def retention_unlimited(clients: Clients) -> tuple[JSON, JSON]:
    return _group(clients, "flight-retention-unlimited", None), _cut("flight-retention-unlimited", 7)


def retention_of_another(clients: Clients) -> tuple[JSON, JSON]:
    return _group(clients, "flight-retention-another", 7), _cut("flight-retention-anoth", 7)


def retention_sweep(clients: Clients) -> tuple[JSON, None]:
    return _group(clients, "flight-retention-sweep", 7), None


def retention_gone(clients: Clients) -> tuple[JSON, JSON]:
    group = _group(clients, "flight-retention-gone", 7)
    clients("logs").delete_log_group(logGroupName="flight-retention-gone")
    return group, _cut("flight-retention-gone", 7)


CASES = {
    "retention-cut": Case(RETENTION, retention_cut),
    "retention-cut-90": Case(DAYS_90, retention_cut_90),
    "retention-long": Case(RETENTION, retention_long),
    "retention-unlimited": Case(RETENTION, retention_unlimited),
    "retention-of-another": Case(RETENTION, retention_of_another),
    "retention-sweep": Case(RETENTION, retention_sweep),
    "retention-gone": Case(RETENTION, retention_gone),
}
