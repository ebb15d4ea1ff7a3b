import pytest


def test_starts():
    pass


@pytest.mark.skip
def test_later():
    pass
