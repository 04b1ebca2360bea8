"""Makes docs/gallery and docs/pictures/page.webp: python3 docs/make_gallery.py PROGRAM

Runs `mrcnn demo` in a temporary folder, opens the page of its first scene in Chromium and takes a
picture of every panel. Needs what tests/browser needs.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

DOCS = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent / "tests" / "browser"))
from chromium import Browser, require_browser  # noqa: E402

SIZE = (1366, 768)
SMALL = {"kind": "webp", "quality": 82}
MAIN = "roi_align"  # the panel in the README
PANELS = ["overview", "features", "rpn", "nms", "roi_align", "box_head", "iou", "masks", "live", "cost"]


def show(browser, panel):
    browser.run("location.hash = arguments[0]", f"stage={panel}")
    browser.run("return Data.live(App.page.run).then(() => new Promise((resolve) => setTimeout(resolve, 900)))")


def shoot(browser, page):
    """A picture of every panel; the words below each are the page's own."""
    browser.resize(*SIZE)
    browser.open(page)
    lines = ["# Gallery", "",
             "Every panel of the page that `mrcnn demo` leaves beside each scene ([what it is](../report.md)).",
             "Made by `python3 docs/make_gallery.py build/release/mrcnn`.", ""]
    for panel in PANELS:
        show(browser, panel)
        browser.screenshot(DOCS / "gallery" / f"{panel}.webp", **SMALL)
        title, lead = (browser.text(f"#panel-{panel} {part}") for part in ("h1", ".lead"))
        lines += [f"## {title}", "", lead, "", f"![{title}]({panel}.webp)", ""]
    (DOCS / "gallery" / "README.md").write_text("\n".join(lines))
    show(browser, MAIN)
    browser.screenshot(DOCS / "pictures" / "page.webp", **SMALL)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path, help="build/release/mrcnn")
    program = parser.parse_args().program.resolve()
    require_browser()
    (DOCS / "gallery").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, "demo", "--quiet", "--out", folder], check=True)
        browser = Browser()
        try:
            shoot(browser, sorted(pathlib.Path(folder).glob("*.html"))[0])
        finally:
            browser.close()


if __name__ == "__main__":
    main()
