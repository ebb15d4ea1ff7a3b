def test_adds():
    assert 2 == 1 + 1


def test_old():
    assert 3 == 1 + 1
