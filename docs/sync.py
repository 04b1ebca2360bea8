"""Keeps the code quoted in lessons equal to the source: python3 docs/sync.py [--check]

In the source, two marks on lines of their own:
    // [iou]  ...  // [/iou]
In a lesson, right above a fenced block:
    <!-- from common/geometry/box.hpp [iou] -->
Without --check the blocks are rewritten; with it, a block that differs is an error. A region of more than MOST_LINES
lines is an error in any case: a lesson has something to say between two screens of code.
"""
import pathlib
import re
import sys

MOST_LINES = 25
ROOT = pathlib.Path(__file__).resolve().parent.parent
COMMENT = re.compile(r"^[ \t]*<!--\s*from\b", re.M)
MARK = re.compile(r"^[ \t]*// \[/?\w+\]\n", re.M)
QUOTE = re.compile(r"(<!-- from (\S+) \[(\w+)\] -->\n```\w+\n)(.*?)(^```$)", re.S | re.M)


class QuoteError(Exception):
    pass


def dedented(lines):
    """The lines without their common indentation; a `#pragma` has none and keeps it."""
    code = [line for line in lines if line.strip() and not line.startswith("#")]
    indent = min((len(line) - len(line.lstrip()) for line in code), default=0)
    return [line if line.startswith("#") else line[indent:] for line in lines]


def region(source, name, text):
    """The lines of `text` between the two marks, without marks nested in it and without common indentation."""
    found = re.findall(rf"^[ \t]*// \[{name}\]\n(.*?)^[ \t]*// \[/{name}\]$", text, re.S | re.M)
    if len(found) != 1:
        raise QuoteError(f"{source}: expected one region [{name}], found {len(found)}")
    lines = dedented(MARK.sub("", found[0]).rstrip().split("\n"))
    if len(lines) > MOST_LINES:
        raise QuoteError(f"{source}: region [{name}] has {len(lines)} lines, a lesson quotes at most {MOST_LINES}")
    return "\n".join(lines) + "\n"


def synced(lesson, read):
    """The lesson with every quoted block taken anew; read(path) gives a source's text."""
    comments, quotes = len(COMMENT.findall(lesson)), len(QUOTE.findall(lesson))
    if comments != quotes:
        raise QuoteError(f"{comments - quotes} of {comments} 'from' comments have no block below")
    return QUOTE.sub(lambda m: m[1] + region(m[2], m[3], read(m[2])) + m[5], lesson)


def read_source(path):
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except OSError as error:
        raise QuoteError(f"{path}: {error.strerror}") from error


def main(check):
    problems = []
    for lesson in sorted([*ROOT.glob("*.md"), *ROOT.glob("stages/**/*.md"), *ROOT.glob("docs/**/*.md")]):
        name = lesson.relative_to(ROOT)
        old = lesson.read_text(encoding="utf-8")
        try:
            new = synced(old, read_source)
        except QuoteError as error:
            problems.append(f"{name}: {error}")
            continue
        if new != old and check:
            problems.append(f"{name}: quotes code that has changed; run python3 docs/sync.py")
        elif new != old:
            lesson.write_text(new, encoding="utf-8")
            print(f"{name}: updated")
    print("\n".join(problems) or "lessons: quoted code is that of the sources")
    return bool(problems)


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    sys.exit(main("--check" in sys.argv))
