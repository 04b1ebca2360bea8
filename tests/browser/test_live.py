"""The heads that the page of `mrcnn report` runs itself, on boxes drawn by hand.

    python3 tests/browser/test_live.py PROGRAM FOLDER

Their numbers against `mrcnn run --resume` on the same boxes. Without Chromium or Selenium: skipped.
"""
import pathlib
import shutil
import struct
import sys
import unittest

import npy
from chromium import Browser, program_in, require_browser

SCENES = pathlib.Path(__file__).resolve().parents[2] / "data" / "scenes" / "bundled"
BOXES = [(10, 20, 120, 130), (40.5, 3.25, 200, 90), (0, 0, 256, 256), (100, 100, 108, 112), (3, 180, 90, 256), (200, 5, 255.5, 200)]


def setUpModule():
    global browser, folder, page, whole
    folder = pathlib.Path(FOLDER)
    mrcnn = program_in(PROGRAM, folder)
    mrcnn("run", SCENES / "scene_001314.png", "--no-pictures", "--out", "out", "--dump", "run")
    mrcnn("run", SCENES / "scene_001314.png", "--to", "features", "--no-pictures", "--out", "out", "--dump", "all", "--dump-all")
    page, whole = folder / "page.html", folder / "whole.html"
    mrcnn("report", "run", "-o", page)
    mrcnn("report", "run", "-o", whole, "--live")
    # the first proposals become the boxes of this test
    shutil.copytree(folder / "run", folder / "drawn")
    boxes = npy.read(folder / "run/2_proposals/boxes.npy")
    npy.write(folder / "drawn/2_proposals/boxes.npy", BOXES + [boxes[row] for row in range(len(BOXES), len(boxes))])
    mrcnn("run", "--resume", "drawn", "--from", "roi_align", "--to", "paste", "--dump", "resumed", "--no-pictures")
    browser = Browser()


def tearDownModule():
    browser.close()


def read(name):
    return npy.read(folder / "resumed" / f"{name}.npy")


