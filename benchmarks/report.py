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
import stage_report  # noqa: E402
import tables as peers  # noqa: E402
from results import machine, results_of, table  # noqa: E402

PAGES = ["README.md", "docs/performance.md", *(f"stages/{stage.name}/README.md" for stage in sorted(ROOT.glob("stages/[0-9]_*")))]
BLOCK = re.compile(r"(<!-- measured: (\w+) -->\n)(.*?)(<!-- end of measured -->)", re.S)
PICTURE = "![Time against the side of the image, proposals, threads and images](pictures/scaling.svg)\n"
SLOWER = 1.1


def ladder(results):
    """GFLOP/s of every layer and rung; the last column compares the last rung with what the processor could do."""
    peak = max((r.gflops for name, r in results.items() if name.startswith("ladder/peak/")), default=0.0)
    cells, rungs = {}, []
    for name, result in results.items():
        match = re.fullmatch(r"ladder/(.+)/host/(\d_\w+)/cells:\d+", name)
        if match:
            cells.setdefault(match[1], {})[match[2]] = result
            if match[2] not in rungs:
                rungs.append(match[2])
    rungs.sort()
    last = rungs[-1]
    rows = [[layer, *(f"{of[rung].gflops:.{0 if of[rung].gflops >= 10 else 1}f}" if rung in of else "" for rung in rungs),
             f"{100 * of[last].gflops / peak:.0f} %" if peak and last in of else ""] for layer, of in cells.items()]
    text = table(["layer", *(rung.replace("_", " ") for rung in rungs), "of the peak"], rows)
    return text + (f"\nGFLOP/s of the definition's operations, so Winograd's algorithm can exceed the peak of {peak:.0f}.\n"
                   if peak else "")


def plain(word, results):
    rows = [[f"`{name}`", f"{r.milliseconds:.3g}", f"{r.gflops:.3g}" if r.gflops else ""]
            for name, r in results.items() if name.split("/")[0] == word]
    return table(["benchmark", "ms", "GFLOP/s"], rows) if rows else ""


def updated(page, documents):
    """The text of a page with the tables that these documents have something for."""
    def replace(match):
        head, name, old, end = match.groups()
        if name in ("stages", "scaling"):
            made = stage_report.stages(documents) if name == "stages" else PICTURE if stage_report.scaling(documents) else ""
            contexts = [document["context"] for document in documents if "context" in document]
            return f"{head}{made}\n{machine(contexts[0])}\n{end}" if made else head + old + end
        for document in documents:
            if "peers" in document:
                made = peers.tables(document).get(name)
                if made:
                    return f"{head}{made}{end}"
                continue
            results = results_of(document)
            has_some = any(result.split("/")[0] == name for result in results)
            if has_some:
                made = ladder(results) if name == "ladder" else plain(name, results)
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
            rows.append([f"`{name}`", f"{before:.3g}", f"{after.milliseconds:.3g}", f"{ratio:.2f}"])
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
    picture = stage_report.scaling(documents)
    if picture:
        (ROOT / "docs/pictures/scaling.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
