"""Proves that check_links.py can fail."""
import pathlib
import shutil
import tempfile
import unittest

from check_links import links, problems_of


class CheckLinks(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)
        (self.root / "other.md").write_text("# Two words, `code`\n")

    def judge(self, text):
        page = self.root / "page.md"
        page.write_text(text)
        return problems_of(page)

    def test_links_to_files_folders_and_headings_are_accepted(self):
        self.assertEqual(self.judge("# Here\n[a](other.md) [b](.) [c](other.md#two-words-code)\n"
                                    "[d](#here) ![e](other.md \"title\") <img src=\"other.md\">"), [])

    def test_a_missing_file_is_named_with_its_line(self):
        self.assertEqual(self.judge("one\n\n[a](gone.md)"), ["3: no such file: gone.md"])
        self.assertEqual(self.judge('<img src="gone.png">'), ["1: no such file: gone.png"])

    def test_a_missing_heading_is_named(self):
        self.assertEqual(self.judge("[a](other.md#three)"), ["1: no such heading: other.md#three"])
        self.assertEqual(self.judge("[a](#nowhere)"), ["1: no such heading: #nowhere"])

    def test_the_outside_world_is_not_asked(self):
        self.assertEqual(self.judge("[a](https://example.org/x) [b](mailto:a@example.org)"), [])

    def test_code_and_formulas_hold_no_links_and_keep_the_line_count(self):
        text = "```cpp\nkernels[i](x);\n```\n`a[i](b)` and $a[i](b)$\n[a](gone.md)"
        self.assertEqual(list(links(text)), [(5, "gone.md")])


if __name__ == "__main__":
    unittest.main()
