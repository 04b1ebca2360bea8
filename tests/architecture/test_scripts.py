"""Proves that every script says how it is used: `--help` never ends in a traceback."""
import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("benchmarks", "cmake", "data/tools", "docs", "tests/architecture", "tests/import", "tests/mutation",
           "tests/parity", "tests/reliability")


def scripts():
    """Those that take arguments. A test runs all its cases when it is asked for help."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).glob("*.py")):
            text = path.read_text(encoding="utf-8")
            if "__main__" in text and ("sys.argv" in text or "argparse" in text) and not path.name.startswith("test_"):
                yield path


class Help(unittest.TestCase):
    def test_every_script_answers(self):
        for path in scripts():
            with self.subTest(path.relative_to(ROOT)):
                asked = subprocess.run([sys.executable, "-B", path, "--help"], capture_output=True, text=True, timeout=60)
                missing = "ModuleNotFoundError" in asked.stderr
                self.assertTrue(missing or "Traceback" not in asked.stderr, asked.stderr)
                self.assertTrue(missing or path.name in asked.stdout + asked.stderr)


if __name__ == "__main__":
    unittest.main()
