"""Runs clang-format and clang-tidy: python3 cmake/lint.py format | tidy BUILD_FOLDER

format  every C++ file and every script of the page must look the way clang-format writes it, and no
        file holds the marks of an unfinished merge.
tidy    the files that changed since origin/main (since the commit before, on main itself); a changed
        header is seen through one source that includes it. When that is more than a hundred, as in
        a first commit, the tests are left out. MRCNN_TIDY_ALL=1: all sources (ten minutes, 2 cores).
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ["common", "stages", "viz", "data", "tests", "benchmarks"]
MANY = 100  # seven seconds each on one core
VERSION = "14"  # Debian 12; another version formats and warns differently


def tool(name):
    """The program in our version if it is installed, else whatever version there is."""
    found = shutil.which(f"{name}-{VERSION}") or shutil.which(name)
    if not found:
        sys.exit(f"{name}: not installed")
    words = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"version (\d+)", words)[1]
    if version != VERSION:
        print(f"{name}: version {version} may judge differently from {VERSION}, which decides")
    return found


def files_of(*suffixes):
    return sorted(
        path.relative_to(ROOT)
        for folder in FOLDERS
        for suffix in suffixes
        for path in ROOT.glob(f"{folder}/**/*.{suffix}")
    )


def cpp_files():
    return files_of("hpp", "cpp", "cu", "cuh")


def git(*words):
    done = subprocess.run(["git", "-C", ROOT, *words], capture_output=True, text=True)
    return done.stdout.split() if done.returncode == 0 else None


def changed_files():
    """None when git cannot say what changed: no repository, or no earlier commit."""
    head, main = git("rev-parse", "HEAD"), git("merge-base", "HEAD", "origin/main")
    base = main if main and main != head else git("rev-parse", "HEAD~1")
    changed = git("diff", "--name-only", base[0]) if base else None
    if changed is None:
        return None
    return {pathlib.Path(name) for name in changed + git("ls-files", "-o", "--exclude-standard")}


def sources_to_tidy(sources, changed, text_of):
    """The changed sources, and for each changed header that none of them includes one that does.

    `changed` is None if that is unknown: then all of them.
    """
    chosen = [source for source in sources if changed is None or source in changed]
    for header in sorted(path for path in changed or [] if path.suffix == ".hpp"):
        users = [s for s in sources if f'#include "{header.as_posix()}"' in text_of(s)]
        if users and not any(user in chosen for user in users):
            chosen.append(users[0])
    if len(chosen) > MANY:
        chosen = [source for source in chosen if source.parts[0] != "tests"]
    return chosen


def run_on_all_cores(commands):
    """Runs {name: command}; prints what the failing ones said. Returns whether all were silent."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        def run(command):
            return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True)
        results = list(pool.map(run, commands.values()))
    failed = [result for result in results if result.returncode != 0]
    for result in failed:
        print(re.sub(r"^\d+ warnings?.* generated.*\n", "", result.stdout, flags=re.M).strip())
    return not failed


def check_format():
    program = tool("clang-format")
    files = cpp_files() + files_of("js")
    good = run_on_all_cores({f: [program, "--dry-run", "--Werror", f] for f in files})
    print(f"format: {len(files)} files {'agree' if good else 'looked at: run clang-format -i'}")
    merging = git("grep", "-lE", "^(<{7}|>{7}) ") or []
    for name in merging:
        print(f"format: {name}: holds the marks of an unfinished merge")
    return good and not merging


def check_tidy(build):
    program = tool("clang-tidy")
    database = json.loads((pathlib.Path(build) / "compile_commands.json").read_text())
    compiled = {pathlib.Path(entry["file"]) for entry in database}
    sources = [path for path in cpp_files() if ROOT / path in compiled]
    chosen = sources
    if not os.environ.get("MRCNN_TIDY_ALL"):
        chosen = sources_to_tidy(sources, changed_files(), lambda path: (ROOT / path).read_text())
    good = run_on_all_cores({s: [program, "--quiet", "-p", build, s] for s in chosen})
    print(f"tidy: {len(chosen)} of {len(sources)} sources {'are clean' if good else 'looked at'}")
    return good


if __name__ == "__main__":
    if sys.argv[1:] == ["format"]:
        sys.exit(not check_format())
    if len(sys.argv) == 3 and sys.argv[1] == "tidy":
        sys.exit(not check_tidy(sys.argv[2]))
    sys.exit(__doc__)
