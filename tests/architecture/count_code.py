"""How much of the product is what a student reads, and how plain it is: tests/architecture/count_code.py [ROOT]

    share      lines of the six stages and of the primitives under them, of all product lines
    casts      in those: named, functional and C casts, and calls of cast helpers (functions that only
               return a cast)
    unpacking  lines of .cu and .cuh files that only take a pointer out of a tensor
    folders    lines of the largest parts around them

Exits with 1 when there are more casts or unpacking lines than allowed; the rest is for the record.
"""
import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = ("cpp", "hpp", "cu", "cuh", "js")
PRODUCT = ("common", "stages", "viz", "data/scenes")
CORE = re.compile(r"stages/[1-6]_|common/(nn|geometry|image|tensor|types)/")
FOLDERS = {
    "common/trace + stages/program/compare": ("common/trace/", "stages/program/compare/"),
    "stages/program/cli": ("stages/program/cli/",),
}
MOST_CASTS = 150
MOST_UNPACKING = 20

COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)
TYPE = (r"(?:std::)?(?:size_t|ptrdiff_t|u?int(?:8|16|32|64)_t)|Index|(?:unsigned )?(?:int|char|short|long)"
        r"|unsigned|float|double|bool")
CASTS = [
    re.compile(r"\b(?:static|reinterpret|const|bit)_cast\s*<"),
    re.compile(rf"(?<![\w:.>])(?:{TYPE})\((?!\))"),  # functional
    re.compile(rf"\((?:{TYPE})\)\s*[\w(]"),  # C
]
# A body that is one cast of something not computed there.
HELPER = re.compile(r"\b(\w+)\([^()]*\)\s*(?:const\s*)?(?:noexcept\s*)?\{\s*"
                    r"return static_cast<[^>]*>\([\w.:()\[\]]*\);\s*\}")
UNPACKING = re.compile(r"^\s*(?:const )?[\w:]+\s*\*\s*(?:const )?\w+ = [\w.>\[\]-]+\.data\(\)[^;]*;$")


def sources(root):
    """Path below the root and text of every product file."""
    for folder in PRODUCT:
        for suffix in SOURCES:
            for path in sorted((root / folder).glob(f"**/*.{suffix}")):
                yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")


def casts_in(texts):
    """How many casts stand in these texts, calls of cast helpers included."""
    code = [COMMENT.sub("", text) for text in texts]
    helpers = {name for text in code for name in HELPER.findall(text)}
    found = sum(len(cast.findall(text)) for text in code for cast in CASTS)
    for name in helpers:
        calls = sum(len(re.findall(rf"\b{name}\(", text)) for text in code)
        found += max(0, calls - 1)  # its definition already counts
    return found


def unpacking_in(text):
    return sum(1 for line in text.splitlines() if UNPACKING.match(line))


def counts(root):
    """(what, how much, limit or None) of every count, in the order they are printed."""
    files = dict(sources(root))
    lines = {path: text.count("\n") for path, text in files.items()}
    core = {path: text for path, text in files.items() if CORE.match(path)}
    total, inner = sum(lines.values()), sum(lines[path] for path in core)
    found = [
        ("product lines", total, None),
        ("of these stages and primitives", inner, None),
        ("casts in stages and primitives", casts_in(core.values()), MOST_CASTS),
        ("pointer-unpacking lines of device code",
         sum(unpacking_in(text) for path, text in files.items() if path.endswith((".cu", ".cuh"))),
         MOST_UNPACKING),
    ]
    for name, folders in FOLDERS.items():
        found.append((f"lines of {name}", sum(n for path, n in lines.items() if path.startswith(folders)), None))
    return found


def main(root):
    found = counts(root)
    share = 100 * found[1][1] / found[0][1]
    for what, count, limit in found:
        print(f"{count:7d}  {what}" + (f" (at most {limit})" if limit else ""))
    print(f"{share:6.1f}%  share of stages and primitives")
    too_many = [what for what, count, limit in found if limit and count > limit]
    print("\n".join(f"above its limit: {what}" for what in too_many))
    return bool(too_many)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", type=pathlib.Path, nargs="?", default=ROOT)
    sys.exit(main(parser.parse_args().root))
