"""Proves that cmake/lint.py picks the files a change touches."""
import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "cmake"))
from lint import MANY, sources_to_tidy  # noqa: E402

A, B, HEADER = (pathlib.Path(f"common/nn/{name}") for name in ("a.cpp", "b.cpp", "h.hpp"))
TEXTS = {A: '#include "common/nn/h.hpp"\n', B: '#include "common/nn/h.hpp"\n'}


class SourcesToTidy(unittest.TestCase):
    def chosen(self, *changed):
        return sources_to_tidy([A, B], set(changed), TEXTS.__getitem__)

    def test_nothing_changed_means_nothing_to_do(self):
        self.assertEqual(self.chosen(), [])

    def test_a_changed_source_is_chosen(self):
        self.assertEqual(self.chosen(B), [B])

    def test_a_changed_header_is_seen_through_one_source(self):
        self.assertEqual(self.chosen(HEADER), [A])
        self.assertEqual(self.chosen(HEADER, B), [B])

    def test_what_is_not_compiled_is_left_out(self):
        self.assertEqual(self.chosen(pathlib.Path("README.md"), pathlib.Path("common/nn/c.hpp")), [])

    def test_without_a_history_everything_is_chosen(self):
        self.assertEqual(sources_to_tidy([A, B], None, TEXTS.__getitem__), [A, B])

    def test_a_change_of_almost_everything_leaves_the_tests_out(self):
        tests = [pathlib.Path(f"tests/nn/test_{i}.cpp") for i in range(MANY)]
        self.assertEqual(sources_to_tidy(tests, None, str), tests)
        self.assertEqual(sources_to_tidy([A, *tests], None, str), [A])


if __name__ == "__main__":
    unittest.main()
