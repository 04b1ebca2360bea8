"""Programs built against the installed package, as its users build them (see CMakeLists.txt)."""
import argparse
import filecmp
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SCENE = ROOT / "data" / "scenes" / "bundled" / "scene_001314.png"
MIN_SCORE = 0.7  # of the listing
PLACES = ("host", "device")


# On a busy machine threads that spin would wait for each other (docs/library.md, "What to set for speed").
ENVIRONMENT = {**os.environ, "OMP_WAIT_POLICY": "passive"}


def run(*command):
    """Standard output; a failure shows all that was printed."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, env=ENVIRONMENT)
    if done.returncode != 0:
        raise AssertionError(f"{command}: {done.returncode}\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    return done.stdout


def build(source, target):
    run("cmake", "-S", source, "-B", target, "-G", options.generator, f"-DCMAKE_PREFIX_PATH={options.work}/prefix",
        f"-DCMAKE_BUILD_TYPE={options.type}", f"-DCMAKE_CXX_COMPILER={options.compiler}",
        f"-DCMAKE_CXX_FLAGS={options.flags}", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON")
    run("cmake", "--build", target)


def setUpModule():
    shutil.rmtree(options.work, ignore_errors=True)
    run("cmake", "--install", options.build, "--prefix", options.work / "prefix")
    build(HERE / "stage_targets", options.work / "stage_targets")
    library = options.work / "library_source"
    shutil.copytree(HERE / "library", library)
    listing = (library / "find_objects.cpp").read_text()  # that of docs/library.md
    assert "Place::host" in listing
    (library / "find_objects_device.cpp").write_text(listing.replace("Place::host", "Place::device"))
    build(library, options.work / "library")


class StageTargets(unittest.TestCase):
    def test_a_program_links_single_stages(self):
        self.assertEqual(run(options.work / "stage_targets" / "stage_targets"),
                         "iou 0.333333\nkept 2 0 of 3\ngemm 11.000000\n")


class Library(unittest.TestCase):
    def program(self, name, *arguments):
        return run(options.work / "library" / name, *arguments)

    def mrcnn(self, *arguments):
        return run(options.build / "mrcnn", *arguments)

    def test_the_listing_of_the_page_finds_what_the_program_finds(self):
        for place, program in (("host", "find_objects"), ("device", "find_objects_device")):
            with self.subTest(place):
                found = json.loads(self.mrcnn("run", SCENE, "--backend", place, "--json", "--no-pictures",
                                              "--out", options.work / "out"))
                objects = [o for o in found["images"][0]["objects"] if o["score"] >= MIN_SCORE]
                lines = [line.split() for line in self.program(program, SCENE).splitlines()]
                self.assertGreater(len(objects), 3)
                self.assertEqual([line[0] for line in lines], [o["class"] for o in objects])
                for line, o in zip(lines, objects):
                    x, y, width, height = o["bbox"]
                    for printed, expected in zip(line[1:], [o["score"], x, y, x + width, y + height], strict=True):
                        self.assertAlmostEqual(float(printed), expected, delta=1e-5 * max(1.0, abs(expected)))

    def test_the_process_stays_as_it_was(self):
        if "-fsanitize" in options.flags:
            self.skipTest("the address sanitizer replaces malloc")
        for place in PLACES:
            with self.subTest(place):
                self.program("process", SCENE, place)

    def test_the_compiler_gets_an_include_root_and_nothing_else(self):
        commands = json.loads((options.work / "library" / "compile_commands.json").read_text())
        for entry in commands:
            words = shlex.split(entry["command"].replace(options.flags, ""))
            ours = [word for word in words if word.startswith(("-f", "-m", "-D", "-W", "-pthread"))
                    and word != "-DNDEBUG"]
            self.assertEqual(ours, [], entry["file"])
            roots = [words[i + 1] for i, word in enumerate(words) if word == "-isystem"]
            self.assertEqual(roots, [str(options.work / "prefix" / "include")])

    def test_a_trace_holds_the_arrays_that_the_program_dumps(self):
        for place in PLACES:
            with self.subTest(place):
                ours, theirs = options.work / f"trace_{place}", options.work / f"dump_{place}"
                self.program("trace", SCENE, place, ours)
                self.mrcnn("run", SCENE, "--backend", place, "--quiet", "--no-pictures", "--dump", theirs,
                           "--out", options.work / "out")
                files = sorted(path.relative_to(theirs) for path in theirs.glob("*/*.npy"))
                self.assertGreater(len(files), 30)
                self.assertEqual(sorted(path.relative_to(ours) for path in ours.glob("*/*.npy")), files)
                different = [f for f in files + ["detections.json"]
                             if not filecmp.cmp(ours / f, theirs / f, shallow=False)]
                self.assertEqual(different, [])
                manifests = [json.loads((folder / "manifest.json").read_text()) for folder in (ours, theirs)]
                for manifest in manifests:
                    del manifest["steps"]  # times
                self.assertEqual(*manifests)

    def test_memory_does_not_grow_from_image_to_image(self):
        if "-fsanitize" in options.flags:
            self.skipTest("the address sanitizer keeps freed memory")
        for place in PLACES:
            with self.subTest(place):
                # Fifty leaks of one pyramid would be 280,000 KiB; the allocator's own ups and downs are 15,000.
                self.assertLess(int(self.program("memory", SCENE, place)), 40_000)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    for name in ("generator", "type", "compiler", "flags"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    unittest.main(argv=sys.argv[:1])
