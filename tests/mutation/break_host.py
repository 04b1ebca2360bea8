"""Breaks host code at random places and asks the tests: break_host.py BUILD_FOLDER [--number 100] [--again]

Draws from all one-word changes of common and stages (host_mutants.py), in an order that depends only on the
change itself. For each, the file is changed and test programs are built and run until one fails: those with tests of
this file, of its folder, and those that run everything; then the file is put back. Each result is one line of
BUILD_FOLDER/mutants.jsonl: an interrupted run goes on there, and --again tries the survivors again. A change that
does not compile does not count, nor one in a file that no such program links, nor one that judged_host.json explains.
Exits with 1 if fewer than 90 % of the others are noticed. About a minute each on two cores. Works in the tree around
this script, from which BUILD_FOLDER was configured and where all of common and stages must be committed.
"""
import argparse
import functools
import hashlib
import json
import pathlib
import re
import resource
import subprocess
import sys

from broken import ROOT, broken, restore_on_signals, run
from host_mutants import line_at, mutants_of

LEAST = 0.9
SECONDS, BYTES = 600, 16 << 30  # of one test program: processor time, and address space
# Programs that run all steps, the quickest first.
EVERYTHING = ("test_pipeline", "test_golden_net", "test_golden_conventions", "test_evaluate_commands", "test_cli")
JUDGED = pathlib.Path(__file__).with_name("judged_host.json")


def sample():
    """(file, mutant, change as recorded) of all mutants, in the order in which they are drawn."""
    drawn = {}
    folders = [ROOT / "common", ROOT / "stages"]
    for path in sorted(path for folder in folders for path in folder.rglob("*.[ch]pp")):
        text = path.read_text()
        for mutant in mutants_of(text):
            line, was = line_at(text, mutant.begin)
            now = line_at(mutant.applied_to(text), mutant.begin)[1]
            key = (path.relative_to(ROOT).as_posix(), was, now)
            drawn.setdefault(key, (path, mutant, {"file": key[0], "line": line, "was": was, "now": now}))
    return [drawn[key] for key in sorted(drawn, key=lambda key: hashlib.sha256(repr(key).encode()).digest())]


class Tests:
    """The test programs of a build folder."""

    def __init__(self, build):
        self.build = build
        self.unfit = set()
        self.targets = {}  # source -> (folder, name) of what it is compiled into
        for entry in json.loads((build / "compile_commands.json").read_text()):
            path = pathlib.Path(entry["file"])
            target = re.search(r"-o (\S+)/CMakeFiles/([^/ ]+)\.dir/", entry["command"])
            if path.is_relative_to(ROOT) and target:
                self.targets[path.relative_to(ROOT)] = target.groups()

    @functools.cache
    def users(self, output):
        """Programs that need this output of the build."""
        answer = run("ninja", "-C", self.build, "-t", "query", output).stdout
        return [word for word in answer.partition("outputs:")[2].split()
                if word in ("mrcnn", "mrcnn-import", "labs/runner") or re.fullmatch(r"tests/\w+/test_\w+", word)]

    def programs(self, source):
        """Test programs that use this source: those with tests of this file, then of its folder, then of everything."""
        if source.suffix == ".cpp" and source not in self.targets:
            return []  # of another preset
        beside = [target for path, target in self.targets.items() if path.parent == source.parent]
        folder, name = self.targets.get(source) or (beside or [("common/tensor", "mrcnn_tensor")])[0]
        users = self.users(f"{folder}/lib{name}.a") or [name]
        tests = {test for user in users for test in ([user] if user.startswith("tests/") else self.users(user))}
        mirrors = {f"{folder}/{name}" for path, (folder, name) in self.targets.items()
                   if path.parts[0] == "tests" and source.stem.startswith(re.sub(r"^test_(\d_)?", "", path.stem))}

        def distance(test):
            _, folder, name = test.split("/")
            near = any(folder.startswith(part) or name == f"test_{part[2:]}" for part in source.parts[1:-1])
            least = 0 if test in mirrors else 1 if near else 2
            return (least, EVERYTHING.index(name)) if name in EVERYTHING else (least, -1)

        return sorted((test for test in tests if distance(test) != (2, -1)), key=distance)

    def passes(self, program):
        """Whether the program's tests pass, or None if it does not compile."""
        if run("ninja", "-C", self.build, program).returncode:
            return None
        try:
            return run(self.build / program, "--gtest_brief=1", "--gtest_fail_fast", timeout=3 * SECONDS,
                       cwd=(self.build / program).parent, preexec_fn=limit).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    @functools.cache
    def notices(self, program):
        """Whether the program passes with nothing broken: one that fails anyway notices nothing, and is left out."""
        passed = self.passes(program)
        if not passed:
            print(f"{program} fails on whole code: left out", flush=True)
            self.unfit.add(program)
        return passed


def limit():
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


def verdict(tests, path, mutant):
    """What happened, and the program that noticed."""
    programs = [program for program in tests.programs(path.relative_to(ROOT)) if program not in tests.unfit]
    with broken(path, mutant.applied_to(path.read_text())):
        for program in programs:
            passed = tests.passes(program)
            if not passed:
                break
        else:
            return "survived" if programs else "without test", ""
    if passed is None:
        return "not compiled", ""
    return ("killed", program) if tests.notices(program) else verdict(tests, path, mutant)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--number", type=int, default=100)
    parser.add_argument("--again", action="store_true")
    options = parser.parse_args()
    if run("git", "status", "--porcelain", "common", "stages").stdout:
        sys.exit("break_host.py: common or stages has changes that are not committed; commit or drop them first")
    restore_on_signals()
    record = options.build.resolve() / "mutants.jsonl"
    lines = [json.loads(line) for line in record.read_text().splitlines()] if record.exists() else []
    known = {(line["file"], line["was"], line["now"]): line["result"] for line in lines}
    judged = {(entry["file"], entry["was"], entry["now"]) for entry in json.loads(JUDGED.read_text())}
    tests = Tests(options.build.resolve())
    counted, survivors = 0, []
    for path, mutant, change in sample():
        if counted == options.number:
            break
        key = (change["file"], change["was"], change["now"])
        result = known.get(key)
        if result is None or (result == "survived" and options.again):
            result, by = verdict(tests, path, mutant)
            with record.open("a") as file:
                file.write(json.dumps({**change, "result": result, "by": by}) + "\n")
            print(f"{result:12} {by:30} {change['file']}:{change['line']}: {change['now']}", flush=True)
        if result in ("killed", "survived") and key not in judged:
            counted += 1
            survivors += [change] if result == "survived" else []
    for change in survivors:
        print("survived: {file}:{line}: {was}   ->   {now}".format(**change))
    print(f"{counted - len(survivors)} of {counted} noticed; {JUDGED.name} explains {len(judged)} others")
    return counted - len(survivors) < LEAST * counted


if __name__ == "__main__":
    sys.exit(main())
