"""Every #include follows the arrows of the project: python3 tests/architecture/check_arrows.py

    common <- stages/N <- stages/pipeline/model <- stages/pipeline <- stages/program/{compare, evaluate} <- stages/program/cli
    common + stage headers <- viz <- {cli, demos}

A demo shows its stage alone: it sees neither the pipeline nor another stage.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
STAGES = ["1_features", "2_proposals", "3_roi_align", "4_box_head", "5_iou_filter", "6_masks"]

# What each module may include besides itself. "common/base" is the headers right in common/ and the public
# ones in common/include/mrcnn, which are spelled <mrcnn/NAME.hpp> everywhere, as users of the library do.
BASE = {"common/base"}
TENSOR = BASE | {"common/tensor"}  # with common/types
ARITHMETIC = TENSOR | {"common/geometry", "common/image", "common/nn"}
FILES = TENSOR | {"common/io"}
COMMON = ARITHMETIC | FILES | {"common/trace", "common/weights", "common/coco"}
ALL_STAGES = {f"stages/{stage}" for stage in STAGES}
VIEW = COMMON | ALL_STAGES | {"viz"}
PIPELINE = {"stages/pipeline/model", "stages/pipeline"}
PROGRAM = {f"stages/program/{part}" for part in ("process", "compare", "op", "lab", "lab/commands", "python", "evaluate",
                                                "evaluate/commands", "import", "demo", "batch", "cli")}
EVERYTHING = VIEW | PIPELINE | PROGRAM | {"data"}
ALLOWED = {
    "common/base": set(),
    "common/tensor": BASE,
    "common/io": BASE,
    "common/geometry": TENSOR,
    "common/image": TENSOR,
    "common/nn": TENSOR,
    "common/trace": FILES,
    "common/weights": FILES | {"common/nn"},  # it fills the layers
    "common/coco": FILES,
    **{stage: ARITHMETIC | {"common/weights"} for stage in ALL_STAGES},
    "stages/pipeline/model": COMMON | ALL_STAGES,
    "stages/pipeline": COMMON | ALL_STAGES | PIPELINE,
    "stages/program/process": set(),
    "stages/program/compare": COMMON | ALL_STAGES | PIPELINE,
    "stages/program/evaluate": COMMON | ALL_STAGES | PIPELINE,
    "stages/program/evaluate/commands": EVERYTHING,
    "stages/program/op": COMMON | ALL_STAGES,
    "stages/program/lab": COMMON | ALL_STAGES | PIPELINE | {"stages/program/op", "stages/program/import"},
    "stages/program/lab/commands": EVERYTHING,
    "stages/program/batch": FILES | {"common/image", "stages/pipeline/model"},
    "stages/program/python": COMMON | PIPELINE | {"stages/program/op"},
    "stages/program/import": COMMON | ALL_STAGES | PIPELINE,
    "stages/program/demo": COMMON,
    "stages/program/cli": EVERYTHING,
    "viz": COMMON | ALL_STAGES,
    "data": COMMON,
    "tests": EVERYTHING,
    "benchmarks": EVERYTHING,
}

# Other people's headers that have one home: (what it begins with, files that may include it).
HOMES = [
    ("opencv2/", r"viz/"),
    ("png.h", r"viz/"),
    ("jpeglib.h", r"viz/"),
    ("cblas.h", r"common/nn/.*\.cpp"),
    ("xtensor-blas/", r"common/nn/.*\.cpp"),
    ("CLI/", r"stages/program/cli/"),
    ("pybind11/", r"stages/program/python/"),
    ("hdf5.h", r"stages/program/import/keras/"),
    ("nlohmann/", r"common/|stages/(pipeline|program)/|viz/|data/|tests/"),
    ("openssl/", r"common/io/"),
    ("mpi.h", r"stages/program/batch/mpi_ranks\.cpp"),
    ("gtest/", r"tests/"),
    ("benchmark/", r"benchmarks/"),
    ("thrust/", r".*\.cuh?"),
    ("xtensor/", r"(?!.*\.cuh?$)"),
    ("fstream", r"(?!stages/\d_)"),  # stages compute: they never open files
    ("filesystem", r"(?!stages/\d_)"),
    ("iostream", r"(?!stages/\d_\w+/(?!demo\.cpp))"),
    ("cstdio", r"(?!stages/\d_\w+/(?!demo\.cpp))"),
]
PUBLIC_ROOTS = ["common/include/", "stages/pipeline/include/"]
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)


def module_of(path):
    """The module a file of ours belongs to, or None: "common/nn", "stages/2_proposals", "viz"."""
    parts = path.split("/")
    if parts[0] == "common":
        folder = parts[1] if len(parts) > 2 and parts[1] != "include" else "base"
        return f"common/{'tensor' if folder == 'types' else folder}"
    if parts[0] != "stages":
        return parts[0] if parts[0] in ALLOWED else None
    # The longest folder that is a module: stages/pipeline/model lies in stages/pipeline.
    return next((name for n in (4, 3, 2) if (name := "/".join(parts[:n])) in ALLOWED), None)


def allowed_to(path):
    """The modules a file may include; a stage's demo joins its stage with files and drawing."""
    module = module_of(path)
    extra = COMMON | {"stages/program/demo", "viz"} if path.endswith("/demo.cpp") else set()
    return ALLOWED.get(module, set()) | {module} | extra


