"""Proves that docs/lab_numbers.py notices a page whose numbers are not those of its case."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "docs"))
from lab_numbers import CaseError, synced  # noqa: E402

CASES = {"hand": [{"name": "two boxes", "params": {"iou": 0.5}, "in": {"boxes": [[0, 0, 10, 2.5], [1, 0, 11, 2]]},
                   "out": {"keep": [0]}},
                  {"name": "open", "in": {"boxes": []}}]}
BLOCK = """<!-- hand case: two boxes -->
```
iou 0.5
boxes      0    0   10  2.5
           1    0   11    2
-> keep  0
```
"""


class LabNumbers(unittest.TestCase):
    def test_a_page_in_step_stays_as_it_is(self):
        self.assertEqual(synced(f"Text.\n{BLOCK}More.\n", CASES), f"Text.\n{BLOCK}More.\n")

    def test_a_number_that_differs_is_replaced(self):
        self.assertEqual(synced(BLOCK.replace("2.5", "2.6"), CASES), BLOCK)

    def test_a_mark_without_a_block_gets_one(self):
        self.assertEqual(synced("<!-- hand case: two boxes -->\n\nMore.\n", CASES), BLOCK + "\nMore.\n")

    def test_a_case_that_is_unknown_or_has_no_result_is_an_error(self):
        for name in ("three boxes", "open"):
            with self.subTest(name), self.assertRaisesRegex(CaseError, f"no hand case '{name}'"):
                synced(f"<!-- hand case: {name} -->\n", CASES)


if __name__ == "__main__":
    unittest.main()
