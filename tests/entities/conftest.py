import pytest

from broadsheet.entities import load_model


@pytest.fixture(scope="session")
def model():
    return load_model()
