"""Breaks the device code in one-line ways and asks the tests: break_device.py BUILD_FOLDER [NUMBER...]
break_device.py --check only asks whether every line to be broken is still there, exactly once.

For every mutation below: the line is changed, the tests with label "device" are built and run, the line
is put back. A mutation that no test notices is listed as a survivor; JUDGED says which of them cannot be
noticed and why. Exits with 1 if fewer than 95 % of the others are caught, or if one was not tried: a line
that does not compile tests nothing. Not part of continuous integration: five minutes on two cores. Work in
a clean tree; an interrupted run puts the line back, too.
"""
import argparse
import sys

from broken import ROOT, broken, restore_on_signals, run

NMS = "common/geometry/nms_device.cu"
IOU = "common/geometry/iou_matrix_device.cu"
BEST_TRUTH = "common/geometry/best_truth_device.cu"
MATCH = "common/geometry/match_device.cu"
DECODE = "common/geometry/decode_boxes_device.cu"
ANCHORS = "common/geometry/anchors_device.cu"
IMAGE = "common/image/preprocess_device.cu"
CONV = "common/nn/conv2d_device.cu"
BIAS = "common/nn/add_bias_device.cu"
DECONV = "common/nn/deconv2x2_device.cu"
MAX_POOL = "common/nn/max_pool_device.cu"
UPSAMPLED = "common/nn/add_upsampled_device.cu"
ADD_RELU = "common/nn/add_relu_device.cu"
ANCHOR_LEVELS = "common/geometry/anchor_levels_device.cu"
REDUCE = "common/tensor/reduce.cuh"
COMPACT = "common/tensor/compact.cuh"
PROPOSALS = "stages/2_proposals/proposals_device.cu"
PADDING = "stages/2_proposals/pad_with_zeros_device.cu"
ROI = "stages/3_roi_align/roi_align_device.cu"
ROI_MAP = "stages/3_roi_align/roi_align_map_device.cu"
ROI_LEVELS = "stages/3_roi_align/roi_levels_device.cu"
REGIONS = "stages/3_roi_align/regions_device.cuh"
POOL = "stages/3_roi_align/alternatives/pool_device.cuh"
DETECTIONS = "stages/4_box_head/detections_device.cu"
FILTER = "stages/5_iou_filter/iou_filter_device.cu"
CLASS_LOGITS = "stages/6_masks/class_logits_device.cu"
PASTE = "stages/6_masks/paste_device.cu"
PIXELS = "stages/6_masks/paste_pixels.cuh"

# (file, what is there, what it becomes). What is there must occur exactly once.
MUTATIONS = [
    (NMS, "mark(i) == kKept ?", "mark(i) != kTooSmall ?"),
    (NMS, "> max_iou) {", ">= max_iou) {"),
    (NMS, "first > p ? first : p + 1;", "first > p ? first : p;"),
    (NMS, "fresh &= ~bits(head, w);", ""),
    (NMS, "bits(head, w) |= fresh;", "bits(head, w) = fresh;"),
    (NMS, "Index w = (p - head) / kBits;", "Index w = (p - head) / kBits + 1;"),
    (NMS, "thrust::stable_sort_by_key(on_device(), key.begin(), key.end(), row.begin());", ""),
    (NMS, "by(r) == kKept ? 1 : 0;", "by(r) >= kKept ? 1 : 0;"),
    (NMS, "+ kBits - 1) / kBits;", ") / kBits + 1;"),
    (IOU, "iou(rows(d), columns(g))", "iou(rows(d), columns(0))"),
    (BEST_TRUTH, "best_iou(d) = best.iou;", ""),
    (MATCH, "largest_iou_of_truth(iou, g);", "0.0F;"),
    (MATCH, "low_quality ? largest_ious(view(iou)) : DeviceTensor<float, 1>({0});", "largest_ious(view(iou));"),
    (MATCH, "iou.extent(1) > 0", "true"),
    (DECODE, "delta_at(delta, i)", "delta_at(delta, 0)"),
    (DECODE, "params.clip);", "Box{0.0F, 0.0F, 9.0F, 9.0F});"),
    (ANCHORS, "const int y = cell / width;", "const int y = cell % width;"),
    (ANCHORS, "y * stride_y", "y * stride_x"),
    (ANCHORS, "first += of_level.size();", "first += cells_of(grids[i]);"),
    (ANCHOR_LEVELS, "++level;", ""),
    (ANCHOR_LEVELS, "first += count;", "first += 1;"),
    (IMAGE, "- place.top;", ";"),
    (IMAGE, "a.highest > b.highest ?", "a.highest < b.highest ?"),
    (IMAGE, "tap_of(rule, x, original.width, resized.width)", "tap_of(rule, x, original.height, resized.width)"),
    (CONV, "const Index in_y = y * stride + ky - padding;\n                      const Index in_x = (x", "const Index in_y = y * stride + ky;\n                      const Index in_x = (x"),
    (CONV, "is_inside(map, in_y, in_x + j) ?", "is_inside(map, in_y, in_x) ?"),
    (CONV, "begin + row / kernel_height;", "row / kernel_height;"),
    (BIAS, "out(row, o) + bias(o);", "out(row, o);"),
    (BIAS, "relu && value < 0.0F ? 0.0F", "relu && value < 1.0F ? 0.0F"),
    (DECONV, "2 * x + kx", "2 * x + ky"),
    (MAX_POOL, "window / width;", "window % width;"),
    (MAX_POOL, "windows.rows, y, features.extent(0)", "windows.rows, y, features.extent(1)"),
    (UPSAMPLED, "columns.source(x)", "rows.source(x)"),
    (COMPACT, "mark + rows - 1, count,", "mark, count,"),
    (REDUCE, "for (Index run = p; run < runs; run += part_count)", "for (Index run = p; run <= p; run += part_count)"),
    (ADD_RELU, "0.0F > a + b ? 0.0F : a + b;", "a + b;"),
    (PROPOSALS, "i - start(i) < top_n ? 1 : 0;", "i - start(i) <= top_n ? 1 : 0;"),
    (PROPOSALS, "std::uint32_t{0x80000000U} ^ group_of", "std::uint32_t{0} ^ group_of"),
    (PROPOSALS, "n < limit ? n : limit;", "n;"),
    (PROPOSALS, "survivors.data() + rows, index + rows", "survivors.data(), index"),
    (PADDING, "i < old.size() && in_use(valid_count, i)", "i < old.size()"),
    (PADDING, "pad(kept, rows, -1);", "pad(kept, rows, 0);"),
    (ROI, "const float scale = 1.0F / stride_of_level(level(r));", "const float scale = stride_of_level(level(r));"),
    (ROI_MAP, "roi_grid(box(r), scale, height, width,", "roi_grid(box(r), scale, width, height,"),
    (ROI_LEVELS, "return is_finite(box)", "return true"),
    (POOL, "scale, height, width, by, bx", "scale, width, height, by, bx"),
    (REGIONS, "bin - row * width;", "bin - row * height;"),
    (REGIONS, "i == level - kLowestLevel ?", "i == level ?"),
    (PIXELS, "row_inside && reaches(p.columns, x);", "row_inside;"),
    (PIXELS, "paste_tap(rule, p.rows, y", "paste_tap(rule, p.columns, y"),
    (DETECTIONS, "softmax_scale(logit[r]);", "softmax_scale(logit[0]);"),
    (DETECTIONS, "apply_candidate_rule(rule, to.class_probabilities, r, to.suppressed_by);", ""),
    (DETECTIONS, "if (i < room) {", "if (i + 1 < room) {"),
    (FILTER, "is_valid(best_iou(d), true_objects, params.min_iou);", "best_iou(d) >= params.min_iou;"),
    (FILTER, "is_valid(best_iou(d), true_objects, params.min_iou);", "best_iou(d) > params.min_iou;"),
    (FILTER, "kept_mark(d) == 1 ? 1 : 0;", "kept_mark(d) == 1 ? 1 : 1;"),
    (FILTER, "matches_class(best_truth(d), truth_label, label(d));", "true;"),
    (CLASS_LOGITS, "i % logit.extent(2);", "i / logit.extent(2);"),
    (CLASS_LOGITS, "label(d));", "label(0));"),
    (PASTE, "return exact_sigmoid(logit);", "return logit;"),
    (PASTE, ">= threshold", "> threshold"),
]

