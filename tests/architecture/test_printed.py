"""Proves that docs/printed.py notices a lesson that shows other numbers than its demo prints."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "docs"))
from printed import checked_page, lasting, problem_of  # noqa: E402

OUTPUT = "2 boxes\n  x = 7.830: cell 7\n\nhost 1.5 ms, Thrust/OpenMP 2.0 ms\n\nThe picture is in x.png\n"
LESSON = "Text.\n<!-- printed by demo_3_roi_align -->\n```\n2 boxes\n  x = 7.830: cell 7\n```\nMore.\n"


def problem(lesson, output=OUTPUT):
    return problem_of("3_roi_align", lesson, output)


class Printed(unittest.TestCase):
    def test_a_lesson_shows_what_its_demo_prints_before_the_times(self):
        self.assertEqual(lasting(OUTPUT), "2 boxes\n  x = 7.830: cell 7\n")
        self.assertEqual(problem(LESSON), "")

    def test_the_last_place_of_a_decimal_may_differ_by_one(self):
        self.assertEqual(problem(LESSON.replace("7.830", "7.829")), "")
        self.assertIn("does not show", problem(LESSON.replace("7.830", "7.828")))
        self.assertIn("does not show", problem(LESSON.replace("7.830", "7.83")))

    def test_another_count_word_or_line_is_an_error(self):
        for change in (("2 boxes", "3 boxes"), ("cell 7", "cell 8"), ("2 boxes\n", ""), ("cell 7\n", "cell 7\nmore\n")):
            with self.subTest(change):
                self.assertIn("does not show", problem(LESSON.replace(*change)))

    def test_a_lesson_without_its_block_is_an_error(self):
        self.assertIn("expected 1", problem("Text.\n"))
        self.assertIn("expected 1", problem(LESSON * 2))

    def test_a_page_shows_what_a_command_prints(self):
        page = "Text.\n<!-- printed by mrcnn eval r.json -->\n```\nAP 0.670\n```\nMore.\n"
        self.assertEqual(checked_page("p.md", page, lambda command: "AP 0.670\n"), (page, []))
        new, problems = checked_page("p.md", page, lambda command: f"{command} 0.680\n")
        self.assertEqual(new, page.replace("AP 0.670", "eval r.json 0.680"))
        self.assertEqual(problems, ["p.md: does not show what `mrcnn eval r.json` prints"])


if __name__ == "__main__":
    unittest.main()
