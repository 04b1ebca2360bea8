#!/usr/bin/env python3
"""Tables and plots from Google Benchmark's JSON, tables between marks of the pages: benchmarks/report.py RESULT.json...

    bench_ladder --benchmark_repetitions=7 --benchmark_out=ladder.json --benchmark_out_format=json
    benchmarks/report.py ladder.json               rewrites what these results belong to
    benchmarks/report.py *.json                    those of all programs; with OMP_NUM_THREADS=1 too, threads are compared
    benchmarks/report.py --compare OLD.json NEW.json   median times and their ratio; exit 1 if one is 10 % slower

A table stands between `<!-- measured: NAME -->` and `<!-- end of measured -->`. NAME is `ladder`, `stages`, the first word of
benchmark names, like `roi_align`, or that of a table in a file of peers/peers.py. Every table ends with the machine, the date, and the load
when it began: numbers of a busy machine are worth nothing.
"""
import argparse
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "benchmarks/peers")]
import ladder_report  # noqa: E402
import stage_report  # noqa: E402
import tables as peers  # noqa: E402
from results import machine, results_of, table, three_digits  # noqa: E402

PAGES = ["README.md", "docs/performance.md", *(f"stages/{stage.name}/README.md" for stage in sorted(ROOT.glob("stages/[0-9]_*")))]
BLOCK = re.compile(r"(<!-- measured: (\w+) -->\n)(.*?)(<!-- end of measured -->)", re.S)
# blocks that hold a picture: who draws it, and what it shows
PICTURES = {"scaling": (stage_report.scaling, "Time against the side of the image, proposals, threads and images"),
            "roofline": (stage_report.roofline, "GFLOP/s of each step against operations per byte, under the limits of processor and memory"),
            "rungs": (stage_report.rungs, "GFLOP/s of four layers, from the definition to the program's own kernel")}
SLOWER = 1.1


def plain(word, results):
    rows = [[f"`{name}`", three_digits(r.milliseconds), three_digits(r.gflops) if r.gflops else ""]
            for name, r in results.items() if name.split("/")[0] == word]
    return table(["benchmark", "ms", "GFLOP/s"], rows) if rows else ""


def picture_link(name, documents):
    """The line that shows a picture; empty if these documents lack something for it."""
    draw, alternative = PICTURES[name]
    return f"![{alternative}](pictures/{name}.svg)\n" if draw(documents) else ""


def updated(page, documents):
    """The text of a page with the tables that these documents have something for."""
    def replace(match):
        head, name, old, end = match.groups()
        if name == "stages" or name in PICTURES:
            made = stage_report.stages(documents) if name == "stages" else picture_link(name, documents)
            contexts = [document["context"] for document in documents if "context" in document]
            most = max(contexts, key=lambda context: int(context.get("threads", 1)), default=None)
            return f"{head}{made}\n{machine(most)}\n{end}" if made else head + old + end
        for document in documents:
            if "peers" in document:
                made = peers.tables(document).get(name)
                if made:
                    return f"{head}{made}{end}"
                continue
            results = results_of(document)
            has_some = any(result.split("/")[0] == name for result in results)
            if has_some:
                made = ladder_report.ladder(results) if name == "ladder" else plain(name, results)
                if made:
                    return f"{head}{made}\n{machine(document['context'])}\n{end}"
        return head + old + end
    return BLOCK.sub(replace, page)


def compare(old, new):
    """Rows of the table, and whether something got slower."""
    rows, slower = [], False
    for name, after in new.items():
        if name in old:
            before = old[name].milliseconds
            ratio = after.milliseconds / before
            slower = slower or ratio > SLOWER
            rows.append([f"`{name}`", three_digits(before), three_digits(after.milliseconds), f"{ratio:.2f}"])
    return rows, slower


def main():
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("results", nargs="+", metavar="RESULT.json")
    parser.add_argument("--compare", action="store_true", help="print medians of two results and their ratio")
    options = parser.parse_args()
    documents = [json.loads(pathlib.Path(file).read_text(encoding="utf-8")) for file in options.results]
    if options.compare:
        if len(documents) != 2:
            sys.exit("report.py --compare: expected two files")
        rows, slower = compare(*map(results_of, documents))
        print(table(["benchmark", "old ms", "new ms", "ratio"], rows), end="")
        sys.exit(1 if slower else 0)
    for name in PAGES:
        page = ROOT / name
        if page.exists():
            text = page.read_text(encoding="utf-8")
            page.write_text(updated(text, documents), encoding="utf-8")
    for name, (draw, _) in PICTURES.items():
        picture = draw(documents)
        if picture:
            (ROOT / f"docs/pictures/{name}.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
