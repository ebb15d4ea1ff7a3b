import unittest


class CoreTest(unittest.TestCase):
    def test_adds(self):
        self.assertEqual(2, 1 + 1)

    def test_old(self):
        self.assertEqual(3, 1 + 1)