# Mutations that compute the same, by the text they become.
JUDGED = {
    ") / kBits + 1;": "one word more than needed: its bits stay 0",
}


TESTS = [f"test_device_{name}" for name in ("geometry", "image", "nn", "stages", "tensor")]


def occurrences(file, old):
    return (ROOT / file).read_text().count(old)


def check():
    """Lists the mutations whose line has moved or changed; returns whether there are any."""
    gone = [(file, old) for file, old, _ in MUTATIONS if occurrences(file, old) != 1]
    for file, old in gone:
        print(f"{file}: {old!r} occurs {occurrences(file, old)} times, expected once")
    if not gone:
        print(f"mutations: all {len(MUTATIONS)} lines to be broken are there")
    return bool(gone)


def verdict(build, file, old, new):
    """'caught', 'survived' or why neither."""
    if occurrences(file, old) != 1:
        return f"not applied: occurs {occurrences(file, old)} times"
    path = ROOT / file
    with broken(path, path.read_text().replace(old, new)):
        built = run("cmake", "--build", build, "--target", *TESTS)
        if built.returncode != 0:
            return "not compiled" if "error:" in built.stdout else "not built"
        tested = run("ctest", "--test-dir", build, "-L", "device", "-E", "Pipeline", "--stop-on-failure", "-j2", "--timeout", "300")
        return "caught" if tested.returncode != 0 else "survived"


def main(build, numbers):
    restore_on_signals()
    results = {}
    for number, (file, old, new) in enumerate(MUTATIONS):
        if numbers and number not in numbers:
            continue
        results[number] = verdict(build, file, old, new)
        judged = f"  ({JUDGED[new]})" if new in JUDGED and results[number] == "survived" else ""
        print(f"{number:3} {results[number]:9} {file}: {old!r} -> {new!r}{judged}", flush=True)
    survivors = [n for n, r in results.items() if r == "survived" and MUTATIONS[n][2] not in JUDGED]
    broken = [n for n, r in results.items() if r not in ("caught", "survived")]
    judged = [n for n, r in results.items() if r == "survived" and MUTATIONS[n][2] in JUDGED]
    counted = len(results) - len(judged)
    caught = sum(r == "caught" for r in results.values())
    print(f"{caught} of {counted} caught, survivors {survivors}, cannot be noticed {judged}, not run {broken}")
    run("cmake", "--build", build, "--target", *TESTS)
    return bool(broken) or caught < 0.95 * counted


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", nargs="?", help="build/dev")
    parser.add_argument("numbers", type=int, nargs="*", metavar="number", help="these mutations only")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if not options.build and not options.check:
        parser.error("expected a build folder or --check")
    sys.exit(check() if options.check else main(options.build, set(options.numbers)))
