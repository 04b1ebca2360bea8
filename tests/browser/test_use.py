"""The page of `mrcnn report` as people use it: sizes, touch, keys, Back, odd links, a screen reader.

    python3 tests/browser/test_use.py PROGRAM FOLDER

FOLDER gets pages and screenshots of every panel at every size. Without Chromium or Selenium: skipped.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import unittest
import urllib.parse

import npy
from chromium import Browser, program_in, require_browser

PANELS = ["overview", "features", "rpn", "nms", "roi_align", "box_head", "iou", "masks", "live", "cost"]
STORY = ["features", "rpn", "nms", "roi_align", "box_head", "masks"]
SCENES = pathlib.Path(__file__).resolve().parents[2] / "data" / "scenes" / "bundled"
SIZES = [(390, 844), (911, 512), (1024, 768), (1366, 768), (1920, 1080)]
# Where `why-not` loses an object: the step, the step and the setting of another run, the question.
OBJECT = ["--truth-object", 2]
LOST = [("anchors", None, None, ["--box", "0,0,3,250", "--class", "star"]),
        ("top_k", None, None, ["--box", "10,200,30,220", "--class", "square"]),
        ("proposals_limit", None, None, ["--box", "0,0,40,40", "--class", "circle"]),
        ("box", None, None, ["--box", "115,127,143,157", "--class", "ring"]),
        ("proposals_nms", "proposals", "proposals.nms_iou=0.01", ["--box", "100,100,160,160", "--class", "ring"]),
        ("proposals_size", "proposals", "proposals.min_size=125", OBJECT),
        ("class", "proposals", "proposals.pre_nms_top_n=1", OBJECT),
        ("score", "detections", "box_head.score_threshold=0.97", OBJECT),
        ("detections_size", "detections", "box_head.min_size=125", OBJECT),
        ("detections_nms", "detections", "box_head.nms_iou=0.01", OBJECT),
        ("detections_limit", "detections", "box_head.detections_per_image=1", OBJECT),
        ("iou_filter", "iou_filter", "iou_filter.min_iou=0.9", OBJECT)]
# Latin words of the Russian page: classes, steps, methods, units, names; letters of formulas; what one types
NAMES = set("""background triangle cross square star circle ring
            image features proposals detections paste run loose accuracy mrcnn host fast fp
            Mask CNN Faster ResNet FPN RPN RoI RoIAlign RoIPool NMS IoU AP COCO GFLOP FLOP PNG SVG
            English sqrt log dx dy dw dh max ln aligned Shift Tab""".split())
TYPED = r"mrcnn [-a-z]+|--[-a-z]+|\S*[/_.]\S*|OpenBLAS \w+"
ALL_TEXTS = """
    document.querySelectorAll('details').forEach((d) => { d.open = true; });
    const texts = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode())
      if (!walk.currentNode.parentElement.closest('script, style, template, noscript')) texts.push(walk.currentNode.textContent);
    for (const name of ['aria-label', 'title', 'alt', 'placeholder'])
      document.querySelectorAll(`[${name}]`).forEach((e) => texts.push(e.getAttribute(name)));
    return texts.filter((text) => text.trim());"""
RIGHT, LEFT, DOWN, TAB = "\ue014", "\ue012", "\ue015", "\ue004"


def english_in(text):
    """Latin words that are no names."""
    return [word for word in re.findall(r"[A-Za-z]{2,}", re.sub(TYPED, "", text)) if word not in NAMES]


def setUpModule():
    global browser, folder, page, plain, run
    folder = pathlib.Path(FOLDER)
    mrcnn = run = program_in(PROGRAM, folder)
    scene = SCENES / "scene_001314.png"
    mrcnn("run", scene, "--truth", SCENES / "truth.json", "--no-pictures", "--out", "out", "--dump", "run")
    mrcnn("run", scene, "--no-pictures", "--out", "out", "--dump", "plain")
    page, plain = folder / "page.html", folder / "plain.html"
    mrcnn("report", "run", "-o", page)
    mrcnn("report", "plain", "-o", plain)
    browser = Browser()


def tearDownModule():
    browser.close()


class OnePage(unittest.TestCase):
    """Opens the page anew for every test."""

    file = "page"

    def setUp(self):
        browser.resize(1366, 768)
        browser.open(globals()[self.file])

    def tearDown(self):
        self.assertEqual([line for line in browser.complaints() if "SEVERE" in line or "error" in line.lower()], [])

    def show(self, panel, state=""):
        browser.run("location.hash = ''; location.hash = arguments[0];", f"stage={panel}{state}")
        browser.run("return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
        self.assertIsNotNone(browser.text(f"#panel-{panel}"), panel)

    def here(self):
        return browser.run("return document.querySelector('#panel > section').id")


class Sizes(OnePage):
    def test_every_panel_fits_every_window(self):
        for width, height in SIZES:
            browser.resize(width, height, mobile=width < 600)
            for language in ("en", "ru"):
                browser.open(page)
                for panel in PANELS:
                    self.show(panel, f"&lang={language}")
                    browser.screenshot(folder / f"{panel}_{width}_{language}.png")
                    self.judge(width, f"{panel} at {width}, {language}")

    def judge(self, width, where):
        self.assertLessEqual(browser.run("return document.documentElement.scrollWidth"), width, where)
        text = browser.text("#panel")
        for wrong in ("undefined", "NaN", "[object", "null"):
            self.assertNotIn(wrong, text, where)
        for name, w, h in browser.run("return [...document.querySelectorAll('#panel canvas')].filter((c) => c.offsetParent).map((c) => [c.id, c.clientWidth, c.clientHeight])"):
            self.assertGreaterEqual(min(w, h), 44, f"{where}: {name} is too small to see")
        hidden = browser.run("""
            const [tab, strip] = ['#strip [aria-current]', '#strip'].map((s) => document.querySelector(s).getBoundingClientRect());
            return tab.left < strip.left - 1 || tab.right > strip.right + 1;""")
        self.assertFalse(hidden, f"{where}: the tab of the panel is out of sight")
        overlapping = browser.run("""
            const blocks = [...document.querySelectorAll('#panel :is(.card, figure, .figure)')].filter((e) => !e.parentElement.closest('.card, figure, .figure, .node'));
            const places = blocks.map((e) => e.getBoundingClientRect());
            const overlaps = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
            return places.filter((a, i) => places.some((b, j) => j > i && overlaps(a, b))).length;""")
        self.assertEqual(overlapping, 0, where)
        outside = browser.run("""
            const sticksOut = (e) => { const [own, room] = [e, e.parentElement].map((x) => x.getBoundingClientRect()); return own.top < room.top - 1 || own.right > room.right + 1; };
            return [...document.querySelectorAll('#panel .bar')].filter(sticksOut).length;""")
        self.assertEqual(outside, 0, f"{where}: bars that stick out")
        wide = browser.run("""
            const room = document.querySelector('#panel aside').getBoundingClientRect().right;
            return [...document.querySelectorAll('#panel aside *')].filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > room + 1).map((e) => e.className);""")
        self.assertEqual(wide, [], f"{where}: controls over the figures")
        cut = browser.run("return [...document.querySelectorAll('#panel .formula')].filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent)")
        self.assertEqual(cut, [], f"{where}: formulas whose end is out of sight")
        broken = browser.run("return [...document.querySelectorAll('#iou-examples .num')].filter((e) => e.offsetHeight > 2 * parseFloat(getComputedStyle(e).fontSize)).length")
        self.assertEqual(broken, 0, f"{where}: quotients on two lines")

    def test_layout_is_in_the_style_sheet(self):
        for panel in PANELS:
            self.show(panel)
            inline = browser.run("""
                return [...document.querySelectorAll('body *')].flatMap((e) => [...e.style]).filter((name) => !name.startsWith('--'));""")
            self.assertEqual(inline, [], panel)


class Bars(OnePage):
    def test_nothing_has_no_bar(self):
        """A sliver where a step has no arithmetic reads as a little."""
        self.show("cost")
        browser.settle()
        bars = browser.run("return [...document.querySelectorAll('#panel-cost .bar')].map((b) => [Number(b.style.getPropertyValue('--share')), b.getBoundingClientRect().width])")
        self.assertTrue(any(share == 0 for share, _ in bars))
        for share, width in bars:
            self.assertEqual(width > 0, share > 0, share)


class Touch(OnePage):
    def setUp(self):
        browser.resize(390, 844, mobile=True)
        browser.open(page)

    def test_a_swipe_that_starts_on_a_picture_scrolls(self):
        for panel, picture in (("overview", "#overview-photo"), ("rpn", "#rpn-photo"), ("roi_align", "#roi-grid"), ("masks", "#mask-crop")):
            self.show(panel)
            browser.run("document.querySelector(arguments[0]).scrollIntoView({block: 'center'})", picture)
            browser.run("if (scrollY + innerHeight >= document.documentElement.scrollHeight - 130) scrollBy(0, -130)")
            self.assertGreater(browser.swipe(picture, 100), 40, panel)

    def test_no_button_is_out_of_sight_under_a_finger(self):
        for panel in PANELS:
            self.show(panel)
            hidden = browser.run("""
                const seen = (e) => e === null || (getComputedStyle(e).opacity > 0 && seen(e.parentElement));
                return [...document.querySelectorAll('#panel button')].filter((b) => b.offsetParent && !seen(b) && getComputedStyle(b).pointerEvents !== 'none').length;""")
            self.assertEqual(hidden, 0, panel)

    def test_what_the_page_is_about_is_not_cut_off(self):
        self.assertTrue(browser.run("const o = document.getElementById('origin'); return o.scrollWidth <= o.clientWidth && o.textContent.includes('docs/weights.md')"))

    def test_a_tap_chooses_like_a_click(self):
        self.show("rpn")
        before = browser.text("#rpn-place")
        browser.run("document.querySelector('#rpn-photo').scrollIntoView({block: 'center'})")
        browser.tap("#rpn-photo", 0.2, 0.8)
        self.assertNotEqual(browser.text("#rpn-place"), before)
        self.show("roi_align")
        before = browser.text("#roi-bin")
        browser.run("document.querySelector('#roi-means').scrollIntoView({block: 'center'})")
        browser.tap("#roi-means", 0.1, 0.1)
        self.assertNotEqual(browser.text("#roi-bin"), before)


class Addresses(OnePage):
    def test_back_returns_through_the_panels(self):
        browser.click("[data-stage=rpn]")
        browser.click("[data-stage=masks]")
        browser.drag("#mask-threshold", 0.8)
        browser.click("[data-stage=cost]")
        browser.driver.back()
        browser.settle()
        self.assertEqual(self.here(), "panel-masks")
        self.assertEqual(browser.text("#panel-masks output"), "0.80")
        browser.driver.back()
        browser.settle()
        self.assertEqual(self.here(), "panel-rpn")
        browser.driver.forward()
        browser.settle()
        self.assertEqual(self.here(), "panel-masks")

    def test_every_entry_of_the_history_has_a_name(self):
        titles = set()
        for panel in PANELS:
            self.show(panel)
            titles.add(browser.driver.title)
        self.assertEqual(len(titles), len(PANELS))

    def test_a_slider_does_not_flood_the_history(self):
        self.show("masks")
        calls = browser.run("""
            let calls = 0;
            const real = history.replaceState;
            history.replaceState = function (...all) { calls += 1; return real.apply(this, all); };
            const slider = document.querySelector('#mask-threshold');
            const steps = Array.from({ length: 400 }, (_, i) => 0.1 + 0.002 * i);
            return (async () => {
              for (const value of steps) {
                slider.value = value;
                slider.dispatchEvent(new Event('input', { bubbles: true }));
                if (Math.round(value * 1000) % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
              }
              await new Promise((resolve) => setTimeout(resolve, 600));
              return [calls, location.hash];
            })();""")
        self.assertLess(calls[0], 40)
        self.assertIn("threshold=0.9", calls[1])
        browser.run("location.hash = '#stage=cost'")
        browser.settle()
        self.assertEqual(self.here(), "panel-cost")

    def test_a_refused_address_does_not_stop_the_page(self):
        self.show("masks")
        browser.run("history.replaceState = history.pushState = () => { throw new DOMException('too many', 'SecurityError'); }")
        browser.drag("#mask-threshold", 0.3)
        self.assertEqual(browser.text("#panel-masks output"), "0.30")
        browser.click("[data-stage=nms]")
        self.assertEqual(self.here(), "panel-nms")

    def test_odd_links_show_the_panel_they_name(self):
        numbers = ("foo", "-1", "1.5", "99999", "", "NaN", "1e99", "0,0,0", "%00")
        names = {"features": ("x", "y", "map", "channel", "scope"), "rpn": ("anchor",), "nms": ("level", "step", "iou"),
                 "roi_align": ("roi", "channel", "samples", "aligned", "bin", "sample"), "box_head": ("roi", "score", "iou", "agnostic"),
                 "iou": ("cell", "iou", "score", "any"), "masks": ("object", "threshold", "early"), "overview": ("score", "object"), "cost": ("lang",)}
        for first, _ in enumerate(numbers):
            for panel, keys in names.items():
                state = "".join(f"&{key}={numbers[(first + i) % len(numbers)]}" for i, key in enumerate(keys))
                browser.run("location.hash = arguments[0]", f"stage={panel}{state}")
                browser.settle()
                self.assertEqual(self.here(), f"panel-{panel}", state)
                current = browser.run("return document.querySelector('#strip [aria-current=page]').dataset.stage")
                self.assertEqual(current, panel, state)
        self.show("overview")
        browser.run("location.hash = '#stage=nothing&object=x'")
        browser.settle()
        self.assertEqual(self.here(), "panel-overview")

    def test_numbers_beyond_the_last_row_stop_at_the_last_row(self):
        self.show("roi_align")
        browser.run("""
            const field = document.querySelector('#roi-number');
            field.value = 9999;
            field.dispatchEvent(new Event('change', { bubbles: true }));""")
        last = browser.run("return App.page.run.array('2_proposals/boxes').shape[0] - 1")
        self.assertEqual(int(browser.run("return document.querySelector('#roi-number').value")), last)


class OneObject(OnePage):
    def test_all_panels_follow_the_chosen_object(self):
        second = browser.run("return Selection.objects()[1]")
        browser.click(f"[data-object='{second['index']}']")
        anchor = browser.run("return Selection.anchor()")
        for panel in ("roi_align", "box_head"):
            self.show_by_tab(panel)
            self.assertEqual(int(browser.run("return document.querySelector('input[type=number]').value")), second["proposal"])
        self.show_by_tab("rpn")
        self.assertIn(f"{anchor} = P", browser.text("#rpn-place"))
        self.show_by_tab("iou")
        self.assertTrue(browser.run("return document.querySelector('[data-cell][aria-pressed=true]').dataset.cell").startswith(f"{second['index']},"))
        self.assertEqual(browser.run("return document.querySelector('#story [aria-pressed=true]').dataset.object"), str(second["index"]))

    def show_by_tab(self, panel):
        browser.click(f"[data-stage={panel}]")
        self.assertEqual(self.here(), f"panel-{panel}")

    def test_a_click_on_the_result_chooses_what_is_there(self):
        self.show("overview")
        target = browser.run("""
            const last = Masks.objects(App.page.run).filter((o) => o.score >= 0.5).pop(), [h, w] = App.page.run.original;
            return [last.detection.index, (last.box[0] + last.box[2]) / 2 / w, (last.box[1] + last.box[3]) / 2 / h];""")
        browser.click_at("#overview-photo", *target[1:])
        browser.settle()
        box, chosen = browser.run("""
            const d = Selection.detection(), [h, w] = App.page.run.original;
            return [Masks.objects(App.page.run).find((o) => o.detection === d).box.map((v, i) => v / (i % 2 ? h : w)), d.index];""")
        self.assertTrue(box[0] <= target[1] <= box[2] and box[1] <= target[2] <= box[3], (chosen, target))

    def test_space_tells_the_story_of_one_object_and_goes_on_to_the_next(self):
        self.show("overview")
        first = browser.run("return Selection.detection().index")
        said = set()
        for panel in STORY:
            browser.press(" ")
            self.assertEqual(self.here(), f"panel-{panel}")
            said.add(browser.text("#story p"))
            self.assertEqual(browser.run("return Selection.detection().index"), first)
        self.assertEqual(len(said), len(STORY))
        browser.press(" ")
        self.assertEqual(self.here(), "panel-features")
        self.assertNotEqual(browser.run("return Selection.detection().index"), first)

    def test_the_story_goes_on_by_a_tap_too(self):
        browser.click("#story .next")
        self.assertEqual(self.here(), "panel-features")
        browser.click("#story .next")
        self.assertEqual(self.here(), "panel-rpn")

    def test_the_page_says_how_large_it_is(self):
        self.show("overview")
        said = float(re.search(r"([\d.]+) MB", browser.text("#contents summary")).group(1))
        self.assertAlmostEqual(said, page.stat().st_size / 1e6, delta=0.01)
        rows = browser.run("return [...document.querySelectorAll('#contents td:last-child')].map((e) => e.textContent)")
        unit = {"kB": 1e-3, "MB": 1}
        self.assertAlmostEqual(sum(float(row.split()[0]) * unit[row.split()[1]] for row in rows), said, delta=0.05)

    def test_six_pictures_show_the_object_in_the_tabs(self):
        pictures = browser.run("return [...document.querySelectorAll('#strip canvas')].map((c) => c.id)")
        self.assertEqual(pictures, [f"thumb-{panel}" for panel in STORY])

    def test_an_object_has_the_colour_of_its_row_among_the_detections(self):
        for row, ground in browser.run("""
                return [...document.querySelectorAll('#story [data-object]')].map((c) => [Number(c.dataset.object), c.style.getPropertyValue('--ground')]);"""):
            expected = browser.run("return App.page.run.header.palette[arguments[0] % App.page.run.header.palette.length]", row)
            self.assertEqual([int(n) for n in re.findall(r"\d+", ground)][:3], expected)

    def test_the_overview_counts_what_it_shows(self):
        self.show("overview")
        scores = browser.run("return Masks.objects(App.page.run).map((o) => o.score)")
        for least in (0.5, 0.9, 0):
            browser.drag("#overview-score", least)
            above = sum(score >= least for score in scores)
            numbers = [int(n) for n in re.findall(r"(?<![\d.])\d+(?![\d.])", browser.text("#overview-found"))]
            self.assertEqual(numbers[0], above)
            self.assertEqual(numbers[-1], len(scores) - above)

    def test_the_answer_names_the_stage_that_took_longest(self):
        self.show("overview")
        steps = browser.run("return App.page.run.header.origin.steps")
        folder_of = {"features": "1_features", "rpn_head": "2_proposals", "proposals": "2_proposals", "roi_align": "3_roi_align",
                     "box_head": "4_box_head", "detections": "4_box_head", "iou_filter": "5_iou_filter", "mask_head": "6_masks", "paste": "6_masks"}
        times = {}
        for step in steps:
            times[folder_of[step["name"]]] = times.get(folder_of[step["name"]], 0) + step["ms"]
        self.assertTrue(browser.text("#panel-overview details p").startswith(max(times, key=times.get)))


class Keys(OnePage):
    def test_arrows_inside_a_figure_move_what_is_chosen_there(self):
        for panel, figure, told in (("features", "#map-P3", "#features-flow + div"), ("rpn", "#rpn-photo", "#rpn-place"), ("roi_align", "#roi-grid", "#roi-bin"),
                                    ("roi_align", "#roi-means", "#roi-bin"), ("masks", "#mask-crop", "#mask-sum"), ("nms", "#nms-photo", "#nms-turn")):
            self.show(panel)
            browser.run("document.querySelector(arguments[0]).focus()", figure)
            before = browser.text(told)
            browser.press(RIGHT)
            self.assertEqual(self.here(), f"panel-{panel}")
            self.assertNotEqual(browser.text(told), before, figure)
            self.assertEqual(browser.run("return '#' + document.activeElement.id"), figure)

    def test_keys_are_those_of_any_layout(self):
        """The key of n writes another letter in a Russian layout."""
        self.show("nms", "&step=0")
        browser.run("document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '\u0442', code: 'KeyN', bubbles: true }))")
        self.assertEqual(browser.text("#nms-kept"), "2")

    def test_only_figures_that_answer_keys_are_tab_stops(self):
        answering = {"map-C2", "map-C3", "map-C4", "map-C5", "map-P2", "map-P3", "map-P4", "map-P5", "map-P6", "rpn-photo", "nms-photo",
                     "roi-grid", "roi-means", "mask-matrix", "mask-crop", "live-photo"}
        for panel in PANELS:
            self.show(panel)
            stops = browser.run("return [...document.querySelectorAll('#panel canvas')].filter((c) => c.tabIndex === 0).map((c) => c.id)")
            self.assertLessEqual(set(stops), answering, panel)

    def test_the_matrix_is_one_tab_stop_and_arrows_walk_in_it(self):
        self.show("iou", "&cell=0,0")
        self.assertEqual(browser.run("return document.querySelectorAll('#iou-matrix [tabindex=\"0\"]').length"), 1)
        browser.run("document.querySelector('#iou-matrix [tabindex=\"0\"]').focus()")
        browser.press(DOWN)
        browser.press(RIGHT)
        self.assertEqual(browser.run("return document.activeElement.dataset.cell"), "1,1")

    def test_the_objects_are_one_tab_stop_and_arrows_choose(self):
        self.show("rpn")
        self.assertEqual(browser.run("return document.querySelectorAll('#story .chip[tabindex=\"0\"]').length"), 1)
        browser.run("document.querySelector('#story .chip').focus()")
        second = browser.run("return Selection.objects()[1].index")
        browser.press(RIGHT)
        self.assertEqual(self.here(), "panel-rpn")
        self.assertEqual(browser.run("return [Selection.detection().index, Number(document.activeElement.dataset.object)]"), [second, second])

    def test_rows_of_tables_are_buttons(self):
        self.show("rpn")
        for row in (0, 2):
            browser.run("document.querySelectorAll('#rpn-anchors .pick')[arguments[0]].focus()", row)
            browser.press("\ue007")  # enter
            self.assertTrue(browser.run("return document.querySelectorAll('#rpn-anchors tr')[arguments[0] + 1].classList.contains('chosen')", row))

    def test_the_focus_moves_to_the_title_of_a_new_panel(self):
        browser.click("[data-stage=nms]")
        self.assertEqual(browser.run("return document.activeElement.tagName + document.activeElement.closest('section').id"), "H1panel-nms")

    def test_moving_the_mouse_over_the_matrix_changes_nothing(self):
        self.show("iou")
        before = browser.text("#iou-sum")
        browser.move_over("#iou-matrix tr:last-child td:last-child", 0.5, 0.5)
        self.assertEqual(browser.text("#iou-sum"), before)


class ScreenReader(OnePage):
    def test_everything_that_can_be_reached_has_a_name(self):
        for panel in PANELS:
            self.show(panel)
            tree = browser.accessible()
            for node in tree:
                if node["properties"].get("focusable") and node["role"] not in ("RootWebArea", "generic"):
                    self.assertTrue(node["name"].strip(), f"{panel}: {node}")
                if node["role"] in ("image", "img", "canvas", "Canvas", "application", "navigation"):
                    self.assertTrue(node["name"].strip(), f"{panel}: {node}")
            self.assertEqual([n["role"] for n in tree if n["role"] == "navigation"], ["navigation"])
            self.assertEqual(browser.run("return [...document.querySelectorAll('[role=group]')].filter((g) => !g.getAttribute('aria-label')).length"), 0, panel)
            headings = [n for n in tree if n["role"] == "heading" and n["properties"].get("level") == 1]
            self.assertEqual(len(headings), 1, panel)

    def test_figures_are_described_by_their_captions(self):
        for panel in PANELS:
            self.show(panel)
            for canvas, caption in browser.run("""
                    return [...document.querySelectorAll('#panel figure canvas')].filter((c) => c.offsetParent).map((c) => [c.id, document.getElementById(c.getAttribute('aria-describedby'))?.textContent ?? null]);"""):
                self.assertTrue(caption, canvas)

    def test_windows_have_the_name_of_their_title(self):
        for open_it in ("#keys", "#story .why"):
            browser.click(open_it)
            names = [n["name"] for n in browser.accessible() if n["role"] == "dialog"]
            self.assertEqual(names, [browser.text("#dialog h1")])
            browser.press("\ue00c")  # escape

    def test_what_changes_is_said(self):
        self.show("nms")
        self.assertEqual(browser.run("return document.querySelector('#nms-turn').getAttribute('aria-live')"), "polite")
        self.assertEqual(browser.run("return document.querySelector('#story p').getAttribute('aria-live')"), "polite")

    def test_words_have_enough_contrast(self):
        """WCAG AA: 4.5 to 1, in both colour schemes."""
        for scheme in ("light", "dark"):
            browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
            for panel in PANELS:
                self.show(panel)
                poor = browser.run("""
                    const parse = (text) => { const n = text.match(/[\\d.]+/g).map(Number); return [n.slice(0, 3), n[3] ?? 1]; };
                    const over = ([top, alpha], below) => top.map((v, i) => alpha * v + (1 - alpha) * below[i]);
                    const ground = (e) => e === null ? [255, 255, 255] : (() => { const own = parse(getComputedStyle(e).backgroundColor); return own[1] === 1 ? own[0] : over(own, ground(e.parentElement)); })();
                    const ratio = (a, b) => { const [x, y] = [a, b].map(Colors.luminance).sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
                    const words = [...document.querySelectorAll('body *')].filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) && e.offsetParent && !e.closest('.hidden, :disabled, script, noscript, option'));
                    return words.map((e) => [e.textContent.slice(0, 30), e.className, ratio(parse(getComputedStyle(e).color)[0], ground(e))]).filter(([, , r]) => r < 4.5);""")
                self.assertEqual(poor, [], f"{panel}, {scheme}")
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

    def test_words_on_bare_charts_have_enough_contrast(self):
        for scheme in ("light", "dark"):
            browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
            for panel, chart in (("iou", "#iou-curve"), ("nms", "#nms-ticks")):
                self.show(panel)
                ratios = browser.run("""
                    const canvas = document.querySelector(arguments[0]), context = canvas.getContext('2d'), said = [];
                    const rgb = (text) => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
                    const hex = (text) => text.startsWith('#') ? [1, 3, 5].map((i) => parseInt(text.slice(i, i + 2), 16)) : rgb(text);
                    const ground = Colors.luminance(rgb(getComputedStyle(canvas.parentElement).backgroundColor));
                    context.fillText = function () {
                      const [x, y] = [ground, Colors.luminance(hex(this.fillStyle))].sort((p, q) => q - p);
                      said.push((x + 0.05) / (y + 0.05));
                    };
                    canvas.style.width = '98%';
                    return new Promise((resolve) => setTimeout(() => resolve(said), 100));""", chart)
                self.assertTrue(ratios, chart)
                self.assertGreaterEqual(min(ratios), 4.5, f"{chart}, {scheme}")
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

    def test_printing_keeps_the_figures_and_drops_the_controls(self):
        self.show("iou")
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        shown = browser.run("return ['.controls', '#strip', '#iou-matrix', '#iou-photo'].map((s) => document.querySelector(s).offsetParent !== null)")
        adjust = browser.run("return getComputedStyle(document.querySelector('.cell button')).printColorAdjust")
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        self.assertEqual(shown, [False, False, True, True])
        self.assertEqual(adjust, "exact")


class Answers(OnePage):
    """What the program answers to why and why-not, one click away."""

    def asked(self, *question, trace="run"):
        return subprocess.run([PROGRAM, question[0], folder / trace, *map(str, question[1:])], check=True, capture_output=True, text=True).stdout

    def test_every_answer_is_the_programs(self):
        answers = browser.run("return App.page.run.header.answers")
        self.assertEqual(len(answers["why"]), browser.run("return App.page.run.detections.length"))
        for row in (0, 3, len(answers["why"]) - 1):
            self.assertEqual(answers["why"][row], self.asked("why", row))
        self.assertEqual(answers["why_not"], [self.asked("why-not", "--truth-object", row) for row in range(4)])

    def test_one_click_opens_the_answer(self):
        second = browser.run("return Selection.objects()[1].index")
        browser.click(f"[data-object='{second}']")
        browser.click("#story .why")
        self.assertTrue(browser.run("return document.getElementById('dialog').open"))
        self.assertEqual(browser.text("#dialog pre"), self.asked("why", second))
        self.assertIn(f"mrcnn why TRACE {second}", browser.text("#dialog"))
        browser.press("\ue00c")  # escape
        self.show("iou")
        self.assertRegex(browser.text("[data-answer='why_not 2']"), "^[a-z]+ 2$")  # the number that one types
        browser.click("[data-answer='why_not 2']")
        self.assertIn("object 2", browser.text("#dialog h1"))
        self.assertEqual(browser.text("#dialog pre"), self.asked("why-not", "--truth-object", 2))

    def test_russian_answers_have_the_same_numbers_and_no_english_word(self):
        texts = [self.asked("why", row) for row in range(browser.run("return App.page.run.detections.length"))]
        texts += [self.asked("why-not", "--truth-object", row) for row in range(4)]
        for step, start, setting, question in LOST:
            if start:
                run("run", "--resume", "run", "--from", start, "--set", setting, "--no-pictures", "--dump", step)
            texts.append(self.asked("why-not", *question, trace=step if start else "run"))
            self.assertIn(f": lost at {step}: ", texts[-1])
        browser.click("#language [data-value=ru]")
        for text, said in zip(texts, browser.run("return arguments[0].map((text) => Words.answer(text))", texts)):
            numbers = lambda words: sorted(re.findall(r"\d+(?:[.,]\d+)?", words))  # noqa: E731
            self.assertEqual(numbers(said.replace(",", ".")), numbers(text.replace(",", ".")), said)
            self.assertEqual(english_in(said), [], said)
            self.assertEqual(said.count("\n"), text.count("\n"))

    def test_a_trace_that_lacks_the_arrays_has_no_answers(self):
        mrcnn = program_in(PROGRAM, folder / "early")
        mrcnn("run", SCENES / "scene_001314.png", "--to", "roi_align", "--no-pictures", "--dump", "trace", "--out", "out")
        mrcnn("report", "trace", "-o", "page.html")
        browser.open(folder / "early" / "page.html")
        self.assertEqual(browser.run("return App.page.run.header.answers"), {"why": [], "why_not": []})


class Russian(OnePage):
    """Every text of the Russian page: what stands in it, what is drawn, what a screen reader is told."""

    def test_every_panel_speaks_russian(self):
        run("run", "--resume", "run", "--from", "proposals", "--set", "proposals.nms_iou=0.5", "--no-pictures", "--dump", "loose")
        run("report", "run", "-o", "both.html", "--against", "loose")
        run("eval", "--images", SCENES, "--truth", SCENES / "truth.json", "--out", "accuracy")
        run("anchors", "--images", SCENES, "--truth", SCENES / "truth.json", "--out", "accuracy")
        run("report", "accuracy", "-o", "accuracy.html")
        for name in ("both", "plain", "accuracy"):
            browser.open(folder / f"{name}.html", "#lang=ru")
            self.assertEqual(browser.run("return document.documentElement.lang"), "ru")
            browser.run("""
                window.drawn = [];
                const real = CanvasRenderingContext2D.prototype.fillText;
                CanvasRenderingContext2D.prototype.fillText = function (words, ...more) { drawn.push(words); real.call(this, words, ...more); };""")
            for panel in browser.run("return [...document.querySelectorAll('#strip button')].map((b) => b.dataset.stage)"):
                self.show(panel, "&lang=ru")
                browser.settle()
                for text in browser.run(ALL_TEXTS) + browser.run("return drawn.splice(0)"):
                    self.assertEqual(english_in(text), [], f"{name}, {panel}: {text}")
                    points = [word for word in text.split() if re.fullmatch(r"\W*\d+\.\d+(e[-+]?\d+)?\W*", word)]
                    self.assertEqual(points, [], f"{name}, {panel}: {text}")


class Labs(OnePage):
    def test_panels_lead_to_the_lab_behind_them(self):
        labs = {"rpn": 3, "nms": 4, "roi_align": 7, "iou": 1, "masks": 9}
        for panel, lab in labs.items():
            self.show(panel)
            self.assertIn(f"Now write it yourself: lab {lab}", browser.text("#panel-" + panel))
            file = SCENES.parents[2] / browser.text(f"#panel-{panel} .lab code")
            if (SCENES.parents[2] / "docs" / "labs").is_dir():
                self.assertTrue(file.is_file(), file)


class ForALecture(OnePage):
    FIGURES = [("features", "map-P3"), ("rpn", "rpn-photo"), ("nms", "nms-ticks"), ("roi_align", "roi-grid"), ("iou", "iou-curve"), ("masks", "mask-crop")]

    def saved(self, figure, kind):
        """Name and address of the file, and its width, height, and the figure's, as an image."""
        return browser.run("""
            let saved = null;
            const real = HTMLAnchorElement.prototype.click;
            HTMLAnchorElement.prototype.click = function () { saved = this; };
            const canvas = document.getElementById(arguments[0]);
            canvas.parentElement.querySelector(`.save [data-kind=${arguments[1]}]`).click();
            HTMLAnchorElement.prototype.click = real;
            return new Promise((resolve) => {
              const image = new Image();
              image.onload = () => resolve([saved.download, saved.href, image.width, image.height, canvas.clientWidth, canvas.clientHeight]);
              image.onerror = () => resolve(["no image"]);
              image.src = saved.href;
            });""", figure, kind)

    def test_a_figure_is_saved_twice_as_large_with_its_caption(self):
        for panel, figure in self.FIGURES:
            self.show(panel)
            name, address, width, height, *shown = self.saved(figure, "png")
            self.assertEqual((name, address[:15]), (f"{figure}.png", "data:image/png;"))
            self.assertAlmostEqual(width, 2 * shown[0], delta=2)
            self.assertGreater(height, 2 * shown[1] + 40)

    def test_a_figure_is_saved_as_svg_with_the_words_it_shows(self):
        from xml.etree import ElementTree
        browser.run("""
            window.drawn = [];
            const real = CanvasRenderingContext2D.prototype.fillText;
            CanvasRenderingContext2D.prototype.fillText = function (words, ...more) { if (this.canvas.isConnected) drawn.push([this.canvas.id, words]); real.call(this, words, ...more); };""")
        for panel, figure in self.FIGURES:
            self.show(panel)
            browser.settle()
            browser.run("drawn.length = 0; dispatchEvent(new Event('resize')); document.getElementById(arguments[0]).style.width = '99%'", figure)
            browser.settle()
            name, address, width, height, *shown = self.saved(figure, "svg")
            self.assertEqual((name, address[:18]), (f"{figure}.svg", "data:image/svg+xml"))
            self.assertGreater(height, shown[1] + 20)
            file = folder / name
            file.write_text(urllib.parse.unquote(address.split(",", 1)[1]))
            root = ElementTree.parse(file).getroot()
            texts = [e.text for e in root.iter("{http://www.w3.org/2000/svg}text")]
            words = browser.run("return drawn.filter(([id]) => id === arguments[0]).map(([, words]) => words)", figure)
            caption = browser.run("return document.getElementById(document.getElementById(arguments[0]).getAttribute('aria-describedby')).textContent", figure)
            self.assertEqual(texts[:-1 * (len(texts) - len(words))], words, figure)
            self.assertEqual("".join(texts[len(words):]).replace(" ", ""), "".join(caption.split()), figure)
            self.assertEqual([e for e in root.iter() if "NaN" in " ".join(e.attrib.values())], [])

    def test_the_link_holds_what_is_shown(self):
        self.show("masks", "&threshold=0.3")
        copied = browser.run("""
            let text = null;
            Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (t) => { text = t; } }, configurable: true });
            document.getElementById('link').click();
            return new Promise((resolve) => setTimeout(() => resolve([text, document.getElementById('link').textContent]), 50));""")
        self.assertTrue(copied[0].endswith("#stage=masks&threshold=0.3"), copied)
        self.assertEqual(copied[1], "Copied")

    def test_training_anchors_are_counted(self):
        self.show("rpn", "&training=yes")
        counts = [int(re.sub(r"\D", "", browser.text(f"#rpn-{name}"))) for name in ("positive", "neutral", "negative")]
        self.assertEqual(sum(counts), browser.run("return App.page.run.anchors.length / 4"))


