"""common/trace is a file format: no array name, stage folder or threshold stands in it.

    python3 tests/architecture/check_trace.py
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

COMMENT = re.compile(r'"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/', re.S)
STRING = re.compile(r'"((?:\\.|[^"\\\n])*)"')
STAGE = re.compile(r"\b[0-6]_(image|features|proposals|roi_align|box_head|iou_filter|masks)\b"
                   r"|\b(features|rpn_head|proposals|roi_align|box_head|detections|iou_filter|mask_head|paste)\b(?!\.json)")
# A fraction or a power of ten: tolerances and thresholds; sizes and limits of files are integers.
FRACTION = re.compile(r"(?<![\w.])(?:\d+\.\d*[1-9]\d*|\d+(?:\.\d+)?[eE]-?\d+)[fF]?(?!\w)")


def without_comments(text):
    """The text with comments blanked; line breaks stay."""
    return COMMENT.sub(lambda m: m[0] if m[0].startswith('"') else re.sub(r"[^\n]", " ", m[0]), text)


def problems_of(path, text):
    problems = []
    code = without_comments(text)
    for number, line in enumerate(code.split("\n"), 1):
        if line.lstrip().startswith("#include"):
            continue
        for literal in STRING.findall(line):
            if STAGE.search(literal):
                problems.append(f'{path}:{number}: "{literal}" names a stage; common/trace is a file format')
        for value in FRACTION.findall(STRING.sub('""', line)):
            problems.append(f"{path}:{number}: {value} looks like a threshold; common/trace is a file format")
    return problems


def main():
    files = sorted(path for path in (ROOT / "common/trace").iterdir() if path.suffix in (".hpp", ".cpp"))
    problems = [problem for path in files
                for problem in problems_of(path.relative_to(ROOT).as_posix(), path.read_text())]
    print("\n".join(problems) or f"trace: {len(files)} files of the file format name no stage and no threshold")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