def ours(name, quoted, exists):
    """Our file that an #include names, or None: another library's, or one that is not there."""
    candidates = [name] if quoted else [root + name for root in PUBLIC_ROOTS if name.startswith("mrcnn/")]
    return next((candidate for candidate in candidates if exists(candidate)), None)


def problems_of(path, text, exists):
    """What is wrong with the includes of one file; exists(path) tells whether we have such a file."""
    if module_of(path) not in ALLOWED:
        return [f"{path}: belongs to no module that check_arrows.py knows"]
    problems, seen = [], set()
    for match in INCLUDE.finditer(text):
        quoted, name = match[1] == '"', match[2]
        where = f"{path}:{text.count(chr(10), 0, match.start()) + 1}: includes {name}"
        seen.add(name.split("/")[0])
        file = ours(name, quoted, exists)
        if file is None and (quoted or name.startswith("mrcnn/")):
            problems.append(f"{where}, which is {'not a path from the root' if quoted else 'not a public header'}")
        elif file is not None and module_of(file) not in allowed_to(path):
            problems.append(f"{where}: {module_of(path)} may not know {module_of(file)}")
        elif path.startswith(tuple(PUBLIC_ROOTS)) and (quoted or (file is None and not name.isidentifier())):
            problems.append(f"{where}: a public header includes <mrcnn/...> and the standard library only")
        if not quoted and module_of(name) in ALLOWED and exists(name):
            problems.append(f"{where} with <>; our own headers are quoted")
        for begins_with, home in HOMES:
            if name.startswith(begins_with) and not re.match(home, path):
                problems.append(f"{where}, which is not for this place")
    if {"cblas.h", "xtensor-blas"} <= seen:
        problems.append(f"{path}: includes both cblas.h and xtensor-blas, which declare the same names")
    return problems


def main():
    files = [
        path
        for folder in ("common", "stages", "viz", "data", "tests", "benchmarks")
        for suffix in ("hpp", "cpp", "cu", "cuh")
        for path in sorted(ROOT.glob(f"{folder}/**/*.{suffix}"))
        if "tests/consumer/" not in path.as_posix()  # users of the project
    ]
    problems = [
        problem
        for path in files
        for problem in problems_of(path.relative_to(ROOT).as_posix(), path.read_text(),
                                   lambda name: (ROOT / name).is_file())
    ]
    print("\n".join(problems) or f"arrows: the includes of {len(files)} files point the right way")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