class WithoutTruth(OnePage):
    file = "plain"

    def test_panels_ask_for_nothing_that_is_not_there(self):
        self.show("iou")
        self.assertIn("no ground truth", browser.text("#panel-iou"))
        self.assertNotIn("count", browser.text("#panel-iou .lead"))
        self.assertIsNone(browser.text("#panel-iou .try"))
        self.show("masks")
        self.assertNotIn("mask IoU", browser.text("#panel-masks"))
        self.show("rpn")
        self.assertIsNone(browser.text("[data-recall]"))

    def test_every_panel_and_key_works(self):
        for panel in PANELS:
            self.show(panel)
            browser.press("n")
            self.assertEqual(self.here(), f"panel-{panel}")
        for panel in STORY:
            browser.press(" ")
            self.assertEqual(self.here(), f"panel-{panel}")


class WithoutDetections(OnePage):
    """A run whose thresholds leave nothing: its arrays are there and have no rows."""

    file = "empty"

    @classmethod
    def setUpClass(cls):
        global empty
        run("run", "--resume", "run", "--from", "detections", "--set", "box_head.score_threshold=1", "--no-pictures", "--dump", "none")
        empty = folder / "empty.html"
        run("report", "none", "-o", empty)

    def test_every_panel_says_what_is_missing(self):
        for panel in PANELS:
            self.show(panel)
            browser.press("n")
            browser.press(" ")
            self.show(panel)
            self.assertNotIn("does not hold", browser.text("#panel"), panel)
        self.show("masks")
        self.assertIn("6_masks/logits has no rows", browser.text("#panel-masks"))
        self.assertIsNone(browser.text("#panel-masks .try"))
        self.show("iou")
        self.assertIn("no pair", browser.text("#panel-iou"))


