"""Proves that check_stages.py can fail."""
import pathlib
import shutil
import tempfile
import unittest

from check_stages import STAGES, problems_of, straight_line_problems


class CheckStages(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)
        for stage in STAGES:
            number, name = stage.split("_", 1)
            both = [f"{name}.cpp"] if stage == "1_features" else [f"{name}_host.cpp", f"{name}_device.cu"]
            for file in ["README.md", "device.md", f"{name}.hpp", *both, "demo.cpp", "CMakeLists.txt"]:
                self.write(f"stages/{stage}/{file}")
            self.write(f"tests/stages/test_{number}_{name}.cpp")
            self.write(f"benchmarks/bench_{stage}.cpp")

    def write(self, path, text="something"):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def test_six_complete_stages_are_accepted(self):
        self.assertEqual(problems_of(self.root), [])

    def test_the_network_stands_once_in_a_short_file(self):
        nine = "run_step(Step::x, y);\n" * 9
        self.write("stages/pipeline/mask_rcnn.cpp", nine)
        self.assertEqual(straight_line_problems(self.root), [])
        self.write("stages/pipeline/mask_rcnn.cpp", nine + "\n" * 52)
        self.assertEqual(straight_line_problems(self.root),
                         ["stages/pipeline/mask_rcnn.cpp: 61 lines, expected at most 60"])
        self.write("stages/pipeline/mask_rcnn.cpp", nine)
        self.write("stages/program/cli/other.cpp", "case Step::features: run_step(Step::paste, z);")
        self.assertEqual(straight_line_problems(self.root),
                         ["stages/program/cli/other.cpp: a switch over the steps, which stand in mask_rcnn.cpp",
                          "stages/program/cli/other.cpp: 1 calls of steps, expected 0"])

    def test_each_missing_file_is_named(self):
        for path, message in [
            ("stages/1_features/README.md", "stages/1_features: no lesson (README.md)"),
            ("stages/1_features/device.md", "stages/1_features: no page on the device code (device.md)"),
            ("stages/2_proposals/proposals.hpp", "stages/2_proposals: no contract (proposals.hpp)"),
            ("stages/1_features/features.cpp", "stages/1_features: no host code (*_host.cpp)"),
            ("stages/4_box_head/box_head_device.cu",
             "stages/4_box_head: no device code (box_head_device.cu)"),
            ("stages/6_masks/demo.cpp", "stages/6_masks: no demo (demo.cpp)"),
            ("benchmarks/bench_1_features.cpp",
             "benchmarks: no benchmark of 1_features (bench_1_features.cpp)"),
            ("stages/5_iou_filter/CMakeLists.txt",
             "stages/5_iou_filter: no target (CMakeLists.txt)"),
            ("tests/stages/test_6_masks.cpp", "tests/stages: no test of 6_masks (test_6_*.cpp)"),
        ]:
            with self.subTest(path):
                (self.root / path).unlink()
                self.assertEqual(problems_of(self.root), [message])
                self.write(path)

    def test_device_code_without_host_code_is_noticed(self):
        self.write("stages/3_roi_align/roi_pool_device.cu")
        self.assertEqual(problems_of(self.root), ["stages/3_roi_align: no host code (roi_pool_host.cpp)"])

    def test_an_empty_lesson_counts_as_missing(self):
        self.write("stages/3_roi_align/README.md", "")
        self.assertEqual(problems_of(self.root), ["stages/3_roi_align: no lesson (README.md)"])

    def test_a_seventh_stage_is_noticed(self):
        self.write("stages/7_tracking/README.md")
        self.assertEqual(problems_of(self.root), ["stages/7_tracking: not one of the six stages"])


if __name__ == "__main__":
    unittest.main()
