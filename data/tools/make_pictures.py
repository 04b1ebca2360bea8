"""Remakes the pictures of docs/pictures and the printed numbers of the lessons:

    python3 data/tools/make_pictures.py [build/release]

Runs the program and the demos of a build folder on the bundled scenes with the bundled model, shrinks the
pictures with ImageMagick's `convert`, and puts what each demo prints into the block below
`<!-- printed by demo_N_NAME -->` of its lesson. Run it again when the model or a drawing has changed.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
SCENES = ROOT / "data" / "scenes" / "bundled"
STAGES = ["1_features", "2_proposals", "3_roi_align", "4_box_head", "5_iou_filter", "6_masks"]
LESSON_SCENE = "scene_001314.png"
TITLE_SCENES = ["scene_001313.png", "scene_001316.png", "scene_001317.png"]
FROM_TRACE = {
    "0_input": "0_image/input.png",
    "1_features": "1_features/features.png",
    "2_objectness": "2_proposals/objectness.png",
    "2_proposals": "2_proposals/proposals.png",
    "3_levels": "3_roi_align/levels.png",
    "3_roi_align": "3_roi_align/region.png",
    "4_class_scores": "4_box_head/class_scores.png",
    "4_detections": "4_box_head/detections.png",
    "5_iou_filter": "5_iou_filter/iou.png",
    "6_masks": "6_masks/masks.png",
}
SMALL = ["-strip", "-dither", "None", "-colors", "256", "-define", "png:compression-level=9"]


def shrink(sources, name, width):
    """One or more pictures side by side, as a palette PNG of docs/pictures."""
    command = ["convert", *map(str, sources), "-resize", f"{width}x>", "+append", *SMALL]
    subprocess.run([*command, f"PNG8:{PICTURES / name}.png"], check=True)


def put_into_lesson(stage, printed):
    lesson = ROOT / "stages" / stage / "README.md"
    block = re.compile(rf"(<!-- printed by demo_{stage} -->\n```\n).*?(^```$)", re.S | re.M)
    text, count = block.subn(lambda match: match[1] + printed + match[2], lesson.read_text())
    if count != 1:
        sys.exit(f"{lesson}: {count} blocks are printed by demo_{stage}, expected 1")
    lesson.write_text(text)


def main():
    build = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build" / "release").resolve()
    mrcnn = build / "mrcnn"
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        run = [mrcnn, "run", "--quiet", "--out", work / "lesson", SCENES / LESSON_SCENE]
        subprocess.run([*run, "--truth", SCENES / "truth.json", "--dump", work / "trace"], check=True)
        for name, picture in FROM_TRACE.items():
            shrink([work / "trace" / picture], name, 1200)

        scenes = [SCENES / scene for scene in TITLE_SCENES]
        subprocess.run([mrcnn, "run", "--quiet", "--out", work / "title", *scenes], check=True)
        shrink(sorted((work / "title").glob("*.png")), "overlay", 440)

        for stage in STAGES:
            demo = build / f"demo_{stage}"
            picture = work / f"{stage}.png"
            done = subprocess.run([demo, picture], check=True, capture_output=True, text=True)
            put_into_lesson(stage, done.stdout.split("\nThe picture is in")[0])
            if stage == "5_iou_filter":
                shrink([picture], "5_four_boxes", 900)


if __name__ == "__main__":
    main()
