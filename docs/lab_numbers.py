"""Keeps the numbers on the labs' pages equal to their hand cases: python3 docs/lab_numbers.py [--check]

In a page, a line of its own:
    <!-- hand case: NAME -->
The block below it holds the arrays of that case in cases.json, with the results that were computed on paper. Without
--check the blocks are rewritten; with it, a block that differs is an error. Tests prove that the reference gives the
same results.
"""
import json
import pathlib
import re
import sys

LABS = pathlib.Path(__file__).resolve().parent / "labs"
BLOCK = re.compile(r"^<!-- hand case: ([^\n]*) -->\n(?:```\n.*?^```\n)?", re.S | re.M)


class CaseError(Exception):
    pass


def number(value):
    return value if isinstance(value, str) else f"{value:.6g}"


def rows(array):
    """The lines of an array: a list or a table of numbers, or tables one below the other."""
    if isinstance(array, dict):
        return [f"{' x '.join(map(str, array['shape']))} numbers: {array['fill']}"]
    if not array or not isinstance(array[0], list):
        return [" ".join(number(value) for value in array)]
    if not isinstance(array[0][0], list):
        cells = [[number(value) for value in row] for row in array]
        width = max(len(cell) for row in cells for cell in row)
        return ["  ".join(cell.rjust(width) for cell in row) for row in cells]
    return [line for part in array for line in rows(part)]


def text_of(case):
    """What a case holds, as a fenced block: parameters, arrays in, then `->` and arrays out."""
    params = [f"{name} {' x '.join(map(number, value)) if isinstance(value, list) else number(value)}"
              for name, value in case.get("params", {}).items()]
    lines = [", ".join(params)] if params else []
    names = [(name, array, name) for name, array in case["in"].items()]
    names += [(f"-> {name}", array, name) for name, array in case["out"].items()]
    width = max(len(label) for label, _, _ in names)
    for label, array, _ in names:
        first, *others = rows(array)
        lines += [f"{label.ljust(width)}  {first}", *(" " * (width + 2) + line for line in others)]
    return "```\n" + "\n".join(lines) + "\n```\n"


def synced(page, cases):
    """The page with every block taken anew from the hand cases."""
    by_name = {case["name"]: case for case in cases.get("hand", [])}

    def block(match):
        if "out" not in by_name.get(match[1], {}):
            raise CaseError(f"no hand case '{match[1]}' with its results under 'out'")
        return f"<!-- hand case: {match[1]} -->\n{text_of(by_name[match[1]])}"

    return BLOCK.sub(block, page)


def main(check):
    problems = []
    for file in sorted(LABS.glob("*/cases.json")):
        page = file.parent / "README.md"
        old = page.read_text(encoding="utf-8")
        try:
            new = synced(old, json.loads(file.read_text(encoding="utf-8")))
        except CaseError as error:
            problems.append(f"{page.relative_to(LABS.parent)}: {error}")
            continue
        if "<!-- hand case:" not in old:
            problems.append(f"{page.relative_to(LABS.parent)}: no hand case is worked out on it")
        elif new != old and check:
            problems.append(f"{page.relative_to(LABS.parent)}: not the numbers of cases.json; run python3 docs/lab_numbers.py")
        elif new != old:
            page.write_text(new, encoding="utf-8")
    print("\n".join(problems) or "labs: the pages' numbers are those of their hand cases")
    return bool(problems)


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    sys.exit(main("--check" in sys.argv))
