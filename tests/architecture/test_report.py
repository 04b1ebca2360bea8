"""Proves that benchmarks/report.py takes medians, fills the tables and sees what got slower."""
import importlib.util
import pathlib
import unittest
import xml.dom.minidom

ROOT = pathlib.Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("report", ROOT / "benchmarks/report.py")
report = importlib.util.module_from_spec(spec)
spec.loader.exec_module(report)

CONTEXT = {"date": "2026-01-02T03:04:05", "processor": "Some CPU", "threads": "2", "openblas_core": "Haswell", "load_avg": [0.25]}


def document(*benchmarks):
    return {"context": CONTEXT, "benchmarks": list(benchmarks)}


def run(name, time, unit="ms", flops=None, kind="iteration"):
    one = {"name": name + "/real_time", "run_name": name + "/real_time", "run_type": kind, "real_time": time, "time_unit": unit}
    return one if flops is None else {**one, "FLOP": flops}


class Tables(unittest.TestCase):
    def test_a_result_is_the_median_of_its_repetitions_in_milliseconds(self):
        results = report.results_of(document(run("a/host", 1000, "us"), run("a/host", 9, "ms"), run("a/host", 2e6, "ns"),
                                             run("a/host", 1e9, "ms", kind="aggregate")))
        self.assertEqual(results["a/host"].milliseconds, 2.0)

    def test_the_ladder_shows_every_rung_and_the_share_of_the_peak(self):
        page = "before\n<!-- measured: ladder -->\nold\n<!-- end of measured -->\nafter\n"
        text = report.updated(page, [document(run("ladder/peak/host/steps:9", 1, flops=400e9),
                                              run("ladder/3x3 64/host/2_im2col/cells:9", 1, flops=100e9),
                                              run("ladder/3x3 64/host/5_own_kernel/cells:9", 1, flops=300e9))])
        self.assertIn("| layer | 2 im2col | 5 own kernel | of the peak |", text)
        self.assertIn("| 3x3 64 | 100 | 300 | 75 % |", text)
        self.assertIn("Some CPU, 2 threads, OpenBLAS Haswell, 2026-01-02, load 0.2", text)
        self.assertNotIn("old", text)
        self.assertTrue(text.startswith("before\n") and text.endswith("after\n"))

    def test_a_table_without_results_stays(self):
        page = "<!-- measured: nms -->\nold\n<!-- end of measured -->"
        self.assertEqual(report.updated(page, [document(run("roi_align/host", 1))]), page)
        ladder = page.replace("nms", "ladder")
        self.assertEqual(report.updated(ladder, [document(run("ladder/peak/host/steps:9", 1))]), ladder)

    def test_other_tables_take_the_benchmarks_of_their_name(self):
        page = "<!-- measured: nms -->\n<!-- end of measured -->"
        text = report.updated(page, [document(run("nms/host/boxes:9", 1.5), run("nmsx/host", 2.5))])
        self.assertIn("| `nms/host/boxes:9` | 1.5 |", text)
        self.assertNotIn("nmsx", text)


def steps(scale=1.0):
    """Every step at full size on both sides, and a smaller size of those that are plotted."""
    names = [f"{step}/{place}/{size}" for step, size in report.stage_report.FULL_SIZE.items() for place in ("host", "device")]
    names += [f"features/{place}/rows:{side}/columns:{side}" for place in ("host", "device") for side in (256, 512)]
    names += [f"roi_align/{place}/rois:100/bins:7" for place in ("host", "device")]
    names += ["box_head/host/rois:100", "images/host/images:1", "images/host/images:2"]
    return [run(name, scale * (n + 1), flops=(n + 1) * 1e9) for n, name in enumerate(names)]


class Steps(unittest.TestCase):
    def documents(self):
        one = {**document(*steps(2.0)), "context": {**CONTEXT, "threads": "1"}}
        return [one, document(run("ladder/peak/host/steps:9", 1, flops=100e9), *steps())]

    def test_every_step_shows_threads_and_device(self):
        page = "<!-- measured: stages -->\n<!-- end of measured -->"
        text = report.updated(page, self.documents())
        self.assertIn("| step | size | host, 2 threads, ms | host, 1 thread, ms | device, ms | GFLOP/s | of the peak | GB/s |", text)
        self.assertIn("| box_head | rois 1000 | 9 | 18 | 10 | 9 | 9 % | 0.0 |", text)

    def test_a_missing_step_leaves_the_table_as_it_is(self):
        page = "<!-- measured: stages -->\nold\n<!-- end of measured -->"
        self.assertEqual(report.updated(page, [document(*steps()[2:])]), page)

    def test_the_plots_show_sizes_proposals_threads_and_images(self):
        picture = report.stage_report.scaling(self.documents())
        for words in ("by image", "by proposals", "by threads", "by images", "features, device", "box_head, host"):
            self.assertIn(words, picture)
        self.assertIn("scaling.svg", report.updated("<!-- measured: scaling -->\n<!-- end of measured -->", self.documents()))
        xml.dom.minidom.parseString(picture)

    def test_the_roofline_shows_the_limits_and_every_step_of_arithmetic(self):
        memory = {**run("ladder/memory/host/numbers:9", 1), "bytes": 20e9}
        moved = [{**one, "bytes": 1e9} for one in steps()]
        documents = [document(run("ladder/peak/host/steps:9", 1, flops=100e9), memory, *moved)]
        picture = report.stage_report.roofline(documents)
        for words in ("processor: 100 GFLOP/s", "memory: 20 GB/s", "RoIAlign", "mask head"):
            self.assertIn(words, picture)
        xml.dom.minidom.parseString(picture)
        self.assertEqual(report.stage_report.roofline(self.documents()), "", "without the memory there is no roof")

    def test_the_picture_of_the_ladder_shows_four_layers(self):
        layers = report.ladder_report.DRAWN
        rungs = [run(f"ladder/{layer}/host/{rung}/cells:9", 1, flops=1e9) for layer in layers for rung in ("1_definition", "5_own_kernel")]
        picture = report.stage_report.rungs([document(run("ladder/peak/host/steps:9", 1, flops=100e9), *rungs)])
        for words in ("own kernel", "C4 1x1 1024 &gt; 256", "the processor: 100"):
            self.assertIn(words, picture)
        xml.dom.minidom.parseString(picture)
        self.assertEqual(report.stage_report.rungs([document(*rungs)]), "")

    def test_there_is_no_picture_without_a_second_number_of_threads(self):
        self.assertEqual(report.stage_report.scaling([document(*steps())]), "")
        page = "<!-- measured: scaling -->\nold\n<!-- end of measured -->"
        self.assertEqual(report.updated(page, [document(*steps())]), page)


class Comparison(unittest.TestCase):
    def compared(self, before, after):
        return report.compare(*(report.results_of(document(run("a/host", time))) for time in (before, after)))

    def test_a_slower_benchmark_is_seen(self):
        rows, slower = self.compared(10, 12)
        self.assertEqual(rows, [["`a/host`", "10", "12", "1.20"]])
        self.assertTrue(slower)

    def test_noise_and_speed_are_not_slower(self):
        self.assertFalse(self.compared(10, 10.5)[1])
        self.assertFalse(self.compared(10, 5)[1])


if __name__ == "__main__":
    unittest.main()
