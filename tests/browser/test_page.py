"""The page of `mrcnn report` in a real browser: its arithmetic against a trace, its panels by hand.

    python3 tests/browser/test_page.py PROGRAM FOLDER

FOLDER gets traces, pages and screenshots of every panel. Without Chromium or Selenium: skipped.
"""
import json
import pathlib
import re
import sys
import unittest

import npy
from chromium import Browser, program_in, require_browser

PANELS = ["overview", "features", "rpn", "nms", "roi_align", "box_head", "iou", "masks", "live", "compare", "cost"]


class Run:
    """A trace on disk."""

    def __init__(self, folder):
        self.folder = folder
        self.manifest = json.loads((folder / "manifest.json").read_text())
        self.config = self.manifest["config"]

    def read(self, name):
        return npy.read(self.folder / f"{name}.npy")


def setUpModule():
    global browser, run, loose, low, pooled, matched, page
    folder = pathlib.Path(FOLDER)
    mrcnn = program_in(PROGRAM, folder)
    mrcnn("scenes", "--count", 1, "--seed", 5, "--size", "256,224", "--out", "scene")
    scene = next((folder / "scene").glob("*.png"))
    mrcnn("run", scene, "--truth", "scene/truth.json", "--no-pictures", "--out", "out", "--dump", "run")
    # the same with other thresholds: what the page's sliders must arrive at
    mrcnn("run", "--resume", "run", "--from", "proposals", "--set", "proposals.nms_iou=0.5", "--dump", "loose")
    mrcnn("run", "--resume", "run", "--from", "paste", "--set", "masks.threshold=0.3", "--dump", "low")
    mrcnn("run", "--resume", "run", "--from", "roi_align", "--to", "roi_align", "--set", "roi_align.pooling=roi_pool", "--dump", "pooled")
    mrcnn("op", "iou", "--in", "a=run/2_proposals/anchors.npy", "b=run/5_iou_filter/truth_boxes.npy", "--out", "anchor_iou")
    mrcnn("op", "match", "--in", "iou=anchor_iou/iou.npy", "--param", "low=0.3", "high=0.7", "low_quality=1", "--out", "matched")
    matched = npy.read(folder / "matched/best_truth.npy")
    mrcnn("report", "run", "-o", "page.html", "--against", "loose")
    run, loose, low, pooled = (Run(folder / name) for name in ("run", "loose", "low", "pooled"))
    page = folder / "page.html"
    browser = Browser()
    browser.open(page)


def tearDownModule():
    browser.close()


def spoken(number, digits):
    """A number as the page writes it."""
    return f"{number:.{digits}f}".replace("-", "\u2212")


