"""Remakes the pictures of docs/pictures that show scenes: python3 data/tools/make_pictures.py [build/release]

Runs the program and the demo of stage 5 on the bundled scenes with the bundled model, and shrinks the pictures with
ImageMagick's `convert`. Run it again when the model or a drawing has changed. make_diagrams.py draws the others;
docs/printed.py copies what the demos print.
"""
import argparse
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
SCENES = ROOT / "data" / "scenes" / "bundled"
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
    "6_masks": "6_masks/masks.png",
}
# the settings that lesson 3 shows: a scene of 1024 pixels whose proposals read all four levels
LARGE_SCENE = ["--count", "1", "--seed", "5", "--size", "1024,1024"]
LARGE_MODEL = ["image.min_size=1024", "image.max_size=1024", "proposals.anchor_sizes=32,64,128,256,512"]
SMALL = ["-strip", "-define", "webp:use-sharp-yuv=1", "-quality", "88"]


def shrink(sources, name, width):
    """One or more pictures side by side, as a picture of docs/pictures."""
    command = ["convert", *map(str, sources), "-resize", f"{width}x>", "-background", "white", "+smush", "8", *SMALL]
    subprocess.run([*command, f"{PICTURES / name}.webp"], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path, nargs="?", default=ROOT / "build" / "release")
    build = parser.parse_args().build.resolve()
    mrcnn = build / "mrcnn"
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)

        def run(*arguments):
            subprocess.run([mrcnn, "run", "--conv", "im2col", "--quiet", "--out", work / "out", *arguments], check=True)

        run(SCENES / LESSON_SCENE, "--dump", work / "trace")
        for name, picture in FROM_TRACE.items():
            shrink([work / "trace" / picture], name, 1200)

        # with ground truth, stage 5 has something to show
        run(SCENES / LESSON_SCENE, "--truth", SCENES / "truth.json", "--dump", work / "checked")
        shrink([work / "checked" / "5_iou_filter" / "iou.png"], "5_iou_filter", 1200)

        subprocess.run([mrcnn, "scenes", *LARGE_SCENE, "--quiet", "--out", work / "large"], check=True)
        settings = [word for setting in LARGE_MODEL for word in ("--set", setting)]
        run(*(work / "large").glob("*.png"), *settings, "--dump", work / "large" / "trace")
        shrink([work / "large" / "trace" / "3_roi_align" / "levels.png"], "3_four_levels", 1200)

        title = [mrcnn, "run", "--conv", "im2col", "--quiet", "--out", work / "title",
                 *(SCENES / scene for scene in TITLE_SCENES)]
        subprocess.run(title, check=True)
        shrink(sorted((work / "title").glob("*.png")), "overlay", 440)

        four_boxes = work / "four_boxes.png"
        subprocess.run([build / "demo_5_iou_filter", four_boxes], check=True, capture_output=True)
        shrink([four_boxes], "5_four_boxes", 900)


if __name__ == "__main__":
    main()
