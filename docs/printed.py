"""Keeps the numbers in lessons equal to those the demos print: python3 docs/printed.py BUILD [--check]

Runs the six demos of a build folder and compares what each prints, up to its times, with the block below
`<!-- printed by demo_N_NAME -->` in its lesson. Without --check the blocks are rewritten; with it, a block that
differs is an error. A decimal may differ by one in its last place: another processor adds a matrix product in
another order. In README.md and docs/evaluation.md the same holds for `<!-- printed by mrcnn ARGUMENTS -->`, run in the
repository's root; an argument `trace` is the trace of a scene with its ground truth.
"""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
STAGES = ["1_features", "2_proposals", "3_roi_align", "4_box_head", "5_iou_filter", "6_masks"]
PAGES = ["README.md", "docs/evaluation.md"]
SCENE = "data/scenes/bundled/scene_001312.png --truth data/scenes/bundled/truth.json"
COMMAND_BLOCK = re.compile(r"(<!-- printed by mrcnn ([^>]*) -->\n```\n)(.*?)(^```$)", re.S | re.M)
DECIMAL = re.compile(r"-?\d+\.\d+")


def block_of(stage):
    return re.compile(rf"(<!-- printed by demo_{stage} -->\n```\n)(.*?)(^```$)", re.S | re.M)


def lasting(output):
    """What a demo prints before its times, which change from run to run."""
    return re.split(r"\n(?:host |not on the device|The picture is in)", output)[0].rstrip("\n") + "\n"


def same(lesson, output):
    """Equal but for decimals that differ by one in their last place."""
    if DECIMAL.sub("#", lesson).split() != DECIMAL.sub("#", output).split():
        return False
    pairs = list(zip(DECIMAL.findall(lesson), DECIMAL.findall(output)))
    return all(
        len(a.split(".")[1]) == len(b.split(".")[1])
        and abs(float(a) - float(b)) < 1.5 * 10.0 ** -len(a.split(".")[1])
        for a, b in pairs
    )


def problem_of(stage, lesson, output):
    """Why the lesson does not show what its demo prints; empty if it does."""
    blocks = block_of(stage).findall(lesson)
    if len(blocks) != 1:
        return f"{len(blocks)} blocks are printed by demo_{stage}, expected 1"
    return "" if same(blocks[0][1], lasting(output)) else f"does not show what demo_{stage} prints"


def checked_page(page, text, printed_by):
    """The page with every block of a command as it prints now, and what was wrong."""
    problems = [f"{page}: does not show what `mrcnn {command}` prints" for _, command, block, _ in
                COMMAND_BLOCK.findall(text) if not same(block, printed_by(command))]
    return COMMAND_BLOCK.sub(lambda m: m[1] + printed_by(m[2]) + m[4], text), problems


def main(build, check):
    problems = []

    def mrcnn(command):
        return subprocess.run([build / "mrcnn", *command], cwd=ROOT, check=True, capture_output=True, text=True).stdout

    with tempfile.TemporaryDirectory() as folder:
        trace = f"{folder}/trace"
        mrcnn(["run", *SCENE.split(), "--dump", trace, "--no-pictures"])
        for page in PAGES:
            new, wrong = checked_page(page, (ROOT / page).read_text(encoding="utf-8"), lambda command: mrcnn(
                [trace if word == "trace" else word for word in command.split()]))
            if not check:
                (ROOT / page).write_text(new, encoding="utf-8")
            problems += wrong if check else []
        for stage in STAGES:
            demo = [build / f"demo_{stage}", pathlib.Path(folder) / f"{stage}.png"]
            output = subprocess.run(demo, check=True, capture_output=True, text=True).stdout
            page = ROOT / "stages" / stage / "README.md"
            lesson = page.read_text(encoding="utf-8")
            if not check:
                lesson = block_of(stage).sub(lambda m, text=lasting(output): m[1] + text + m[3], lesson)
                page.write_text(lesson, encoding="utf-8")
            if problem := problem_of(stage, lesson, output):
                problems.append(f"{page.relative_to(ROOT)}: {problem}; run python3 docs/printed.py BUILD")
    print("\n".join(problems) or "lessons: printed numbers are those of the demos")
    return bool(problems)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path, help="build/release")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    sys.exit(main(options.build.resolve(), options.check))
