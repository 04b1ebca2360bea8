"""Makes docs/pictures/live.webp, the README's first picture: python3 docs/make_film.py PROGRAM

Eight seconds of a box that is dragged over a scene on the page of `mrcnn report`: class bars and the
refined box follow, the mask when the box rests. Needs what tests/browser needs.
"""
import argparse
import base64
import pathlib
import subprocess
import sys
import tempfile

from animated_webp import animate

DOCS = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent / "tests" / "browser"))
from chromium import Browser, require_browser  # noqa: E402

SCENE = DOCS.parent / "data" / "scenes" / "bundled" / "scene_001314.png"
SIZE = (938, 900)
FRAME_MS = 110
# (frames, box): the box moves there in that many frames, then rests for as many as REST
REST = 5
STOPS = [(0, (50, 20, 160, 130)), (8, (105, 50, 215, 160)), (8, (189, 143, 230, 184)), (8, (130, 165, 248, 255)), (9, (84, 169, 143, 256)), (9, (56, 2, 178, 120))]
# only the figures, two columns of one height, and a pointer where the box is held
LOOK = """
    .top, .strip, .story, aside, .save, figcaption { display: none !important; }
    main { padding: 10px; }
    .panel { grid-template-columns: 1fr; min-height: 0; }
    .photo-columns { grid-template-columns: 518px 1fr; }
    #held { position: fixed; width: 22px; height: 22px; border-radius: 50%; border: 3px solid #fff; background: rgba(31, 39, 51, 0.55); margin: -14px 0 0 -14px; }
"""


def boxes():
    """Every frame's box, and whether it rests there."""
    at = STOPS[0][1]
    for frames, to in STOPS:
        for i in range(1, frames + 1):
            share = i / frames
            ease = share * share * (3 - 2 * share)
            yield [a + (b - a) * ease for a, b in zip(at, to)], False
        for _ in range(REST):
            yield list(to), True
        at = to


def film(browser, page):
    browser.resize(*SIZE)
    browser.open(page, f"#stage=live&lang=en&box={','.join(map(str, STOPS[-1][1]))}")
    browser.run("return Data.live(App.page.run).then(() => new Promise((resolve) => setTimeout(resolve, 500)))")
    browser.run("""
        document.head.append(Object.assign(document.createElement('style'), { textContent: arguments[0] }));
        document.body.append(Object.assign(document.createElement('div'), { id: 'held' }));""", LOOK)
    place = browser.run("""
        const figures = [...document.querySelectorAll('.photo-columns .figure')].map((e) => e.getBoundingClientRect());
        const bottom = Math.max(...figures.map((r) => r.bottom));
        return { x: 0, y: figures[0].top - 10, width: innerWidth, height: bottom - figures[0].top + 20, scale: 1 };""")
    pictures = []
    for box, rests in boxes():
        browser.run("""
            const [box, rests] = arguments, canvas = document.getElementById('live-photo'), r = canvas.getBoundingClientRect(), scale = r.width / 256;
            location.hash = `stage=live&lang=en&box=${box}`;
            return new Promise((resolve) => setTimeout(() => {
              const held = document.getElementById('held');
              const c = document.getElementById('live-photo').getBoundingClientRect();
              held.style.left = `${c.left + (box[0] + box[2]) / 2 * c.width / 256}px`;
              held.style.top = `${c.top + (box[1] + box[3]) / 2 * c.height / 256}px`;
              requestAnimationFrame(() => resolve());
            }, rests ? 330 : 40));""", box, rests)
        shot = browser.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "webp", "quality": 62, "clip": place})
        pictures.append(base64.b64decode(shot["data"]))
    return pictures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path, help="build/release/mrcnn")
    program = parser.parse_args().program.resolve()
    require_browser()
    with tempfile.TemporaryDirectory() as folder:
        trace, page = pathlib.Path(folder) / "trace", pathlib.Path(folder) / "page.html"
        subprocess.run([program, "run", SCENE, "--no-pictures", "--quiet", "--out", folder, "--dump", trace], check=True)
        subprocess.run([program, "report", trace, "-o", page, "--quiet"], check=True)
        browser = Browser()
        try:
            content = animate(film(browser, page), FRAME_MS)
        finally:
            browser.close()
    (DOCS / "pictures" / "live.webp").write_bytes(content)
    print(f"{len(content) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
