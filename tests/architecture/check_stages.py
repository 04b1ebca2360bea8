"""Every stage has its lesson, contract, code for both places, demo, test and benchmark: tests/architecture/check_stages.py

The six folders look the same, so that the second one is read twice as fast. The network stands in a
straight line in one short file, and no other code chooses among its steps.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
STAGES = ["1_features", "2_proposals", "3_roi_align", "4_box_head", "5_iou_filter", "6_masks"]


def problems_of(root):
    """What the stages below `root` lack, one line each."""
    problems = []

    def expect(folder, pattern, what):
        if not any(path.stat().st_size for path in (root / folder).glob(pattern)):
            problems.append(f"{folder}: no {what} ({pattern})")

    for stage in STAGES:
        number, name = stage.split("_", 1)
        folder = f"stages/{stage}"
        expect(folder, "README.md", "lesson")
        expect(folder, "device.md", "page on the device code")
        expect(folder, f"{name}.hpp", "contract")
        if not (root / folder / f"{name}.cpp").exists():  # one file for both places
            expect(folder, "*_host.cpp", "host code")
        for path in (root / folder).glob("*_host.cpp"):
            expect(folder, path.name.replace("_host.cpp", "_device.cu"), "device code")
        for path in (root / folder).glob("*_device.cu"):
            if not (root / folder / path.name.replace("_device.cu", ".cpp")).exists():
                expect(folder, path.name.replace("_device.cu", "_host.cpp"), "host code")
        expect(folder, "demo.cpp", "demo")
        expect(folder, "CMakeLists.txt", "target")
        expect("tests/stages", f"test_{number}_*.cpp", f"test of {stage}")
        expect("benchmarks", f"bench_{stage}.cpp", f"benchmark of {stage}")
    strangers = [
        path.name
        for path in (root / "stages").glob("*/")
        if re.match(r"\d", path.name) and path.name not in STAGES
    ]
    return problems + [f"stages/{name}: not one of the six stages" for name in strangers]


LONGEST_STRAIGHT_LINE = 60


def straight_line_problems(root):
    """Whether the network stands once below `root`, in a file that fits on a page."""
    path = root / "stages/pipeline/mask_rcnn.cpp"
    lines = len(path.read_text().splitlines())
    problems = [f"stages/pipeline/mask_rcnn.cpp: {lines} lines, expected at most {LONGEST_STRAIGHT_LINE}"
                ] * (lines > LONGEST_STRAIGHT_LINE)
    for source in sorted((root / "stages").rglob("*.[ch]pp")):
        text = source.read_text()
        name = source.relative_to(root)
        if "case Step::" in text:
            problems.append(f"{name}: a switch over the steps, which stand in mask_rcnn.cpp")
        calls = len(re.findall(r"\brun_step\(Step::", text))
        expected = 9 if source == path else 0
        if calls != expected:
            problems.append(f"{name}: {calls} calls of steps, expected {expected}")
    return problems


def main():
    problems = problems_of(ROOT) + straight_line_problems(ROOT)
    print("\n".join(problems) or f"stages: all {len(STAGES)} have lesson, contract, code, demo, test, benchmark")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
