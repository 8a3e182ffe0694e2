"""The table of operations, against botocore's models and what moto has."""

import logging

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from c7n_reflex.organisation.snapshot.operations import NOT_STATE, ON_REQUEST, OPERATIONS, RESOURCES

HOME, ACCOUNT = "us-east-1", "200000000001"


def candidates(model):
    """Describe and List operations that need no parameter."""
    for name in model.operation_names:
        shape = model.operation_model(name).input_shape
        if name.startswith(("Describe", "List")) and not (shape and shape.required_members):
            yield name


@pytest.fixture(scope="module")
def cloud(directory):
    from c7n_reflex.organisation import parts

    organisation = parts.build(directory, ("moto_mends.performance",))
    yield organisation
    organisation.close()


@pytest.mark.parametrize("service", sorted(OPERATIONS))
def test_every_operation_that_moto_has_is_used_or_left_out_on_purpose(cloud, service):
    logging.disable(logging.CRITICAL)  # moto's missing operations are traced
    client = cloud.client(service, ACCOUNT, HOME)
    known = {*OPERATIONS[service], *NOT_STATE.get(service, ())}
    new = [
        name for name in candidates(client.meta.service_model) if name not in known and works(client, name)
    ]
    logging.disable(logging.NOTSET)
    assert new == []


def works(client, operation):
    try:
        getattr(client, xform_name(operation))()
    except ClientError:  # moto has it not, or it needs a parameter that the model does not ask for
        return False
    return True


def test_the_tables_name_operations_of_the_api(cloud):
    for service, names in {**OPERATIONS, **NOT_STATE, **ON_REQUEST}.items():
        known = set(cloud.client(service, ACCOUNT, HOME).meta.service_model.operation_names)
        assert set(names) <= known, service


def test_follow_ups_name_operations_and_parameters_of_the_api(cloud):
    def check(model, follow_up):
        shape = model.operation_model(follow_up.operation).input_shape
        assert {*follow_up.parameters, *follow_up.fixed} <= set(shape.members)
        assert set(shape.required_members) <= {*follow_up.parameters, *follow_up.fixed}
        for each in follow_up.then:
            check(model, each)

    for (service, operation), resources in RESOURCES.items():
        assert operation in OPERATIONS[service]
        for each in resources.then:
            check(cloud.client(service, ACCOUNT, HOME).meta.service_model, each)
