"""Proves that the student edition shows no solution and has no dead link; nothing is compiled here."""
import json
import pathlib
import re
import sys
import tempfile
import unittest
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "stages/program/lab"))
import edition  # noqa: E402
from check_links import problems_of  # noqa: E402

REGION = re.compile(r"// \[lab\]\n(.*?)// \[/lab\]", re.S)


def stripped(text):
    return "\n".join(line.strip() for line in text.splitlines())


class StudentEdition(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        edition.object_of_source = edition.object_of_text = lambda *_: b""
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        for lab in cls.labs():
            pathlib.Path(folder.name, "stubs", str(lab["number"])).mkdir(parents=True)
        archive = pathlib.Path(folder.name, "course.zip")
        edition.main(ROOT, ROOT / "build", pathlib.Path(folder.name, "stubs"), archive)
        with zipfile.ZipFile(archive) as files:
            files.extractall(folder.name)
        cls.course = pathlib.Path(folder.name, "mrcnn-course")

    @staticmethod
    def labs():
        rows = [json.loads(row.read_text()) for row in ROOT.glob("docs/labs/*/lab.json")]
        return [row for row in rows if "parts" in row]

    def test_every_link_leads_somewhere(self):
        for page in self.course.rglob("*.md"):
            self.assertEqual(problems_of(page), [], page.relative_to(self.course))

    def test_the_answers_are_not_mentioned(self):
        self.assertFalse((self.course / "docs/teaching.md").exists())
        for page in self.course.rglob("*.md"):
            self.assertNotIn("teaching.md", page.read_text(encoding="utf-8"), page)

    def solutions(self):
        for lab in self.labs():
            for part in lab["parts"]:
                yield from REGION.findall((ROOT / part["file"]).read_text(encoding="utf-8"))
            for header in lab["hidden"]:
                for function in edition.FUNCTION.finditer((ROOT / header).read_text(encoding="utf-8")):
                    yield function[0]

    def test_no_four_lines_of_a_solution_are_in_code_or_lessons(self):
        paths = [path for path in self.course.rglob("*") if not path.is_relative_to(self.course / "tests")
                 and path.suffix in (".cpp", ".hpp", ".cu", ".cuh", ".md", ".json", ".py")]
        texts = {path: stripped(path.read_text(encoding="utf-8")) for path in paths}
        tried = 0
        for solution in self.solutions():
            lines = stripped(solution).splitlines()
            for four in ("\n".join(lines[i:i + 4]) for i in range(len(lines) - 3)):
                tried += 1
                shown_in = [path.relative_to(self.course) for path, text in texts.items() if four in text]
                self.assertEqual(shown_in, [], four)
        self.assertGreater(tried, 50)

    def test_no_script_holds_a_formula_of_a_lab(self):
        """Under its name, or as the corners of an intersection; lab 4 gives IoU and decoding."""
        formula = re.compile(r"def (?:iou|decode|apply_deltas|non_max_suppression|run_proposals)\("
                             r"|function (?:iou|decode|nms|alignBin|alignAll|pasteTap)\("
                             r"|\bmin(?:imum)?\(\w+\[[^)]*\], ?\w+\[")
        self.assertRegex((ROOT / "viz/report/page/arithmetic.js").read_text(encoding="utf-8"), formula)
        self.assertRegex((ROOT / "tests/evaluate/check_why.py").read_text(encoding="utf-8"), formula)
        for path in self.course.rglob("*"):
            if path.suffix in (".py", ".js", ".ipynb") and path.name != "given.py":
                self.assertNotRegex(path.read_text(encoding="utf-8"), formula, path.relative_to(self.course))

    def test_no_code_intersects_boxes_or_divides_by_the_union(self):
        formula = re.compile(r"\bf?min(?:<\w+>)?\(\w+\.x2, \w+\.x2\)|\b\w+\.x2 < \w+\.x2 \?|return intersection /")
        self.assertRegex((ROOT / "stages/program/evaluate/match_by_score.cpp").read_text(encoding="utf-8"), formula)
        self.assertRegex((ROOT / "common/geometry/box.hpp").read_text(encoding="utf-8"), formula)
        for path in self.course.rglob("*"):
            if path.suffix in (".cpp", ".hpp", ".cu", ".cuh"):
                self.assertNotRegex(path.read_text(encoding="utf-8"), formula, path.relative_to(self.course))

    def test_every_lab_says_where_its_code_was_quoted(self):
        for lab in self.labs():
            page = (self.course / lab["lesson"]).read_text(encoding="utf-8")
            self.assertIn(f"*This code is yours to write: [lab {lab['number']}]", page)


if __name__ == "__main__":
    unittest.main()