class Edited(OnePage):
    """A run on proposals that were edited."""

    file = "changed"

    @classmethod
    def setUpClass(cls):
        global changed
        shutil.copytree(folder / "run", folder / "by_hand")
        boxes = npy.read(folder / "by_hand/2_proposals/boxes.npy")
        rows = [boxes[row] for row in range(len(boxes))]
        npy.write(folder / "by_hand/2_proposals/boxes.npy", [(10, 20, 120, 130), *rows[1:]])
        run("run", "--resume", "by_hand", "--from", "roi_align", "--no-pictures", "--dump", "after")
        changed = folder / "changed.html"
        run("report", "after", "-o", changed)

    def test_the_page_names_what_was_edited(self):
        self.assertIn("edited: 2_proposals/boxes", browser.text("#origin"))

    def test_every_panel_works(self):
        for panel in PANELS:
            self.show(panel)
            browser.press("n")
            self.assertEqual(self.here(), f"panel-{panel}")


class Sentences(OnePage):
    def test_the_bundled_model_says_what_it_knows(self):
        self.assertIn("six drawn shapes", browser.text("#origin"))
        self.assertIn("docs/weights.md", browser.text("#origin"))

    def test_random_weights_say_so(self):
        text = page.read_text()
        self.assertEqual(text.count('"about":"six drawn shapes"'), 1)
        other = folder / "random.html"
        other.write_text(text.replace('"about":"six drawn shapes"', '"about":"random weights"'))
        browser.open(other)
        self.assertIn("random weights", browser.text("#origin"))

    def test_a_probability_below_one_never_reads_as_one(self):
        said = browser.run("return [0.99961, 1, 0.4, 0.0001, 0].map((p) => Elements.probability(p))")
        self.assertEqual(said, [">0.999", "1.000", "0.400", "<0.001", "0.000"])

    def test_the_clip_and_the_weights_of_the_deltas_are_shown(self):
        rows = browser.run("""
            const { run } = App.page, boxes = Data.rows(run.array("4_box_head/candidate_boxes")), pairs = run.array("4_box_head/candidates").data;
            return boxes.map((b, i) => [b, pairs[2 * i], pairs[2 * i + 1]]).filter(([b]) => b.some((v, j) => v === run.photoBox[j]));""")
        self.assertTrue(rows, "no box touches the border: this test proves nothing")
        _, roi, label = rows[0]
        self.show("box_head", f"&roi={roi}")
        browser.run("BoxHeadPanel; document.querySelector(`#head-classes [data-class='${arguments[0]}']`)?.click()", label)
        formula = browser.text("#head-formula")
        self.assertIn("clip = ", formula)
        self.assertIn(" / 10 = ", formula)
        self.assertIn(" / 5 = ", formula)

    def test_every_class_shows_its_own_box(self):
        self.show("box_head")
        boxes = set()
        for index in range(2):
            browser.run("[...document.querySelectorAll('#head-classes button:enabled')][arguments[0]].click()", index)
            boxes.add(browser.text("#head-formula") or browser.text("#panel-box_head .muted"))
        self.assertEqual(len(boxes), 2)

    def test_the_reach_of_a_cell_knows_where_the_stride_is(self):
        """He et al., table 1, by hand: ResNet-101, stride in the 3 x 3 (torchvision) or the 1 x 1 (Caffe)."""
        reaches = browser.run("return [[2, false], [5, false], [5, true]].map(([level, stride]) => Arithmetic.reach(level, [3, 4, 23, 3], stride))")
        self.assertEqual(reaches, [35, 971, 1027])

    def test_the_threshold_keeps_the_film_at_its_end(self):
        self.show("nms")
        browser.click("#nms-last")
        for threshold in (0.3, 0.95):
            browser.drag("#nms-iou", threshold)
            self.assertEqual(browser.text("#nms-waiting"), "0")

    def test_the_last_step_of_the_film_is_the_cut_to_the_limit(self):
        self.show("nms")
        browser.click("#nms-together")
        limit = browser.run("return App.page.run.config.proposals.post_nms_top_n")
        kept = browser.run("return App.page.run.array('2_proposals/boxes').shape[0]")
        self.assertIn(f"best {min(limit, kept)} of", browser.text("#nms-turn"))

    def test_a_tick_leads_to_its_turn(self):
        self.show("nms", "&step=0")
        before = browser.text("#nms-turn")
        browser.click_at("#nms-ticks", 0.5, 0.5)
        browser.settle()
        self.assertNotEqual(browser.text("#nms-turn"), before)

    def test_russian_numbers_and_units_are_russian(self):
        browser.click("#language [data-value=ru]")
        self.show("roi_align")
        self.assertRegex(browser.text("#roi-level"), r"\d,\d пикс\.")
        self.show("cost")
        self.assertRegex(browser.text("#panel-cost"), r"\d (мс|с)")
        self.assertNotRegex(browser.text("#panel-cost .row"), r"\d\.\d")


if __name__ == "__main__":
    require_browser()
    PROGRAM, FOLDER = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[1:3])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
