"""`mrcnn lab watch` and `mrcnn lab grade`, as a student and a teacher call them: test_commands.py MRCNN

NumPy is not needed: a .npy file is a header and the numbers.
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

UNREADABLE = '''import pathlib, struct, sys
for case in pathlib.Path(sys.argv[1]).iterdir():
    out = pathlib.Path(sys.argv[2]) / case.name
    out.mkdir()
    header = b"{'descr': '<c8', 'fortran_order': False, 'shape': (1,)}".ljust(117) + b"\\n"
    (out / "masks.npy").write_bytes(b"\\x93NUMPY\\x01\\x00" + struct.pack("<H", len(header)) + header + bytes(8))
'''

ROOT = pathlib.Path(__file__).resolve().parents[2]
RIGHT = '''import array, ctypes, math, pathlib, struct, sys

def f32(x):
    return ctypes.c_float(x).value

def load(file):
    data = file.read_bytes()
    numbers = array.array("f", data[10 + struct.unpack("<H", data[8:10])[0]:])
    return [numbers[i:i + 4] for i in range(0, len(numbers), 4)]

def save(file, values, shape):
    header = str({"descr": "<f4", "fortran_order": False, "shape": shape}).ljust(117) + chr(10)
    file.parent.mkdir(parents=True)
    begin = b"\\x93NUMPY\\x01\\x00" + struct.pack("<H", 118) + header.encode()
    file.write_bytes(begin + array.array("f", values).tobytes())

def area(x1, y1, x2, y2):
    return f32(f32(x2 - x1) * f32(y2 - y1))

def iou(a, b):
    left, top = a[0] if a[0] > b[0] else b[0], a[1] if a[1] > b[1] else b[1]
    right, bottom = a[2] if a[2] < b[2] else b[2], a[3] if a[3] < b[3] else b[3]
    common = area(left, top, right, bottom) if right > left and bottom > top else 0.0
    union = f32(f32(area(*a) + area(*b)) - common)
    return common / union if 0 < union < math.inf else 0.0

for case in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    a, b = load(case / "a.npy"), load(case / "b.npy")
    save(pathlib.Path(sys.argv[2]) / case.name / "iou.npy", [iou(x, y) for x in a for y in b], (len(a), len(b)))
'''
WRONG = RIGHT.replace(" - common)", ")")
HAND_INS = {
    "crash": "boxes = [1, 2]\nboxes[2]\n",
    "empty": "",
    "endless": "while True:\n    print('again' * 100000)\n",
    "right": RIGHT,
    "windows": WRONG.replace("\n", "\r\n"),
    "wrong": WRONG,
}


class Commands(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, text):
        """As editors save: all at once."""
        file = self.folder / name
        file.parent.mkdir(exist_ok=True)
        file.with_suffix(".new").write_bytes(text.encode())
        os.replace(file.with_suffix(".new"), file)
        return file

    def watch(self, file):
        words = [MRCNN, "lab", "--progress", self.folder / "progress.json", "watch", "1", file]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        limit = threading.Timer(1200, process.kill)  # a report that never comes ends the test
        limit.start()
        self.addCleanup(limit.cancel)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def read_until(self, process, words):
        read = []
        for line in process.stdout:
            read.append(line)
            if words in line:
                return
        self.fail(f"no line with {words!r} in {''.join(read)!r}")

    def test_watch_grades_what_is_saved_until_it_passes(self):
        file = self.write("mine.py", "boxes = [1, 2]\nboxes[2]\n")
        process = self.watch(file)
        self.read_until(process, "line 2: IndexError")
        self.read_until(process, "hint 1 of 3")
        self.write("mine.py", WRONG)
        self.read_until(process, "union_is_sum")
        self.read_until(process, "hint 1 of 3")
        self.write("mine.py", RIGHT)
        self.read_until(process, ": passed")
        self.assertEqual(process.wait(), 0)

    def test_watch_waits_while_the_file_is_away(self):
        file = self.write("mine.py", "boxes = [1, 2]\nboxes[2]\n")
        process = self.watch(file)
        self.read_until(process, "hint 1 of 3")
        file.unlink()
        self.write("mine.py", RIGHT)
        self.read_until(process, ": passed")
        self.assertEqual(process.wait(), 0)

    def test_watch_ends_at_once_when_interrupted(self):
        process = self.watch(self.write("mine.py", "boxes = [1, 2]\nboxes[2]\n"))
        self.read_until(process, "hint 1 of 3")
        process.send_signal(signal.SIGINT)
        self.assertIn(process.wait(), (-signal.SIGINT, 128 + signal.SIGINT))

    def test_an_interrupted_watch_leaves_no_process(self):
        process = self.watch(self.write("mine.py", "import pathlib, os, time\n"
                                                   f"pathlib.Path({str(self.folder / 'id')!r}).symlink_to(str(os.getpid()))\n"
                                                   "time.sleep(1000)\n"))
        while not (self.folder / "id").is_symlink():
            self.assertIsNone(process.poll())
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        process.wait()
        child = pathlib.Path("/proc", os.readlink(self.folder / "id"), "stat")
        while child.exists() and child.read_text().rpartition(")")[2].split()[0] != "Z":  # ctest's timeout ends this
            time.sleep(0.05)

    def test_watch_of_no_file_is_bad_input(self):
        process = self.watch(self.folder / "no.py")
        self.read_until(process, "no.py: ")
        self.assertEqual(process.wait(), 3)

    def lab(self, *words):
        command = [MRCNN, "lab", "--progress", self.folder / "progress.json", *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True)

    def test_run_takes_the_steps_of_all_labs_that_were_passed(self):
        answers = {7: "stages/3_roi_align/sample_region.cpp", 9: "stages/6_masks/paste_masks_host.cpp"}
        files = {number: self.write(f"{number}.cpp", (ROOT / answer).read_text()) for number, answer in answers.items()}
        run = ["run", 7, files[7], ROOT / "data/scenes/bundled/scene_001315.png", "--out"]
        alone = self.lab(*run, self.folder / "alone")
        self.assertEqual((alone.returncode, alone.stderr), (0, ""))
        self.assertRegex(alone.stdout, "^with your roi_align: 3 objects, with ours: 3 objects; the runs agree\n")
        self.assertEqual(self.lab("check", 9, files[9]).returncode, 0)
        both = json.loads(self.lab(*run, self.folder / "both", "--json").stdout)
        self.assertEqual((both["steps"], both["holds"]), (["roi_align", "paste"], True))
        self.write("9.cpp", "")
        broken = self.lab(*run, self.folder / "broken")
        self.assertEqual(broken.returncode, 1)
        self.assertIn("9.cpp: does_not_compile", broken.stdout)

    def grade(self, seed, *options):
        words = [MRCNN, "lab", "grade", self.folder, "--seed", str(seed), *options]
        return subprocess.run(words, check=True, capture_output=True).stdout

    def test_a_step_that_writes_what_nobody_reads_is_one_line(self):
        self.write("mine.py", UNREADABLE)
        scene = ROOT / "data/scenes/bundled/scene_001312.png"
        words = [MRCNN, "lab", "--progress", self.folder / "progress.json", "run", "9", self.folder / "mine.py", scene,
                 "--out", self.folder / "out"]
        done = subprocess.run(words, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        self.assertIn("mine.py: wrong_output: masks: this dtype cannot be read", done.stdout)
        self.assertEqual(done.stdout.count("\n"), 1)

    def test_grade_counts_the_misconceptions_of_a_class(self):
        for name, text in HAND_INS.items():
            self.write(f"{name}/1.py", text)
        (self.folder / "late").mkdir()
        self.write("right/overlap.py", RIGHT)
        self.write("right/1.txt", RIGHT)
        self.write("right/1.cc", "")
        (self.folder / "folder/1.py").mkdir(parents=True)
        self.write("large/1.py", "#" * (2 << 20))
        for name in (".git", "__MACOSX"):
            self.write(f"{name}/1.py", RIGHT)
        printed = self.grade(7, "--json")
        report = json.loads(printed)
        self.assertEqual(report["seed"], 7)
        labs = {student["name"]: student["labs"] for student in report["students"]}
        self.assertEqual(list(labs), sorted([*HAND_INS, "folder", "large", "late"]))
        self.assertEqual(labs.pop("late"), [])
        self.assertEqual([pathlib.Path(of["file"]).name for of in labs["right"]], ["1.cc", "1.py"])
        self.assertEqual(labs["right"].pop(0)["state"], "not_written")
        self.assertEqual([of["ignored"] for of in report["students"] if of["name"] == "right"], [["overlap.py"]])
        for name in ("folder", "large"):
            self.assertEqual(labs.pop(name)[0]["state"], "not_written")
        self.assertEqual({name: of[0]["state"] for name, of in labs.items()},
                         {"crash": "crashed", "empty": "not_written", "endless": "timed_out", "right": "passed",
                          "windows": "failed", "wrong": "failed"})
        self.assertEqual(report["mutants"], {"union_is_sum": 2})
        self.assertEqual(self.grade(7, "--json"), printed)

    def test_the_table_of_a_class_says_why_and_who_handed_in_nothing(self):
        self.write("ann/1.py", HAND_INS["crash"])
        self.write("bob/overlap.py", RIGHT)
        text = self.grade(7).decode()
        self.assertRegex(text, r"ann\n  1.py: crashed .*  \(line 2: IndexError: list index out of range\)\n")
        self.assertIn("bob\n  no lab: expected files such as 7.cpp or 7.py\n", text)

    def test_the_seed_draws_the_cases(self):
        self.write("one/1.py", "import pathlib, sys, zlib\n"
                               "cases = sorted(pathlib.Path(sys.argv[1]).glob('*/a.npy'))\n"
                               "raise ValueError(zlib.crc32(b''.join(case.read_bytes() for case in cases)))\n")
        drawn = [json.loads(self.grade(seed, "--json"))["students"][0]["labs"][0]["message"] for seed in (7, 7, 8)]
        self.assertRegex(drawn[0], "^line 3: ValueError: [0-9]+$")
        self.assertEqual(drawn[0], drawn[1])
        self.assertNotEqual(drawn[0], drawn[2])


if __name__ == "__main__":
    MRCNN = sys.argv[1]
    unittest.main(argv=sys.argv[:1])
