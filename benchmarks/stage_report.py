"""The steps of the network: a table at full size, and plots of their time against size, threads and images."""
import re

import ladder_report
import plots
import roofline as roofs
from results import results_of, table, three_digits

FULL_SIZE = {"features": "rows:800/columns:1088", "rpn_head": "rows:800/columns:1088", "proposals": "anchors:217413",
             "roi_align": "rois:1000/bins:7", "box_head": "rois:1000", "detections": "rois:1000", "iou_filter": "detections:100",
             "mask_head": "detections:100", "paste": "detections:100"}


def threads_of(document):
    return int(document["context"].get("threads", 0))


def by_threads(documents):
    """{threads: results of all files measured with this many}, most threads first."""
    found = {}
    for document in documents:
        if "context" in document:
            found.setdefault(threads_of(document), {}).update(results_of(document))
    return dict(sorted(found.items(), reverse=True))


def stages(documents):
    """Every step at full size: host with each number of threads, device, and what the host reached. Empty without all steps."""
    measured = by_threads(documents)
    most = next(iter(measured.values()), {})
    peak = ladder_report.peak_of(most)
    rows = []
    for step, size in FULL_SIZE.items():
        host, device = f"{step}/host/{size}", f"{step}/device/{size}"
        if host not in most:
            return ""
        best = most[host]
        rows.append([step, size.replace("/", " ").replace(":", " "),
                     *(three_digits(results[host].milliseconds) if host in results else "" for results in measured.values()),
                     three_digits(most[device].milliseconds) if device in most else "", f"{best.gflops:.0f}" if best.gflops > 1 else "",
                     f"{100 * best.gflops / peak:.0f} %" if peak and best.gflops > 1 else "", f"{best.gbytes:.1f}"])
    head = ["step", "size", *(f"host, {threads} thread{'s' if threads > 1 else ''}, ms" for threads in measured), "device, ms", "GFLOP/s",
            "of the peak", "GB/s"]
    return table(head, rows)


def lines_of(results, word, size, places=("host", "device")):
    """{"word, host": {size: milliseconds}} of the benchmarks called word/PLACE/... whose name holds size:NUMBER."""
    lines = {}
    for name, result in results.items():
        match = re.search(rf"^{word}/(\w+)/.*?{size}:(\d+)(?:/(?:columns|bins):(\d+))?", name)
        if match and match[1] in places and match[3] in (None, "7", match[2]):
            lines.setdefault(f"{word}, {match[1]}", {})[int(match[2])] = result.milliseconds
    return lines


def scaling(documents):
    """The picture of all plots, empty without the results for one."""
    measured = by_threads(documents)
    most = next(iter(measured.values()), {})
    threads = {f"{step}, host": {count: results[name].milliseconds for count, results in measured.items() if name in results}
               for step in ("features", "roi_align") for name in [f"{step}/host/{FULL_SIZE[step]}"]}
    panels = [("image", "side of the image, pixels", lines_of(most, "features", "rows")),
              ("proposals", "proposals", {**lines_of(most, "roi_align", "rois"), **lines_of(most, "box_head", "rois", ("host",))}),
              ("threads", "threads", threads),
              ("images, model read once", "images of 256 x 256", lines_of(most, "images", "images"))]
    if any(not lines or min(len(line) for line in lines.values()) < 2 for _, _, lines in panels):
        return ""
    return plots.figure([plots.Panel(f"milliseconds, by {title}", unit, lines, falls=title == "threads") for title, unit, lines in panels])


def roofline(documents):
    return roofs.roofline(next(iter(by_threads(documents).values()), {}), FULL_SIZE)


def rungs(documents):
    return ladder_report.picture(next(iter(by_threads(documents).values()), {}))
