"""Which of the pairs that stock Custodian adds there really are."""

from __future__ import annotations

from tests.authoring.lint.writing import calling, linted, only

ECS = "{source: ecs.amazonaws.com, event: CreateCluster, ids: responseElements.cluster.clusterArn}"
EKS = "{source: eks.amazonaws.com, event: DeleteCluster, ids: requestParameters.name}"
LOGS = "{source: logs.amazonaws.com, event: CreateLogGroup, ids: requestParameters.logGroupName}"


def test_pairs_that_exist(tmp_path):
    message = only(linted(tmp_path, calling(ECS, EKS), select=("I107",))).message
    assert "ecs.amazonaws.com DeleteCluster, eks.amazonaws.com CreateCluster" in message
    assert "which exist" in message


def test_pairs_that_do_not(tmp_path):
    assert "none of which" in only(linted(tmp_path, calling(ECS, LOGS), select=("I107",))).message


def test_one_source_has_no_others(tmp_path):
    delete = ECS.replace("CreateCluster", "DeleteCluster")
    assert linted(tmp_path, calling(ECS, delete), select=("I107",)).problems == ()
