"""Programs built against the installed package, as its users build them (see CMakeLists.txt)."""
import argparse
import pathlib
import shutil
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent


def run(*command):
    """Standard output; a failure shows all that was printed."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
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


class StageTargets(unittest.TestCase):
    def test_a_program_links_single_stages(self):
        self.assertEqual(run(options.work / "stage_targets" / "stage_targets"),
                         "iou 0.333333\nkept 2 0 of 3\ngemm 11.000000\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    for name in ("generator", "type", "compiler", "flags"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    unittest.main(argv=sys.argv[:1])
