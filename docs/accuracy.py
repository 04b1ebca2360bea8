"""Measures the bundled model on 500 held-out scenes: python3 docs/accuracy.py PROGRAM [--check]

Draws the scenes (seeds 1 to 500, which training never saw), runs `mrcnn eval` on them and `mrcnn why-not` on what the
ten worst ones lack, and writes the tables in README.md and data/model/README.md behind `<!-- accuracy -->` and
`<!-- worst -->`. With --check it writes nothing: a number that differs by more than 0.002 is an error.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCENES = 500
WORST = 10
CONFIDENT = 0.5  # the score from which errors.json counts
PAGES = ["README.md", "README.ru.md", "data/model/README.md"]
COLUMNS = ["objects", "AP", "AP50", "AP75", "small", "medium", "large", "AR100"]


def rows_of(text):
    """{"boxes": {"circle": {"AP": "0.824", ...}}, "masks": ...} from the tables of `mrcnn eval`."""
    tables = {}
    for table in text.strip().split("\n\n"):
        head, *rows = table.splitlines()
        assert head.split()[1:] == COLUMNS, head
        fields = [row.rsplit(None, len(COLUMNS)) for row in rows if not row.startswith("AR,")]
        tables[head.split()[0]] = {name: dict(zip(COLUMNS, values)) for name, *values in fields}
    return tables


def accuracy_table(tables):
    shown = [("boxes", ["AP", "AP50", "small", "medium", "large"]), ("masks", ["AP", "AP50", "small", "medium", "large"])]
    head = [f"{kind} {column}" if column == "AP" else column for kind, columns in shown for column in columns]
    lines = ["| | objects | " + " | ".join(head) + " |", "|---" * (len(head) + 2) + "|"]
    for name in tables["boxes"]:
        values = [tables[kind][name][column] for kind, columns in shown for column in columns]
        lines.append(f"| {name} | {tables['boxes'][name]['objects']} | " + " | ".join(values) + " |")
    return "\n".join(lines)


def why_missing(mrcnn, scene, truth, objects, folder):
    """What why-not says of each object that has no confident detection."""
    mrcnn("run", scene, "--truth", truth, "--dump", folder, "--no-pictures", "--quiet")
    reasons = []
    for row in range(objects):
        story = json.loads(mrcnn("why-not", folder, "--truth-object", str(row), "--json"))
        if story["died_at"] != "found" or story["detail"]["score"] < CONFIDENT:
            reasons.append(mrcnn("why-not", folder, "--truth-object", str(row)).splitlines()[0])
    return reasons


def worst_table(mrcnn, scenes, errors, truth):
    names = {image["id"]: image["file_name"] for image in truth["images"]}
    lines = ["| scene | objects | wrong | missed | why |", "|---|---|---|---|---|"]
    for image in errors["images"][:WORST]:
        objects = sum(1 for a in truth["annotations"] if a["image_id"] == image["id"])
        name = names[image["id"]]
        reasons = why_missing(mrcnn, scenes / name, scenes / "truth.json", objects, scenes / f"trace_{image['id']}")
        missed = image["counts"]["missed"]
        lines.append(f"| {name} | {objects} | {image['errors'] - missed} | {missed} | {' · '.join(reasons)} |")
    return "\n".join(lines)


def measured(program):
    """The two tables."""
    def mrcnn(*arguments):
        return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout

    with tempfile.TemporaryDirectory() as folder:
        scenes = pathlib.Path(folder) / "scenes"
        mrcnn("scenes", "--count", str(SCENES), "--seed", "1", "--out", scenes)
        text = mrcnn("eval", "--images", scenes, "--truth", scenes / "truth.json", "--out", pathlib.Path(folder) / "out")
        errors = json.loads((pathlib.Path(folder) / "out/errors.json").read_text())
        truth = json.loads((scenes / "truth.json").read_text())
        return {"accuracy": accuracy_table(rows_of(text)), "worst": worst_table(mrcnn, scenes, errors, truth)}


def block_of(name):
    return re.compile(rf"(<!-- {name} -->\n)((?:\|.*\n)*)")


def same(old, new):
    """Whether two tables agree but for decimals that differ by 0.002 at most."""
    decimal = re.compile(r"\d+\.\d+")
    near = all(abs(float(a) - float(b)) <= 0.002 for a, b in zip(decimal.findall(old), decimal.findall(new)))
    return near and decimal.sub("#", old) == decimal.sub("#", new)


def main(program, check):
    tables = measured(program)
    problems = []
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        for name, table in tables.items():
            block = block_of(name)
            old = block.search(text)
            if old and check and name == "accuracy" and not same(old[2].rstrip("\n"), table):
                problems.append(f"{page}: another accuracy was measured; run python3 docs/accuracy.py PROGRAM")
            text = block.sub(lambda m, table=table: m[1] + table + "\n", text)
        if not check:
            (ROOT / page).write_text(text, encoding="utf-8")
    print("\n".join(problems) or "accuracy: the tables show what was measured")
    return bool(problems)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path, help="build/release/mrcnn")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    sys.exit(main(options.program.resolve(), options.check))
