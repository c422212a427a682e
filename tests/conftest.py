"""Tests keep their stores in a folder of their own, and draw the same examples every time."""

import pytest
from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None)  # the same on every run and machine
settings.load_profile("repeatable")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BROADSHEET_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.delenv("DASK_SCHEDULER_ADDRESS", raising=False)
        yield
