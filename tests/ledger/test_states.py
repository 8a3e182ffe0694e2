"""Where large states are kept."""

from __future__ import annotations

import json

import pytest

from c7n_reflex.ledger.states import LARGEST_INLINE, StateStore
from tests.ledger.conftest import BUCKET

LARGE = json.dumps({"state": "x" * LARGEST_INLINE})


@pytest.fixture
def store(s3):
    return StateStore(s3, BUCKET)


def keys(s3) -> list[str]:
    return [each["Key"] for each in s3.list_objects_v2(Bucket=BUCKET).get("Contents", ())]


def test_a_small_text_stays_in_the_item(store, s3):
    assert store.put("entries/1/before", "{}") == "{}"
    assert store.get("{}") == "{}"
    assert keys(s3) == []


def test_the_limit_is_in_bytes(store, s3):
    store.put("a", "x" * LARGEST_INLINE)
    assert keys(s3) == []
    store.put("a", "ü" * (LARGEST_INLINE // 2 + 1))
    assert len(keys(s3)) == 1


def test_a_large_text_goes_to_the_bucket_and_comes_back(store, s3):
    pointer = store.put("entries/1/before", LARGE)
    assert len(pointer) < 200
    (key,) = keys(s3)
    assert key.startswith("entries/1/before-")
    assert store.get(pointer) == LARGE


def test_another_text_of_the_same_name_leaves_the_first_alone(store):
    first, second = store.put("a", LARGE), store.put("a", LARGE + " ")
    assert (store.get(first), store.get(second)) == (LARGE, LARGE + " ")


def test_the_same_text_is_kept_once(store, s3):
    assert store.put("a", LARGE) == store.put("a", LARGE)
    assert len(keys(s3)) == 1


def test_a_state_that_is_gone_is_an_error(store, s3):
    pointer = store.put("a", LARGE)
    s3.delete_object(Bucket=BUCKET, Key=keys(s3)[0])
    with pytest.raises(Exception, match="NoSuchKey"):
        store.get(pointer)
