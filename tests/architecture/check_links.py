"""Relative links in all Markdown files lead somewhere: tests/architecture/check_links.py"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CODE = re.compile(r"^[ \t]*(```|~~~).*?^[ \t]*\1[ \t]*$|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$", re.S | re.M)
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)|<(?:img|a)\s[^>]*(?:src|href)=\"([^\"]+)\"")
HEADING = re.compile(r"^#+[ \t]+(.*?)[ \t#]*$", re.M)
OUTSIDE = re.compile(r"[a-z]+:|//", re.I)


def anchors(markdown):
    """The names under which the headings can be linked, as GitHub makes them."""
    text = re.sub(r"^```.*?^```", "", markdown, flags=re.S | re.M)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in HEADING.findall(text)
    }


def links(markdown):
    """(line number, target) of every link outside of code and formulas."""
    text = CODE.sub(lambda code: "\n" * code[0].count("\n"), markdown)
    for match in LINK.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match[1] or match[2]


def problems_of(page):
    """The links of one page (a path) whose file or heading does not exist."""
    problems = []
    for line, target in links(page.read_text(encoding="utf-8")):
        if OUTSIDE.match(target):
            continue
        name, _, anchor = target.partition("#")
        goal = page.parent / name if name else page
        if not goal.exists():
            problems.append(f"{line}: no such file: {target}")
        elif anchor and goal.suffix == ".md" and anchor not in anchors(goal.read_text(encoding="utf-8")):
            problems.append(f"{line}: no such heading: {target}")
    return problems


def main():
    pages = [
        page
        for page in sorted(ROOT.glob("**/*.md"))
        if page.relative_to(ROOT).parts[0] not in ("build", "mrcnn-out", ".git")
    ]
    problems = [
        f"{page.relative_to(ROOT)}:{problem}" for page in pages for problem in problems_of(page)
    ]
    print("\n".join(problems) or f"links: all lead somewhere in {len(pages)} pages")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
