"""Makes the project's site, static and without scripts: python3 docs/site.py PROGRAM FOLDER

Every page of Markdown becomes HTML in the same place, with the pictures and the sources that it links to; README.md
becomes its folder's index.html. `mrcnn demo` adds a page to explore per bundled scene, in scenes/. All links are
relative: open FOLDER/index.html, or publish the folder (GitHub Pages takes it as it is). Needs python3-markdown-it.
"""
import argparse
import html
import os
import pathlib
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

from markdown_it import MarkdownIt

ROOT = pathlib.Path(__file__).resolve().parent.parent
BESIDE = {".png", ".svg", ".webp", ".jpg", ".ipynb"}  # files that a page shows or offers as they are
PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="{top}site.css">
<nav><a href="{top}index.html">mrcnn</a> <a href="{top}docs/index.html">course</a>
<a href="{top}{scene}">explore a run</a> <a href="{top}docs/gallery/index.html">gallery</a>
<a href="{top}docs/python.html">Python</a> <a href="{top}docs/library.html">C++</a>
<a href="{top}README.ru.html" lang="ru">по-русски</a></nav>
<main>
{body}
</main>
</html>
"""
STYLE = """:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 50rem; padding: 0 1rem 4rem; font: 1rem/1.55 system-ui, sans-serif;
       overflow-wrap: break-word; }
nav { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; padding: .8rem 0; border-bottom: 1px solid #8885; }
img { max-width: 100%; height: auto; background: #fff; }
pre, .table { overflow-x: auto; }
pre { padding: .7rem; background: #8881; font: .85rem/1.45 ui-monospace, monospace; }
code { font-family: ui-monospace, monospace; font-size: .9em; }
table { border-collapse: collapse; font-size: .92rem; }
td, th { padding: .25rem .6rem; border: 1px solid #8885; text-align: left; vertical-align: top; }
pre code { font-size: inherit; }
"""


def page_of(path):
    """Where a file or folder of the repository is on the site; both as paths from the root."""
    if (ROOT / path).is_dir():
        return posixpath.join(path, "index.html")
    folder, name = posixpath.split(path)
    if name == "README.md" or path == "docs/index.md":
        return posixpath.join(folder, "index.html")
    suffix = posixpath.splitext(name)[1]
    return path if suffix in BESIDE else path[:-3] + ".html" if suffix == ".md" else path + ".html"


def slug(title, taken):
    """The anchor that GitHub gives a heading."""
    base = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
    anchor = base if base not in taken else f"{base}-{sum(t.startswith(base) for t in taken)}"
    taken.add(anchor)
    return anchor


class Site:
    def __init__(self, out, scene):
        self.out, self.scene = out, scene
        self.wanted, self.done = [], set()
        self.markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
        self.markdown.add_render_rule("table_open", lambda *_: '<div class="table"><table>\n')
        self.markdown.add_render_rule("table_close", lambda *_: "</table></div>\n")

    def want(self, path):
        if path not in self.done:
            self.done.add(path)
            self.wanted.append(path)

    def link(self, target, page):
        """A link of the file `page` as the site has it; what it leads to will be on the site too."""
        address = urllib.parse.urlsplit(target)
        if address.scheme or address.netloc or not address.path:
            return target
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), urllib.parse.unquote(address.path)))
        if not (ROOT / path).exists():
            raise SystemExit(f"{page}: links to {target}, which is not there")
        self.want(path)
        relative = posixpath.relpath(page_of(path), posixpath.dirname(page_of(page)) or ".")
        return urllib.parse.quote(relative) + (f"#{address.fragment}" if address.fragment else "")

    def write(self, path, title, body):
        page = page_of(path)
        top = "../" * page.count("/")
        file = self.out / page
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(PAGE.format(language="ru" if ".ru." in path else "en", title=html.escape(title), top=top,
                                    scene=self.scene, body=body), encoding="utf-8")

    def render(self, path):
        tokens = self.markdown.parse((ROOT / path).read_text(encoding="utf-8"))
        anchors, title = set(), path
        for before, token in zip([None, *tokens], tokens):
            for child in token.children or []:
                for attribute in ("href", "src"):
                    if child.attrGet(attribute):
                        child.attrSet(attribute, self.link(child.attrGet(attribute), path))
            if token.type == "inline" and before and before.type == "heading_open":
                text = "".join(child.content for child in token.children)
                before.attrSet("id", slug(text, anchors))
                title = text if before.tag == "h1" else title
        self.write(path, title, self.markdown.renderer.render(tokens, self.markdown.options, {}))

    def show_source(self, path):
        text = (ROOT / path).read_text(encoding="utf-8", errors="replace")
        self.write(path, path, f"<h1>{html.escape(path)}</h1>\n<pre>{html.escape(text)}</pre>")

    def show_folder(self, path):
        for name in ("README.md", "index.md"):
            if (ROOT / path / name).exists():
                self.want(posixpath.join(path, name))
                return
        files = subprocess.run(["git", "ls-files", path], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        names = sorted({name[len(path) + 1:].split("/")[0] for name in files.splitlines()})
        here = posixpath.join(path, "index.md")
        items = "".join(f'<li><a href="{self.link(name, here)}">{html.escape(name)}</a>\n' for name in names)
        self.write(path, path, f"<h1>{html.escape(path)}</h1>\n<ul>\n{items}</ul>")

    def make(self):
        for path in ("README.md", "README.ru.md", "docs/index.md", "docs/gallery/README.md", "docs/python.md",
                     "docs/library.md"):
            self.want(path)
        while self.wanted:
            path = self.wanted.pop()
            suffix = posixpath.splitext(path)[1]
            if (ROOT / path).is_dir():
                self.show_folder(path)
            elif suffix == ".md":
                self.render(path)
            elif suffix in BESIDE:
                (self.out / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / path, self.out / path)
            else:
                self.show_source(path)
        (self.out / "site.css").write_text(STYLE)
        (self.out / ".nojekyll").write_text("")


def make_scenes(program, out):
    """The pages of `mrcnn demo`, told where the labs are, and their index, which is returned."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, "demo", "--quiet", "--out", folder], check=True)
        (out / "scenes").mkdir(parents=True, exist_ok=True)
        for file in pathlib.Path(folder).iterdir():
            if file.suffix == ".html":
                text = file.read_text(encoding="utf-8").replace("<html ", '<html data-labs="../docs/labs" ', 1)
                (out / "scenes" / file.name).write_text(text, encoding="utf-8")
            elif file.suffix == ".png":
                shutil.copyfile(file, out / "scenes" / file.name)
    return "scenes/index.html"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path, help="build/release/mrcnn")
    parser.add_argument("folder", type=pathlib.Path)
    options = parser.parse_args()
    out = options.folder
    if out.exists() and any(out.iterdir()) and not (out / "site.css").exists():
        sys.exit(f"{out}: holds something other than a site")
    shutil.rmtree(out, ignore_errors=True)
    site = Site(out, make_scenes(options.program.resolve(), out))
    site.make()
    size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    print(f"{out}/index.html: {len(list(out.rglob('*.html')))} pages, {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
