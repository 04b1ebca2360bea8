"""Lines of common and stages that the tests run: python3 tests/reliability/coverage.py [--count]

Builds the preset `coverage` (gcc --coverage), runs its tests and asks gcov; --count only asks gcov about the
last run. Prints the lines of each file that no test ran, then the share of each folder; exits with 1 if fewer than
95 % of all lines ran or a test failed. A line counts as run if any program ran it. A process that ends by a signal or
by _exit() writes no counts. A file whose object no test program contains counts with none of its lines run.
"""
import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "coverage"
MEASURED = ("common", "stages")
LEAST = 0.95


def run(*command):
    return subprocess.run(command, cwd=ROOT).returncode


def build_and_test():
    """Whether all tests passed. Leaves the counts of this run alone in the build folder."""
    jobs = ("--parallel", str(os.cpu_count()))
    if run("cmake", "--preset", "coverage") or run("cmake", "--build", "--preset", "coverage", *jobs):
        sys.exit("coverage: the preset cannot be built")
    for old in BUILD.rglob("*.gcda"):
        old.unlink()
    return run("ctest", "--preset", "coverage", "--quiet", "--output-log", BUILD / "tests.txt", *jobs) == 0


def lines_of(notes):
    """(file, line, how often it ran) for the lines of common and stages in one object; all 0 if it never ran."""
    asked = subprocess.run(["gcov", "--json-format", "--stdout", "--relative-only", "--source-prefix", ROOT, notes],
                           capture_output=True, cwd=BUILD, check=True)
    found = []
    for answer in asked.stdout.splitlines():
        for file in json.loads(answer)["files"]:
            path = pathlib.PurePath(os.path.relpath(BUILD / file["file"], ROOT))
            if path.parts[0] in MEASURED:
                found += [(path, line["line_number"], line["count"]) for line in file["lines"]]
    return found


def runs_of_lines():
    """{file: {line: how often it ran}}, summed over all objects: a header's lines are in many."""
    runs = collections.defaultdict(collections.Counter)
    notes = [path.with_suffix(".gcno") for path in sorted(BUILD.rglob("*.o"))]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for lines in pool.map(lines_of, [path for path in notes if path.exists()]):
            for path, line, count in lines:
                runs[path][line] += count
    return runs


def share(files):
    """The part of the lines that ran, and how many lines there are."""
    counts = [count for lines in files for count in lines.values()]
    return sum(count > 0 for count in counts) / max(len(counts), 1), len(counts)


def spans(numbers):
    """1, 2, 3, 7 becomes "1-3, 7"."""
    found = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in found)


def main(arguments):
    passed = build_and_test() if arguments != ["--count"] else True
    runs = runs_of_lines()
    folders = collections.defaultdict(list)
    for path, lines in sorted(runs.items()):
        folders[path.parent].append(lines)
        missed = [line for line, count in sorted(lines.items()) if count == 0]
        if missed:
            print("{:6.1%} {}: not run {}".format(share([lines])[0], path, spans(missed)))
    for folder, files in sorted(folders.items()):
        print("{:6.1%} of {:5} lines: {}".format(*share(files), folder))
    reached, count = share(runs.values())
    print("{:6.1%} of {:5} lines: all".format(reached, count))
    if not passed:
        print(f"coverage: tests failed, see {BUILD / 'tests.txt'}")
    return not passed or reached < LEAST


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["--count"]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
