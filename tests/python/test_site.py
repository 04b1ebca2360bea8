"""docs/site.py: every link of the site leads somewhere on it, and nothing is fetched from elsewhere."""
import html.parser
import os
import pathlib
import subprocess
import sys
import urllib.parse

import pytest
from conftest import ROOT

pytest.importorskip("markdown_it")


class Page(html.parser.HTMLParser):
    """What one page links to, what it loads, and its anchors."""

    def __init__(self, file):
        super().__init__()
        self.links, self.loads, self.anchors, self.metas = [], [], set(), {}
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        of = dict(attributes)
        if tag == "html":
            self.labs = of.get("data-labs")
        self.anchors.add(of.get("id"))
        if tag == "a" and "href" in of:
            self.links.append(of["href"])
        if tag in ("img", "script", "iframe", "source") and of.get("src"):
            self.loads.append(of["src"])
        if tag == "link" and of.get("rel") != "icon":
            self.loads.append(of["href"])
        if tag == "meta":
            self.metas[of.get("name")] = of.get("content")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    if not os.environ.get("MRCNN_PROGRAM"):
        pytest.skip("MRCNN_PROGRAM is not set")
    folder = tmp_path_factory.mktemp("site") / "site"
    subprocess.run([sys.executable, ROOT / "docs/site.py", os.environ["MRCNN_PROGRAM"], folder], check=True)
    return {file: Page(file) for file in folder.rglob("*.html")}


def test_every_link_leads_to_a_page_or_a_heading_of_the_site(site):
    broken = []
    for file, page in site.items():
        for link in page.links + page.loads:
            address = urllib.parse.urlsplit(link)
            if address.scheme in ("http", "https", "data"):
                continue
            target = (file.parent / urllib.parse.unquote(address.path)).resolve() if address.path else file
            is_there = target.is_file() and (not address.fragment or "scenes" in target.parts or target not in site
                                             or address.fragment in site[target].anchors)
            if not is_there:
                broken.append(f"{file.name}: {link}")
    assert broken == []


def test_panels_of_a_scene_link_to_their_labs(site):
    scenes = [file for file, page in site.items() if page.labs and file.name != "index.html"]
    assert len(scenes) == 6
    labs = {lab.name for lab in (ROOT / "docs/labs").iterdir() if lab.is_dir()}
    for file in scenes:
        folder = file.parent / site[file].labs
        assert labs == {page.parent.name for page in folder.glob("*/index.html")}


def test_nothing_is_loaded_from_elsewhere_and_pages_fit_a_phone(site):
    for file, page in site.items():
        assert [load for load in page.loads if urllib.parse.urlsplit(load).netloc] == [], file
        assert "width=device-width" in page.metas.get("viewport", ""), file


def test_lessons_gallery_and_scenes_are_there(site):
    names = {pathlib.PurePath(*file.parts[file.parts.index("site", 3) + 1:]).as_posix() for file in site}
    for stage in ("1_features", "2_proposals", "3_roi_align", "4_box_head", "5_iou_filter", "6_masks"):
        assert f"stages/{stage}/index.html" in names
    assert {"index.html", "README.ru.html", "docs/index.html", "docs/gallery/index.html", "docs/python.html"} <= names
    assert sum(name.startswith("scenes/") for name in names) == 7  # six runs and their index


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("text")
    done = subprocess.run([sys.executable, ROOT / "docs/site.py", "program", tmp_path], capture_output=True, text=True)
    assert done.returncode != 0 and "holds something other than a site" in done.stderr
    assert (tmp_path / "letter.txt").exists()
