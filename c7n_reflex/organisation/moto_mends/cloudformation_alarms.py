"""Alarms, a resource type that moto 5.2.5's CloudFormation does not know and silently leaves out."""

from __future__ import annotations

from moto.cloudwatch.models import cloudwatch_backends
from moto.core.common_models import CloudFormationModel

from c7n_reflex.organisation.moto_mends.cloudformation_types import _Type


class MetricAlarm(_Type, CloudFormationModel):
    """AWS::CloudWatch::Alarm of one metric; `AlarmName` is required here, AWS makes one up."""

    arn = ""

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::CloudWatch::Alarm"

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return attr == "Arn"

    def get_cfn_attribute(self, attribute_name: str) -> str:  # noqa: ARG002 - it has but one
        return self.arn

    def _apply(self, account: str, region: str) -> None:
        given = self.properties
        self.name = given["AlarmName"]
        alarm = cloudwatch_backends[account][region].put_metric_alarm(
            name=self.name,
            namespace=given["Namespace"],
            metric_name=given["MetricName"],
            comparison_operator=given["ComparisonOperator"],
            evaluation_periods=int(given["EvaluationPeriods"]),
            period=int(given["Period"]),
            threshold=float(given["Threshold"]),
            statistic=given["Statistic"],
            description=given.get("AlarmDescription", ""),
            dimensions=given.get("Dimensions", []),
            alarm_actions=given.get("AlarmActions", []),
            treat_missing_data=given.get("TreatMissingData"),
        )
        self.arn = alarm.alarm_arn

    def _remove(self, account: str, region: str) -> None:
        cloudwatch_backends[account][region].delete_alarms([self.name])
