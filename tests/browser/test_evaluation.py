"""The page of an evaluation in a browser: python3 tests/browser/test_evaluation.py PROGRAM FOLDER

Every number is compared with the JSON files that `mrcnn eval` wrote. Without Chromium or Selenium: skipped.
"""
import json
import pathlib
import sys
import unittest

from chromium import Browser, program_in, require_browser

SCENES = pathlib.Path(__file__).resolve().parents[2] / "data" / "scenes" / "bundled"
PANELS = ["accuracy", "errors", "coverage"]
SIZES = [(390, 844), (1366, 768)]


def setUpModule():
    global browser, folder, page
    folder = pathlib.Path(FOLDER)
    mrcnn = program_in(PROGRAM, folder)
    data = ["--images", SCENES, "--truth", SCENES / "truth.json", "--out", "accuracy"]
    mrcnn("eval", *data, "--pages")
    mrcnn("anchors", *data)
    page = folder / "accuracy/page.html"
    mrcnn("report", "accuracy", "-o", page)
    browser = Browser()


def tearDownModule():
    browser.close()


def written(name):
    return json.loads((folder / "accuracy" / name).read_text())


class EvaluationPage(unittest.TestCase):
    def setUp(self):
        browser.resize(1366, 768)
        browser.open(page)

    def tearDown(self):
        self.assertEqual([line for line in browser.complaints() if "SEVERE" in line or "error" in line.lower()], [])

    def show(self, panel, state=""):
        browser.run("location.hash = ''; location.hash = arguments[0];", f"stage={panel}{state}")
        browser.run("return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
        self.assertIsNotNone(browser.text(f"#panel-{panel}"), panel)

    def cells(self, table):
        return browser.run("return [...document.querySelectorAll(`#${arguments[0]} tr`)].map((row) => "
                           "[...row.children].map((cell) => cell.textContent.trim()))", table)

    def test_panels_fit_and_say_no_nonsense(self):
        for language in ("en", "ru"):
            for width, height in SIZES:
                browser.resize(width, height, mobile=width < 600)
                browser.open(page)
                for panel in PANELS:
                    self.show(panel, f"&lang={language}")
                    browser.screenshot(folder / f"{panel}_{width}_{language}.png")
                    self.assertLessEqual(browser.run("return document.documentElement.scrollWidth"), width, panel)
                    text = browser.text("#panel")
                    for wrong in ("undefined", "NaN", "[object", "null"):
                        self.assertNotIn(wrong, text, panel)

    def test_the_address_keeps_the_language(self):
        browser.click("#language [data-value=ru]")
        browser.run("return new Promise((resolve) => setTimeout(resolve, 400))")
        address = browser.run("return location.hash")
        self.assertIn("lang=ru", address)
        browser.open(page, address)
        self.assertEqual(browser.run("return document.documentElement.lang"), "ru")

    def test_names_of_classes_stand_beside_their_colours(self):
        browser.resize(390, 844, mobile=True)
        browser.open(page)
        lines = browser.run("return [...document.querySelectorAll('#accuracy-table .pick')].map((b) => b.offsetHeight / parseFloat(getComputedStyle(b).fontSize))")
        self.assertLess(max(lines), 2)

    def test_the_table_shows_what_eval_wrote(self):
        for kind in ("bbox", "segm"):
            self.show("accuracy", f"&lang=en&kind={kind}")
            rows = {row[0]: row[1:] for row in self.cells("accuracy-table")[1:]}
            accuracy = written("evaluation.json")[kind]
            self.assertEqual(rows["all classes"][1], f"{accuracy['stats'][0]:.3f}")
            for of_class in accuracy["classes"]:
                self.assertEqual(rows[of_class["name"]][:3],
                                 [str(of_class["truth"]), f"{of_class['ap']:.3f}", f"{of_class['ap50']:.3f}"])

    def test_a_class_has_the_colour_of_its_place_in_the_picture(self):
        """accuracy_bbox.png goes through the classes in the order of evaluation.json."""
        self.show("accuracy", "&lang=en&kind=bbox")
        colors = browser.run("return Object.fromEntries([...document.querySelectorAll('#accuracy-table .pick')].map((b) => [b.dataset.class, b.querySelector('.swatch').style.getPropertyValue('--color')]))")
        palette = browser.run("return App.page.run.header.palette")
        present = [c["name"] for c in written("evaluation.json")["bbox"]["classes"] if c["truth"]]
        for place, name in enumerate(present):
            self.assertEqual([int(n) for n in colors[name][5:].split(",")[:3]], palette[place], name)

    def test_worst_images_lead_to_their_pages(self):
        self.show("errors", "&lang=en")
        links = browser.run("return [...document.querySelectorAll('#errors-worst a')].map((a) => a.getAttribute('href'))")
        images = [image for image in written("errors.json")["images"] if image["errors"]][:10]
        self.assertEqual(len(links), len(images))
        for link in links:
            self.assertTrue((page.parent / link).is_file(), link)

    def test_confusion_and_kinds_are_those_of_errors_json(self):
        self.show("errors", "&lang=en")
        errors = written("errors.json")
        shown = [[int(n or 0) for n in row[1:]] for row in self.cells("errors-confusion")[1:]]
        self.assertEqual(shown, errors["confusion"])
        counts = browser.run("return [...document.querySelectorAll('#errors-kinds .num')].map((e) => Number(e.textContent))")
        self.assertEqual(counts, list(errors["counts"].values()))

    def test_coverage_is_that_of_anchors_json(self):
        self.show("coverage", "&lang=en")
        proposals = written("anchors.json")["proposals"]
        for i, row in enumerate(self.cells("coverage-table")[1:]):
            self.assertEqual(row[1:], [f"{proposals['recall'][kind][i]:.3f}" for kind in ("anchors", "decoded", "proposals")])


if __name__ == "__main__":
    require_browser()
    PROGRAM, FOLDER = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[1:3])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
