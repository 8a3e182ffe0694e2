"""A function starts without unpacking time zones, and has them all the same."""

from __future__ import annotations

import gc
import io
import os
import subprocess
import sys
import tarfile

import pytest
from dateutil import zoneinfo

from c7n_reflex import cold_start


@pytest.fixture(scope="module")
def unpacked():
    return zoneinfo.ZoneInfoFile(zoneinfo.getzoneinfofile_stream())


@pytest.fixture
def lazy(monkeypatch):
    monkeypatch.setattr(zoneinfo.get_zonefile_instance, "_cached_instance", None, raising=False)
    cold_start.lazy_zones()
    return zoneinfo.get_zonefile_instance()


def test_the_zones_are_dateutil_s_in_its_order(lazy, unpacked):
    assert isinstance(lazy, cold_start.LazyZoneInfoFile)
    assert list(lazy.zones) == list(unpacked.zones)
    assert len(lazy.zones) == len(unpacked.zones) > 500


def test_a_zone_is_unpacked_when_asked_for(lazy, unpacked):
    assert lazy.get("Europe/Berlin") == unpacked.get("Europe/Berlin")
    assert lazy.get("Europe/Berlin") is not None
    assert lazy.get("Europe/Atlantis") is None
    assert lazy.metadata == unpacked.metadata


def test_zones_that_are_unpacked_already_stay(monkeypatch, unpacked):
    monkeypatch.setattr(zoneinfo.get_zonefile_instance, "_cached_instance", unpacked, raising=False)
    cold_start.lazy_zones()
    assert zoneinfo.get_zonefile_instance() is unpacked


def tar(*members, form=tarfile.GNU_FORMAT):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form) as archive:
        for name, kind in members:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "UTC"
            info.size = 700 if kind == tarfile.REGTYPE else 0
            archive.addfile(info, io.BytesIO(b"z" * info.size))
    return file.getvalue()


def test_files_come_before_links_without_folders_and_metadata():
    members = [("B", tarfile.LNKTYPE), ("Europe", tarfile.DIRTYPE), ("METADATA", tarfile.REGTYPE)]
    members += [("A", tarfile.REGTYPE), ("C", tarfile.SYMTYPE), ("D", tarfile.REGTYPE)]
    assert cold_start.zone_names(tar(*members)) == ["A", "D", "B", "C"]


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_name_that_the_header_has_no_room_for_is_left_to_dateutil(form):
    assert cold_start.zone_names(tar(("long" * 40, tarfile.REGTYPE), form=form)) is None


def test_garbage_is_collected_again_in_a_function_and_elsewhere_nothing_is_changed():
    script = "import gc, c7n_reflex.lambda_entry; print(gc.isenabled(), gc.get_freeze_count() > 10_000)"
    environment = {**os.environ, "AWS_LAMBDA_FUNCTION_NAME": "custodian-p"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
    assert done.stdout.split() == ["True", "True"], done.stderr
    assert gc.isenabled()
    assert gc.get_threshold()[0] != cold_start._ALLOCATIONS
