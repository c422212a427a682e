"""Tests keep their stores in a folder of their own."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BROADSHEET_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.delenv("DASK_SCHEDULER_ADDRESS", raising=False)
        yield
