import unittest


class AppTest(unittest.TestCase):
    def test_starts(self):
        pass

    @unittest.skip("not now")
    def test_later(self):
        pass