def numbers_in(text):
    """The numbers of a text, thousands joined, minus signs as Python reads them."""
    joined = re.sub(r"(?<=\d)\u202f(?=\d)", "", text.replace("\u2212", "-"))
    return [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", joined)]


def survivors(trace):
    return [row for row, mark in enumerate(trace.read("2_proposals/suppressed_by").data) if mark in (-1, -4)]


class Arithmetic(unittest.TestCase):
    """The third implementation against the arrays of the first."""

    def test_anchors_are_those_of_the_trace(self):
        made = browser.run("return Array.from(App.page.run.anchors)")
        self.assertEqual(made, list(run.read("2_proposals/anchors").data))

    def test_every_candidate_decodes_to_the_same_bits(self):
        boxes = browser.run("""
            const { run } = App.page, anchors = run.array("2_proposals/candidate_anchors").data;
            const deltas = Data.rows(run.array("2_proposals/candidate_deltas"));
            return deltas.flatMap((delta, i) => {
              const a = anchors[i];
              const box = Arithmetic.decode(Array.from(run.anchors.subarray(4 * a, 4 * a + 4)), delta, run.config.proposals.coder_weights);
              return Arithmetic.clip(box, run.clip);
            });""")
        self.assertEqual(boxes, list(run.read("2_proposals/candidates").data))

    def test_scores_are_sigmoids_to_the_last_bit(self):
        scores = browser.run("""
            const { run } = App.page, logits = run.array("2_proposals/objectness").data;
            return Array.from(run.array("2_proposals/candidate_anchors").data, (a) => Arithmetic.sigmoid(logits[a]));""")
        self.assertEqual(scores, list(run.read("2_proposals/candidate_scores").data))

    def judge_nms(self, most, trace):
        marks = list(trace.read("2_proposals/suppressed_by").data)
        by, order = browser.run("""
            const { run } = App.page, marks = run.array("2_proposals/suppressed_by").data, rows = [];
            marks.forEach((mark, row) => { if (mark !== -2 && mark !== -3) rows.push(row); });
            const { survivors, suppressedBy } = Arithmetic.nms(run.array("2_proposals/candidates").data,
              run.array("2_proposals/candidate_scores").data, run.array("2_proposals/candidate_levels").data, rows, arguments[0]);
            return [Array.from(suppressedBy), survivors];""", most)
        self.assertEqual([-1 if mark == -4 else mark for mark in marks if mark not in (-2, -3)],
                         [mark for mark, was in zip(by, marks) if was not in (-2, -3)])
        kept = list(trace.read("2_proposals/kept").data)
        self.assertEqual(order[:len(kept)], kept)

    def test_nms_finds_the_same_survivors_and_suppressors(self):
        self.judge_nms(run.config["proposals"]["nms_iou"], run)

    def test_nms_with_another_threshold_is_another_run(self):
        self.judge_nms(0.5, loose)
        self.assertNotEqual(survivors(loose), survivors(run))

    def test_levels_follow_from_the_boxes(self):
        levels = browser.run("""
            const { run } = App.page;
            return Data.rows(run.array("2_proposals/boxes")).map((box) => Arithmetic.roiLevel(box, run.config.roi_align, 2, 5).level);""")
        self.assertEqual(levels, list(run.read("3_roi_align/levels").data))

    def test_all_regions_are_recomputed_in_the_channels_of_the_page(self):
        regions = run.read("3_roi_align/regions")
        channels = browser.run("return App.page.run.channels")
        rows = range(0, len(regions), 3)
        made = browser.run("""
            const { run } = App.page, { sampling_ratio: samples, aligned } = run.config.roi_align;
            const levels = run.array("3_roi_align/levels").data;
            return arguments[0].map((roi) => {
              const box = Data.row(run.array("2_proposals/boxes"), roi);
              const grid = Arithmetic.roiGrid(box, 2 ** -levels[roi], run.config.box_head.pool, samples, aligned);
              return run.channels.map((_, c) => Array.from(Arithmetic.alignRegion(RoiAlignPanel.levelMap(run, levels[roi], c), grid)));
            });""", list(rows))
        largest = max(abs(v) for v in regions.data)
        for roi, region in zip(rows, made):
            for channel, bins in zip(channels, region):
                stored = regions[roi, channel]
                worst = max(abs(a - b) for a, b in zip(bins, stored))
                self.assertLessEqual(worst, 1e-5 * largest, f"proposal {roi}, channel {channel}")

    def test_rounded_regions_are_those_of_a_run_with_roi_pool(self):
        regions, channels = pooled.read("3_roi_align/regions"), browser.run("return App.page.run.channels")
        rows = range(0, len(regions), 7)
        made = browser.run("""
            const { run } = App.page, levels = run.array("3_roi_align/levels").data;
            return arguments[0].map((roi) => run.channels.map((_, c) => Array.from(Arithmetic.poolRegion(
              RoiAlignPanel.levelMap(run, levels[roi], c), Data.row(run.array("2_proposals/boxes"), roi), 2 ** -levels[roi], run.config.box_head.pool))));""", list(rows))
        for roi, region in zip(rows, made):
            for channel, bins in zip(channels, region):
                self.assertEqual(bins, list(regions[roi, channel]), f"proposal {roi}, channel {channel}")

    def test_anchors_are_matched_as_in_training(self):
        made = browser.run("""
            const { run } = App.page;
            return Array.from(Arithmetic.matchAnchors(run.anchors, run.truth.map((t) => t.box), 0.3, 0.7));""")
        self.assertEqual(made, list(matched.data))
        self.assertGreater(sum(m >= 0 for m in made), 0)

    def test_encoding_undoes_decoding(self):
        reference, target, weights = [10, 20, 50, 60], [12, 5, 80, 66], [10, 10, 5, 5]
        box = browser.run("return Arithmetic.decode(arguments[0], Arithmetic.encode(...arguments), arguments[2])", reference, target, weights)
        for a, b in zip(box, target):
            self.assertAlmostEqual(a, b, places=4)

    def test_probabilities_are_softmaxes_to_the_last_bit(self):
        made = browser.run("""
            return Data.rows(App.page.run.array("4_box_head/class_logits")).flatMap((row) => Arithmetic.softmax(row));""")
        self.assertEqual(made, list(run.read("4_box_head/class_probabilities").data))

    def test_box_head_decodes_and_selects_the_same_detections(self):
        boxes, detections = browser.run("""
            const { run } = App.page, pairs = run.array("4_box_head/candidates").data, weights = run.config.box_head.coder_weights;
            const proposals = Data.rows(run.array("2_proposals/boxes"));
            const boxes = Data.rows(run.array("4_box_head/candidate_deltas")).map((delta, i) =>
              Arithmetic.clip(Arithmetic.decode(proposals[pairs[2 * i]], delta, weights), run.photoBox));
            const s = { least: run.config.box_head.score_threshold, most: run.config.box_head.nms_iou, agnostic: false };
            BoxHeadPanel.again(run, s);
            return [boxes, s.left.map((i) => [pairs[2 * i], pairs[2 * i + 1]])];""")
        rows = browser.run("return Array.from(App.page.run.array('4_box_head/rows').data)")
        stored = run.read("4_box_head/candidate_boxes")
        self.assertEqual(boxes, [stored[row] for row in rows])
        expected = zip(run.read("4_box_head/proposals").data, run.read("4_box_head/labels").data)
        self.assertEqual([tuple(d) for d in detections], list(expected))
        self.assertTrue(detections, "the scene has no detections: these tests prove little")

    def test_iou_matrix_is_equal(self):
        made = browser.run("""
            const { run } = App.page;
            return Arithmetic.iouMatrix(run.detections.map((d) => d.box), run.truth.map((t) => t.box)).flat();""")
        self.assertEqual(made, list(run.read("5_iou_filter/iou").data))

    def judge_masks(self, threshold, trace):
        masks = trace.read("6_masks/masks")
        height, width = masks.shape[1:]
        patches = browser.run("""
            const { run } = App.page;
            return Masks.objects(run).map((o) => {
              const patch = Masks.patch(run, o.index);
              return [patch.x, patch.y, patch.width, Array.from(Arithmetic.threshold(patch.values, arguments[0]))];
            });""", threshold)
        self.assertEqual(len(patches), len(masks))
        for d, (x, y, columns, bits) in enumerate(patches):
            whole = bytearray(height * width)
            for i, bit in enumerate(bits):
                whole[(y + i // columns) * width + x + i % columns] = bit
            self.assertEqual(bytes(whole), bytes(masks[d]), f"mask {d}")

    def test_pasted_masks_are_equal_pixel_by_pixel(self):
        self.judge_masks(run.config["masks"]["threshold"], run)

    def test_a_lower_threshold_is_another_run(self):
        self.judge_masks(0.3, low)
        self.assertGreater(sum(low.read("6_masks/masks").data), sum(run.read("6_masks/masks").data))

    def test_outlines_are_closed_paths_around_the_bits(self):
        """A ring of eight pixels has two paths; two pixels that touch at a corner are walked around once each or together."""
        ring, corner = browser.run("""
            const steps = (path) => path.map((p, i) => Math.abs(p[0] - path[(i + 1) % path.length][0]) + Math.abs(p[1] - path[(i + 1) % path.length][1]));
            return [[3, [1, 1, 1, 1, 0, 1, 1, 1, 1]], [2, [1, 0, 0, 1]]].map(([side, bits]) =>
              Arithmetic.outlines({ x: 10, y: 20, width: side, height: side }, bits).map((path) => [path.length, Math.max(...steps(path)), Math.min(...path.map((p) => p[0])), Math.max(...path.map((p) => p[1]))]));""")
        self.assertEqual(sorted(ring), [[4, 1, 11, 22], [12, 1, 10, 23]])
        self.assertEqual(sum(path[0] for path in corner), 8)
        self.assertTrue(all(path[1] == 1 for path in corner))

    def test_true_masks_survive_their_run_lengths(self):
        truth = run.read("5_iou_filter/truth_masks")
        for g in range(len(truth)):
            made = browser.run("return Array.from(Masks.truthMask(App.page.run, arguments[0]))", g)
            self.assertEqual(made, truth[g])

    def test_odd_numbers_are_harmless(self):
        """By hand: degenerate, far and non-finite boxes, ties, an empty list."""
        result = browser.run("""
            const nan = NaN, map = { data: new Float32Array(16).fill(2), offset: 0, rows: 4, columns: 4 };
            const region = (box, samples) => Array.from(Arithmetic.alignRegion(map, Arithmetic.roiGrid(box, 1, 2, samples, false)));
            return {
              apart: Arithmetic.iou([0, 0, 1, 1], [2, 2, 3, 3]),
              empty: Arithmetic.iou([1, 1, 1, 1], [1, 1, 1, 1]),
              broken: Arithmetic.iou([nan, 0, 1, 1], [0, 0, 1, 1]),
              third: Arithmetic.iou([0, 0, 2, 1], [1, 0, 3, 1]),
              ties: Arithmetic.nms([0, 0, 4, 4, 0, 0, 4, 4, 0, 0, 4, 4], [0.5, 0.5, nan], [1, 1, 2], [2, 1, 0], 0.5).survivors,
              nothing: Arithmetic.nms([], [], [], [], 0.5).survivors,
              constant: region([1, 1, 3, 3], 2),
              far: region([50, 50, 60, 60], 2),
              infinite: region([nan, 0, 1, 1], 2),
              reversed: Arithmetic.pasteRegion([3, 0, 1, 1], 28).width,
              even: Arithmetic.cellAnchors(5, [1])[0],
            };""")
        self.assertEqual(result["apart"], 0)
        self.assertEqual(result["empty"], 0)
        self.assertEqual(result["broken"], 0)
        self.assertAlmostEqual(result["third"], 1 / 3, places=7)
        self.assertEqual(result["ties"], [0, 2])  # equal scores: the lower row; NaN last, in its own group
        self.assertEqual(result["nothing"], [])
        self.assertEqual(result["constant"], [2] * 4)
        self.assertEqual(result["far"], [0] * 4)
        self.assertEqual(result["infinite"], [0] * 4)
        self.assertEqual(result["reversed"], 0)
        self.assertEqual(result["even"], [-2, -2, 2, 2])  # 2.5 rounds to the even neighbour


class Panels(unittest.TestCase):
    """What the page says, against the trace, while its controls are used."""

    def show(self, panel, **state):
        address = "".join(f"&{name}={value}" for name, value in state.items())
        browser.run("location.hash = ''; location.hash = arguments[0];", f"stage={panel}{address}")
        browser.run("return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
        self.assertIsNotNone(browser.text(f"#panel-{panel}"), panel)

    def drag(self, selector, value):
        took = browser.drag(selector, value)
        print(f"{selector} to {value}: {took:.0f} ms")  # the goal is 100

    def test_overview_opens_every_stage(self):
        self.show("overview")
        for door in ("features", "rpn", "roi_align", "box_head", "iou", "masks"):
            browser.click(f"[data-door={door}]")
            self.assertIsNotNone(browser.text(f"#panel-{door}"))
            self.show("overview")
        self.assertIn("16 of 64 channels" if run.read("1_features/p2").shape[0] == 64 else "channels", browser.text("#contents"))

    def test_pyramid_shows_the_values_of_the_maps(self):
        channel = browser.run("return App.page.run.channels[1]")
        p3 = run.read("1_features/p3")
        self.show("features", map="P3", channel=channel, x=100, y=60)
        title, value = browser.run("return [...document.querySelector('#map-P3').closest('figure').querySelectorAll('.caption b, .caption .num')].map((e) => e.textContent)")
        self.assertEqual(title, "P3")
        self.assertEqual(value, spoken(p3[channel, 60 // 8, 100 // 8], 2))

    def test_p6_is_every_second_cell_of_p5(self):
        channel = browser.run("return App.page.run.channels[0]")
        self.show("features", map="P6", channel=channel, x=100, y=70)
        left, right = browser.text("#p6-proof").splitlines()[1].split(" = ")
        self.assertEqual(left, right)
        self.assertEqual(left, spoken(run.read("1_features/p6")[channel, 1, 1], 4))

    def test_funnel_counts_what_the_trace_holds(self):
        self.show("rpn")
        shown = browser.run("return Object.fromEntries([...document.querySelectorAll('#funnel > div')].map((d) => [d.dataset.name, Number(d.dataset.count)]))")
        marks = list(run.read("2_proposals/suppressed_by").data)
        self.assertEqual(shown, {"anchors": len(run.read("2_proposals/objectness")), "candidates": len(marks),
                                 "large": sum(m not in (-2, -3) for m in marks), "survivors": len(survivors(run)),
                                 "proposals": len(run.read("2_proposals/boxes"))})

    def test_formula_of_an_anchor_uses_its_numbers(self):
        anchor = run.read("2_proposals/candidate_anchors").data[3]
        self.show("rpn", anchor=anchor)
        row = browser.text("#rpn-anchors tr.chosen")
        deltas = run.read("2_proposals/deltas")[anchor]
        self.assertTrue(row.endswith("".join(spoken(d, 3) for d in deltas)), row)
        box = run.read("2_proposals/candidates")[3]
        shown = numbers_in(browser.text("#rpn-formula").splitlines()[-1])
        for a, b in zip(shown, box):
            self.assertAlmostEqual(a, b, delta=0.0501)
        self.drag("#rpn-veil", 0.3)

    def test_film_runs_to_the_end_and_the_threshold_reruns_it(self):
        levels = run.read("2_proposals/candidate_levels").data
        for trace in (run, loose):
            kept = [row for row in survivors(trace) if levels[row] == levels[0]]
            self.show("nms", level=levels[0])
            self.drag("#nms-iou", trace.config["proposals"]["nms_iou"])
            browser.click("#nms-last")
            self.assertEqual(numbers_in(browser.text("#nms-kept")), [len(kept)])
            self.assertEqual(numbers_in(browser.text("#nms-waiting")), [0])
            self.assertIn(len(survivors(trace)), numbers_in(browser.text("#nms-verdict")))
        self.drag("#nms-step", 0)
        self.assertEqual(numbers_in(browser.text("#nms-kept")), [1])
        browser.click("#nms-next")
        self.assertEqual(numbers_in(browser.text("#nms-kept")), [2])
        browser.click("#nms-play")
        browser.wait_for("return Number(document.getElementById('nms-kept').textContent) >= 4")
        browser.click("#nms-play")

    def test_a_suppressed_box_points_at_its_suppressor(self):
        marks = run.read("2_proposals/suppressed_by").data
        levels = run.read("2_proposals/candidate_levels").data
        victim = next(row for row, mark in enumerate(marks) if mark >= 0)
        self.show("nms", level=levels[victim], step=0)
        for _ in range(400):
            rows = browser.run("return [...document.querySelectorAll('#nms-victims tr')].map((r) => Number(r.dataset.row))")
            if rows:
                break
            browser.click("#nms-next")
        browser.click(f"#nms-victims tr[data-row='{rows[0]}']")
        self.assertTrue(browser.text("#nms-why").startswith(f"#{rows[0]} \u2192 #{marks[rows[0]]}"), browser.text("#nms-why"))

    def test_inspector_shows_the_region_of_the_trace(self):
        channel = browser.run("return App.page.run.channels[2]")
        roi = browser.run("return App.page.run.array('3_roi_align/rows').data[1]")
        self.show("roi_align", roi=roi, channel=channel, bin="4,2")
        mean = run.read("3_roi_align/regions")[roi, channel, 2, 4]
        self.assertTrue(browser.text("#roi-bin").endswith(f"= {spoken(mean, 4)}"), browser.text("#roi-bin"))
        self.assertIn("to the last bit", browser.text("#roi-agreement"))
        self.assertIn(f"P{run.read('3_roi_align/levels').data[roi]}", browser.text("#roi-level"))
        # four weights that sum to one, and a value that is their sum
        lines = browser.text("#roi-sample").splitlines()
        terms = [numbers_in(line)[:2] for line in lines[1:5]]
        self.assertAlmostEqual(sum(weight for weight, _ in terms), 1, delta=0.002)
        self.assertAlmostEqual(sum(w * v for w, v in terms), numbers_in(lines[5])[0], delta=0.02)

    def test_pointer_chooses_points_and_bins(self):
        self.show("roi_align")
        before = browser.text("#roi-sample")
        browser.move_over("#roi-grid", 0.6, 0.6)
        self.assertNotEqual(browser.text("#roi-sample"), before)
        browser.move_over("#roi-means", 0.5 / 7, 0.5 / 7)
        self.assertIn("(0, 0)", browser.text("#roi-bin"))
        browser.click("#roi-aligned input, input#roi-aligned")
        self.assertIn("Differs", browser.text("#roi-agreement"))

    def test_heads_show_probabilities_and_counts(self):
        roi = run.read("4_box_head/proposals").data[0]
        self.show("box_head", roi=roi)
        shown = browser.run("return [...document.querySelectorAll('#head-classes > button')].map((d) => [Number(d.dataset.class), Number(d.dataset.p)])")
        probabilities = run.read("4_box_head/class_probabilities")[roi]
        self.assertEqual([p for _, p in shown], sorted(probabilities, reverse=True)[:5])
        self.assertEqual([p for _, p in shown], [probabilities[k] for k, _ in shown])
        self.assertEqual(numbers_in(browser.text("#head-left")), [len(run.read("4_box_head/boxes"))])
        self.drag("#head-score", 0.9)
        sure = sum(score > 0.9 for score in run.read("4_box_head/scores").data)
        self.assertEqual(numbers_in(browser.text("#head-left")), [sure])
        self.drag("#head-iou", 0.3)

    def test_iou_matrix_says_what_the_trace_says(self):
        self.show("iou")
        iou = run.read("5_iou_filter/iou")
        detections, objects = iou.shape
        for d in range(detections):
            for g in range(objects):
                shown = browser.text(f"[data-cell='{d},{g}']")
                self.assertEqual(shown, spoken(iou[d, g], 2) if iou[d, g] > 0 else "\u00b7")
        self.show("iou", cell="0,0")
        self.assertTrue(browser.text("#iou-sum").endswith(spoken(iou[0, 0], 4)), browser.text("#iou-sum"))
        self.drag("#iou-score", 0)
        kept = sum(run.read("5_iou_filter/keep").data)
        tally = self.tally()
        self.assertEqual(tally["hits"] + tally["extra"] + tally["wrong"], kept)
        self.assertEqual(tally["misses"], detections - kept)
        self.assertEqual(tally["hits"] + tally["unseen"], objects)
        browser.click("#iou-any")
        self.assertEqual(self.tally()["wrong"], 0)
        self.drag("#iou-least", 0.95)
        strict = sum(max(iou[d]) >= 0.95 for d in range(detections))
        self.assertEqual(self.tally()["hits"] + self.tally()["extra"], strict)

    def tally(self):
        return {name: int(browser.text(f"#iou-{name}")) for name in ("hits", "wrong", "extra", "misses", "unseen")}

    def test_a_right_box_with_a_wrong_name_finds_nothing(self):
        """By hand: a square is covered by a better box that is called a star."""
        judge = """
            const named = (label, score) => ({ label, score });
            const [detections, truths, ious] = arguments, shown = (d) => d.score >= 0.5;
            const match = (any) => Arithmetic.matchDetections(detections.map((d) => named(...d)), truths.map((label) => ({ label })), ious, 0.5, any, shown);
            return [match(false), match(true)].map(({ verdicts, found }) => [verdicts, found.size]);"""
        detections = [("star", 0.9), ("square", 0.8), ("square", 0.7), ("circle", 0.6), ("square", 0.4)]
        ious = [[0.9, 0], [0.8, 0], [0.6, 0], [0.1, 0.2], [0.95, 0]]
        by_class, any_class = browser.run(judge, detections, ["square", "circle"], ious)
        self.assertEqual(by_class, [["wrong", "hit", "extra", "miss", "hidden"], 1])
        self.assertEqual(any_class, [["hit", "extra", "extra", "miss", "hidden"], 1])

    def test_four_boxes_can_be_computed_in_the_head(self):
        self.show("iou")
        self.assertEqual(browser.run("return [...document.querySelectorAll('#iou-examples .num')].map((e) => e.textContent)"),
                         ["100/100 = 1.00", "50/150 = 0.33", "25/100 = 0.25", "0/200 = 0.00"])

    def test_masks_count_their_pixels_at_any_threshold(self):
        self.show("masks", object=0)
        for threshold, trace in ((run.config["masks"]["threshold"], run), (0.3, low)):
            self.drag("#mask-threshold", threshold)
            self.assertEqual(numbers_in(browser.text("#mask-pixels")), [sum(trace.read("6_masks/masks")[0])])
        best = run.read("5_iou_filter/best_truth").data[list(run.read("5_iou_filter/keep").data).index(1)]
        mask, truth = low.read("6_masks/masks")[0], run.read("5_iou_filter/truth_masks")[best]
        overlap = sum(a and b for a, b in zip(mask, truth)) / sum(a or b for a, b in zip(mask, truth))
        self.assertEqual(browser.text("#mask-iou"), spoken(overlap, 4))
        browser.move_over("#mask-matrix", 0.5, 0.5)
        browser.move_over("#mask-crop", 0.5, 0.5)
        early = browser.text("#mask-sum")
        browser.click("#mask-early")
        self.assertNotEqual(browser.text("#mask-sum"), early)
        browser.move_over("#mask-crop", 0.3, 0.3)
        weights = [numbers_in(line)[:2] for line in browser.text("#mask-sum").splitlines()[1:5]]
        self.assertAlmostEqual(sum(weight for weight, _ in weights), 1, delta=0.003)
        self.assertLessEqual({value for _, value in weights}, {0.0, 1.0})

    def test_compare_names_the_first_difference(self):
        self.show("compare")
        verdicts = dict(browser.run("return [...document.querySelectorAll('#compare-strip > div')].map((d) => [d.dataset.step, d.dataset.verdict])"))
        self.assertEqual(verdicts["features"], "equal")
        self.assertEqual(verdicts["proposals"], "BROKEN")
        self.assertEqual(verdicts["box_head"], "differs")
        self.assertIn("2_proposals/suppressed_by", browser.text("#compare-verdict"))

    def test_cost_repeats_the_manifest(self):
        self.show("cost")
        total = sum(step["ms"] for step in run.manifest["steps"])
        shown, = re.findall(r"Time \u00b7 ([\d.]+) ms", browser.text("#panel-cost"))
        self.assertAlmostEqual(float(shown), total, delta=0.51)

    def test_keys_walk_through_all_panels(self):
        self.show("overview")
        for panel in PANELS[1:]:
            browser.press("\ue014")  # arrow right
            self.assertIsNotNone(browser.text(f"#panel-{panel}"), panel)
            browser.press("n")
        browser.press("\ue012")  # arrow left
        self.assertIsNotNone(browser.text("#panel-compare"))
        browser.press("?")
        self.assertTrue(browser.run("return document.querySelector('#dialog').open"))
        browser.run("document.querySelector('#dialog').close()")

    def test_address_holds_the_state(self):
        self.show("masks")
        browser.drag("#mask-threshold", 0.7)
        browser.settle()
        browser.open(page, browser.run("return location.hash"))
        self.assertEqual(browser.text("#panel-masks output"), "0.70")

    def test_every_word_exists_in_both_languages(self):
        table = browser.run("return Words.table")
        for key, words in table.items():
            self.assertEqual(len(words), 2, key)
            self.assertTrue(all(words), key)
            places = [set(re.findall(r"\{\w+\}", word)) for word in words]
            self.assertEqual(*places, key)
        source = browser.run("return [...document.scripts].map((s) => s.type ? '' : s.textContent).join('')")
        for key in re.findall(r'Words\.say\("([\w.]+)"', source):
            self.assertIn(key, table)
        self.show("iou")
        browser.click("#language [data-value=ru]")
        self.assertEqual(browser.text("#panel-iou h1"), table["iou.title"][1])
        browser.click("#language [data-value=en]")
        self.assertEqual(browser.text("#panel-iou h1"), table["iou.title"][0])


class ZLast(unittest.TestCase):
    """After everything else (tests run by name): what happened meanwhile, and what must not."""

    def test_nothing_was_asked_for_and_nothing_complained(self):
        self.assertEqual(browser.complaints(), [])
        self.assertEqual([url for url in browser.requests() if not url.startswith((page.as_uri(), "about:", "data:", "blob:"))], [])

    def test_page_forbids_the_network(self):
        self.assertIn("default-src 'none'", browser.run("return document.querySelector('meta[http-equiv]').content"))
        refused = browser.driver.execute_async_script("""
            const done = arguments[0];
            fetch("https://example.invalid/").then(() => done(false), () => done(true));""")
        self.assertTrue(refused)
        self.assertTrue(any("Content Security Policy" in line for line in browser.complaints()))

    def test_page_is_small(self):
        heads = browser.run("return document.getElementById('live').textContent.length")
        self.assertLess(page.stat().st_size - heads, 3_000_000)
        self.assertLess(heads, 5_000_000)
        browser.open(page)
        paint = browser.run("return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0")
        ready = browser.run("return App.page.readyAfter")
        print(f"{page.stat().st_size / 1e6:.2f} MB, first paint after {paint:.0f} ms, ready after {ready:.0f} ms")  # the goal is a second


if __name__ == "__main__":
    require_browser()
    PROGRAM, FOLDER = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[1:3])
    unittest.main(argv=sys.argv[:1], verbosity=2)
