"""Does what the page of lab 0 asks for and compares with the numbers it tells: test_lab_0.py MRCNN PAGE SCENE

NumPy is not needed: a .npy file is a header and the numbers.
"""
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest


def parts(file):
    """The header of a .npy file of format 1, and its bytes after that."""
    data = file.read_bytes()
    begin = 10 + struct.unpack("<H", data[8:10])[0]
    return data[:begin], data[begin:]


def load(file, kind):
    data = parts(file)[1]
    return struct.unpack(f"<{len(data) // 4}{kind}", data)


def trace_of(*arguments):
    subprocess.run([MRCNN, "run", "--quiet", "--no-pictures", *arguments], check=True, capture_output=True)


class FollowOneBox(unittest.TestCase):
    def test_the_page_tells_what_happens_to_proposal_0(self):
        text = PAGE.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            trace, moved = pathlib.Path(folder, "trace"), pathlib.Path(folder, "moved")
            trace_of(SCENE, "--dump", trace, "--out", folder)
            candidate = load(trace / "2_proposals/kept.npy", "i")[0]
            anchor = load(trace / "2_proposals/candidate_anchors.npy", "i")[candidate]
            x1, y1, x2, y2 = load(trace / "2_proposals/anchors.npy", "f")[4 * anchor:4 * anchor + 4]
            self.assertIn(f"number {anchor}, on P5, from ({x1:g}, {y1:g}) to ({x2:g}, {y2:g})", text)
            box = load(trace / "2_proposals/boxes.npy", "f")[:4]
            self.assertIn("(" + ", ".join(f"{corner:.1f}" for corner in box) + ")", text)
            self.assertEqual(load(trace / "3_roi_align/levels.npy", "i")[0], 3)  # "from P3"
            star = load(trace / "4_box_head/class_logits.npy", "f")[4]
            self.assertEqual(load(trace / "4_box_head/proposals.npy", "i")[0], 0)

            file = trace / "2_proposals/boxes.npy"
            header, data = parts(file)
            file.write_bytes(header + struct.pack("<4f", *(corner + 40 for corner in box)) + data[16:])
            trace_of("--resume", trace, "--from", "roi_align", "--dump", moved)
            lost = load(moved / "4_box_head/class_logits.npy", "f")[4]
            self.assertIn(f"from {star:.2f} to {lost:.2f}", text)
            heir = load(moved / "4_box_head/proposals.npy", "i")[0]
            self.assertIn(f"detection 0 now comes from proposal {heir}.", text)
            self.assertEqual(load(moved / "4_box_head/labels.npy", "i")[0], 4)


if __name__ == "__main__":
    MRCNN, PAGE, SCENE = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
    unittest.main(argv=sys.argv[:1])
