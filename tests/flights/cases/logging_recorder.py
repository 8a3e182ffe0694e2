"""`start-recorder` on aws.config-recorder."""

from __future__ import annotations

from tests.flights.case import JSON, Case, Clients, call

RECORDER = {
    "resource": "aws.config-recorder",
    "filters": ["stopped-recorder"],
    "actions": ["start-recorder"],
}
NAME = "flight-recorder"
EVENT = call("StopConfigurationRecorder", {"configurationRecorderName": NAME}, None, "config")
ROLE = "arn:aws:iam::200000000001:role/config"


def _recorder(clients: Clients, *, recording: bool) -> JSON:
    config, bucket = clients("config"), "flight-recorder-history"
    clients("s3").create_bucket(Bucket=bucket)
    config.put_configuration_recorder(ConfigurationRecorder={"name": NAME, "roleARN": ROLE})
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": bucket})
    if recording:
        config.start_configuration_recorder(ConfigurationRecorderName=NAME)
    else:
        config.stop_configuration_recorder(ConfigurationRecorderName=NAME)
    return {"name": NAME, "roleARN": ROLE, "status": {"name": NAME, "recording": recording}}


def recorder_stopped(clients: Clients) -> tuple[JSON, JSON]:
    return _recorder(clients, recording=False), EVENT


def recorder_recording(clients: Clients) -> tuple[JSON, JSON]:
    return _recorder(clients, recording=True), EVENT


def recorder_gone(clients: Clients) -> tuple[JSON, JSON]:
    resource = _recorder(clients, recording=False)
    clients("config").delete_configuration_recorder(ConfigurationRecorderName=NAME)
    return resource, EVENT


CASES = {
    "recorder-stopped": Case(RECORDER, recorder_stopped),
    "recorder-recording": Case(RECORDER, recorder_recording),
    "recorder-gone": Case(RECORDER, recorder_gone),
}
