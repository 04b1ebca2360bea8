"""Proves that docs/sync.py notices a lesson that has fallen behind the code."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "docs"))
from sync import MOST_LINES, QuoteError, synced  # noqa: E402

SOURCE = "int a;\n  // [sum]\n  int b = 1;\n    int c;\n  // [/sum]\nint d;\n"
LESSON = "Text.\n<!-- from x.hpp [sum] -->\n```cpp\nint b = 1;\n  int c;\n```\nMore.\n"


def read(_path):
    return SOURCE


class Sync(unittest.TestCase):
    def test_a_lesson_in_step_stays_as_it_is(self):
        self.assertEqual(synced(LESSON, read), LESSON)

    def test_changed_code_replaces_the_quote_without_its_indentation(self):
        self.assertEqual(synced(LESSON.replace("b = 1", "b = 2"), read), LESSON)

    def test_several_quotes_in_one_lesson_are_all_taken(self):
        self.assertEqual(synced(LESSON.replace("int c", "old") * 2, read), LESSON * 2)

    def test_marks_nested_in_a_quote_are_left_out(self):
        source = SOURCE.replace("    int c", "    // [lab]\n    int c").replace("  // [/sum]", "  // [/lab]\n  // [/sum]")
        self.assertEqual(synced(LESSON, lambda _path: source), LESSON)

    def test_a_region_that_is_gone_or_doubled_is_an_error(self):
        for text in ("int a;\n", SOURCE * 2, SOURCE.replace("[/sum]", "")):
            with self.subTest(text), self.assertRaisesRegex(QuoteError, r"expected one region \[sum\]"):
                synced(LESSON, lambda _path: text)

    def test_a_comment_without_its_block_is_an_error(self):
        for lesson in (LESSON.replace("```cpp\n", "", 1), LESSON.replace("[sum] -->", "sum -->"),
                       LESSON.replace("-->\n", "-->\n\n")):
            with self.subTest(lesson), self.assertRaisesRegex(QuoteError, "1 of 1"):
                synced(lesson, read)

    def test_a_pragma_keeps_its_place_and_does_not_stop_the_rest_from_moving_left(self):
        source = "  // [sum]\n  int b = 1;\n#pragma omp parallel for\n  int c;\n  // [/sum]\n"
        self.assertIn("```cpp\nint b = 1;\n#pragma omp parallel for\nint c;\n```", synced(LESSON, lambda _path: source))

    def test_a_quote_has_a_limited_number_of_lines(self):
        def source(lines):
            return "// [sum]\n" + "a;\n" * lines + "\n// [/sum]\n"

        self.assertIn("a;\n" * MOST_LINES + "```", synced(LESSON, lambda _path: source(MOST_LINES)))
        with self.assertRaisesRegex(QuoteError, rf"x.hpp: region \[sum\] has {MOST_LINES + 1} lines"):
            synced(LESSON, lambda _path: source(MOST_LINES + 1))


if __name__ == "__main__":
    unittest.main()