class Live(unittest.TestCase):
    def setUp(self):
        browser.resize(1366, 768)
        browser.open(page, "#stage=live")
        self.wait()

    def tearDown(self):
        self.assertEqual(browser.complaints(), [])

    def wait(self):
        browser.run("return Data.live(App.page.run).then(() => new Promise((resolve) => setTimeout(resolve, 400)))")

    def test_heads_are_unpacked_only_when_they_are_asked_for(self):
        browser.open(page)
        self.assertTrue(browser.run("return document.getElementById('live').textContent.length > 1e6"))
        self.assertEqual(browser.run("return Object.keys(App.page.run.arrays).filter((name) => name.startsWith('live/'))"), [])

    def test_probabilities_and_boxes_are_those_of_a_resumed_run(self):
        probabilities, boxes = read("4_box_head/class_probabilities"), read("4_box_head/candidate_boxes")
        classes = probabilities.shape[1]
        made = browser.run("""
            const { run } = App.page, { coder_weights: weights, max_log_scale: largest } = run.config.box_head;
            return Data.live(run).then((net) => arguments[0].map((drawn) => {
              const box = drawn.map(Math.fround), head = Networks.boxHead(net, run.config, box);
              const refined = Array.from({ length: head.probabilities.length - 1 }, (_, k) =>
                Arithmetic.clip(Arithmetic.decode(box, Array.from(head.deltas.subarray(4 * k + 4, 4 * k + 8)), weights, largest), run.photoBox));
              return [head.probabilities, refined, head.level];
            }));""", BOXES)
        levels = read("3_roi_align/levels").data
        for row, (own, refined, level) in enumerate(made):
            self.assertEqual(level, levels[row])
            for k in range(classes):
                self.assertAlmostEqual(own[k], probabilities[row, k], delta=1e-5, msg=f"box {row}, class {k}")
            for k, box in enumerate(refined):
                for a, b in zip(box, boxes[row * (classes - 1) + k]):
                    self.assertAlmostEqual(a, b, delta=1e-3, msg=f"box {row}, class {k + 1}")

    def test_masks_are_those_of_the_run(self):
        boxes, labels, logits = read("5_iou_filter/boxes"), read("5_iou_filter/labels").data, read("6_masks/logits")
        size = logits.shape[1]
        rows = range(min(6, len(boxes)))
        made = browser.run("""
            const { run } = App.page;
            return Data.live(run).then((net) => arguments[0].map(([box, label]) => Array.from(Networks.maskHead(net, run.config, box, label))));""",
                           [[boxes[row], labels[row]] for row in rows])
        for row, own in zip(rows, made):
            stored = logits.data[row * size * size:(row + 1) * size * size]
            self.assertLessEqual(max(abs(a - b) for a, b in zip(own, stored)), 1e-4 * max(map(abs, stored)), f"mask {row}")

    def test_layers_by_hand(self):
        """One channel, numbers that can be added in the head."""
        linear, conv, deconv, logits = browser.run("""
            const one = (...values) => Float32Array.from(values), input = one(1, 2, 3, 4);
            return [Networks.linear(one(1, 2), one(1, 10, 100, 1000), one(0.5, -3000), true),
              Networks.conv3x3(input, 2, new Float32Array(9).fill(1), one(-7)),
              Networks.deconv2x2(one(3), 1, one(1, 2, 3, -4), one(1)),
              Networks.classLogits(one(1, 2, 3, 4), 2, one(0, 10), one(0, 1), 1)].map((a) => Array.from(a));""")
        self.assertEqual(linear, [201.5, 0])  # 1 + 2 * 100 + 0.5; 10 + 2000 - 3000 is below zero
        self.assertEqual(conv, [3, 3, 3, 3])  # every cell sees all four: 10 - 7
        self.assertEqual(deconv, [4, 7, 10, 0])
        self.assertEqual(logits, [11, 21, 31, 41])

    def test_the_sum_and_the_convolution_behind_a_cell_give_the_value_of_the_run(self):
        browser.open(whole)
        for level in (2, 3, 4, 5):
            p = npy.read(folder / f"run/1_features/p{level}.npy")
            channels, rows, columns = p.shape
            places = [(0, 0, 0), (7, rows // 2, columns // 3), (channels - 1, rows - 1, columns - 1)]
            made = browser.run("""
                const [level, places] = arguments;
                return Data.live(App.page.run).then((net) => places.map(([channel, y, x]) =>
                  Networks.pyramidTerms(net, level, channel, y, x).reduce((sum, t) => sum + t.sum, net.weights[`output${level}_bias`][channel])));""", level, places)
            largest = max(map(abs, p.data))
            for place, value in zip(places, made):
                self.assertAlmostEqual(value, p[place], delta=2e-5 * largest, msg=f"P{level}{place}")

    def test_the_addition_is_that_of_a_run_which_keeps_its_maps(self):
        """Lateral plus what comes down, as float32: the arrays of --dump-all, in the channels of the page."""
        channels = browser.run("return App.page.run.channels")
        for level in (2, 3, 4):
            lateral, down = (npy.read(folder / f"all/1_features/{name}{level}.npy") for name in ("lateral", "top_down"))
            rows, columns = lateral.shape[1:]
            places = [(0, 0, 0), (3, rows // 2, columns // 3), (len(channels) - 1, rows - 1, columns - 1)]
            made = browser.run("""
                const { laterals } = App.page.run, [level, places] = arguments;
                return places.map(([c, y, x]) => [Networks.at(laterals[level], c, y, x), Networks.pyramidSum(laterals, level, c, y, x)]);""", level, places)
            for (c, y, x), (own, total) in zip(places, made):
                self.assertEqual(own, lateral[channels[c], y, x])
                exact = lateral[channels[c], y, x] + down[channels[c], y, x]
                self.assertEqual(struct.unpack("f", struct.pack("f", exact))[0], total)

    def test_features_show_the_addition_and_the_convolution(self):
        browser.run("location.hash = '#stage=features&map=P4&show=sum'")
        browser.settle()
        self.assertIn(" = ", browser.text("#sum-proof"))
        browser.click("#map-P2")
        browser.settle()
        self.assertIn(" = ", browser.text("#sum-proof"))
        self.assertTrue(browser.run("return document.querySelector('#features-show [data-value=conv]').disabled"))
        self.assertIn("--live", browser.run("return document.querySelector('#features-show [data-value=conv]').title"))
        browser.run("location.hash = '#stage=features&map=P4&show=sum'")
        browser.settle()
        browser.click("#features-show [data-value=conv]")
        browser.settle()
        made, ours = (line.split(" = ")[-1] for line in browser.text("#conv-proof").splitlines())
        self.assertEqual(made, ours)

    def test_a_page_made_for_it_has_the_convolution_of_p2(self):
        browser.open(whole, "#stage=features&map=P2&show=conv")
        self.wait()
        made, ours = (line.split(" = ")[-1] for line in browser.text("#conv-proof").splitlines())
        self.assertEqual(made, ours)

    def test_weights_that_come_late_do_not_replace_a_later_choice(self):
        browser.open(page, "#stage=features&map=P4")
        browser.run("for (const what of ['conv', 'sum']) document.querySelector(`#features-show [data-value=${what}]`).click()")
        self.wait()
        self.assertIsNotNone(browser.text("#sum-proof"))
        self.assertIsNone(browser.text("#conv-proof"))

    def test_rounding_moves_the_mask(self):
        browser.run("location.hash = '#stage=roi_align&object=2&pooling=roi_pool'")
        browser.settle()
        browser.settle()
        self.assertIn(" IoU ", browser.text("#roi-masks-iou"))
        self.assertNotIn("IoU is 1.000", browser.text("#roi-masks-iou"))
        shift = browser.text("#roi-shift").splitlines()[-1]
        self.assertRegex(shift, r"[1-9]")
        self.assertIn("RoIPool", browser.text("#roi-grid-caption"))
        self.assertTrue(browser.run("return document.querySelector('#roi-samples').closest('.field').hidden"))
        browser.click("#roi-pooling [data-value=roi_align]")
        self.assertTrue(browser.run("return document.querySelector('#roi-masks').closest('figure').hidden"))

    def test_the_opening_box_is_a_proposal_and_agrees_with_the_run(self):
        text = browser.text("#live-agreement")
        self.assertIsNotNone(text)
        self.assertLess(float(text.rstrip(".").split()[-1].replace("\u2212", "-")), 1e-5)

    def test_a_dragged_box_is_followed_by_everything(self):
        before = [browser.text(name) for name in ("#live-classes", "#panel-live .formula")]
        mouse = lambda kind, at: browser.driver.execute_cdp_cmd(  # noqa: E731
            "Input.dispatchMouseEvent", {"type": kind, "x": at[0], "y": at[1], "button": "left", "buttons": 1, "clickCount": 1})
        mouse("mousePressed", browser.place("#live-photo", 0.08, 0.55))
        for share in (0.2, 0.4, 0.6, 0.8):
            mouse("mouseMoved", browser.place("#live-photo", 0.08 + 0.5 * share, 0.55 + 0.4 * share))
        mouse("mouseReleased", browser.place("#live-photo", 0.48, 0.87))
        browser.settle()
        browser.settle()
        after = [browser.text(name) for name in ("#live-classes", "#panel-live .formula")]
        self.assertNotEqual(after, before)
        self.assertIsNone(browser.text("#live-agreement"))
        corners = [float(v) for v in browser.run("return new URLSearchParams(location.hash.slice(1)).get('box')").split(",")]
        for value, share in zip(corners, (0.08, 0.55, 0.48, 0.87)):
            self.assertAlmostEqual(value / 256, share, delta=0.01)
        times = browser.text("#panel-live .caption ~ .caption") or browser.text("#panel-live .formula + .caption")
        print(times)
        self.assertRegex(browser.text("#panel-live .formula + .caption"), r"box head [\d.]+ ms, mask head \d+ ms")
        browser.screenshot(folder / "drawn.png")

    def test_arrow_keys_move_and_resize_the_box(self):
        browser.run("document.querySelector('#live-photo').focus()")
        first = browser.text("#panel-live .formula")
        browser.press("\ue014")
        second = browser.text("#panel-live .formula")
        self.assertNotEqual(second, first)
        browser.click("#live-again")
        self.assertEqual(browser.text("#panel-live .formula"), first)
        self.assertIsNotNone(browser.text("#live-agreement"))

    def test_odd_boxes_in_the_address_are_harmless(self):
        for box in ("a,b,c,d", "1,2,3", "5,5,5,5", "300,300,400,400", "-50,-50,-10,-10", "200,200,20,20", "1e9,0,NaN,1"):
            browser.run("location.hash = arguments[0]", f"stage=live&box={box}")
            browser.settle()
            browser.settle()
            text = browser.text("#panel-live .formula")
            self.assertNotIn("NaN", text, box)
            self.assertRegex(text, r"P[2-5]", box)

    def test_a_finger_moves_the_box_and_scrolls_outside_it(self):
        browser.resize(390, 844, mobile=True)
        browser.open(page, "#stage=live&box=100,100,200,200")
        self.wait()
        browser.run("document.querySelector('#live-photo').scrollIntoView({block: 'center'})")
        before = browser.text("#panel-live .formula")
        left, top = browser.place("#live-photo", 150 / 256, 150 / 256)
        scrolled = browser.run("return scrollY")
        browser.finger("touchStart", left, top)
        browser.finger("touchMove", left - 20, top - 30)
        browser.finger("touchMove", left - 40, top - 60)
        browser.finger("touchEnd")
        browser.settle()
        self.assertEqual(browser.run("return scrollY"), scrolled)
        self.assertNotEqual(browser.text("#panel-live .formula"), before)
        here = browser.text("#panel-live .formula")
        left, top = browser.place("#live-photo", 0.95, 0.9)
        browser.finger("touchStart", left, top)
        for y in (30, 60, 100):
            browser.finger("touchMove", left, top - y)
        browser.finger("touchEnd")
        browser.settle()
        self.assertGreater(browser.run("return scrollY"), scrolled)
        self.assertEqual(browser.text("#panel-live .formula"), here)

    def test_a_page_without_heads_says_why(self):
        browser.run("""
            App.page.run.header.live = [];
            for (const why of ["model", "size", "maps", "pooling"]) {
              App.page.run.header.no_live = why;
              App.page.go("live");
              if (!document.querySelector("#live-static").textContent) throw new Error(why);
            }""")
        self.assertIn("RoIAlign", browser.text("#live-static"))


if __name__ == "__main__":
    require_browser()
    PROGRAM, FOLDER = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[1:3])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
