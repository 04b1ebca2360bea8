"""Breaks the device code in one-line ways and asks the tests: break_device.py BUILD_FOLDER [NUMBER...]

For every mutation below: the line is changed, the tests with label "device" are built and run, the line
is put back. A mutation that no test notices is listed as a survivor; JUDGED says which of them cannot be
noticed and why. Exits with 1 if fewer than 95 % of the others are caught, or if one was not tried: a line
that does not compile tests nothing. Not part of continuous integration: ten minutes on two cores. Work in
a clean tree; an interrupted run puts the line back, too.
"""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
NMS = "common/geometry/nms_device.cu"
IOU = "common/geometry/iou_matrix_device.cu"
BEST_TRUTH = "common/geometry/best_truth_device.cu"
MATCH = "common/geometry/match_device.cu"
DECODE = "common/geometry/decode_boxes_device.cu"
ANCHORS = "common/geometry/anchors_device.cu"
IMAGE = "common/image/preprocess_device.cu"
CONV = "common/nn/conv2d_device.cu"
LAYERS = "common/nn/layers_device.cu"
COMPACT = "common/tensor/compact.cuh"
FEATURES = "stages/1_features/features_device.cu"
RPN = "stages/2_proposals/rpn_head_device.cu"
PROPOSALS = "stages/2_proposals/proposals_device.cu"
ROI = "stages/3_roi_align/roi_align_device.cu"
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
    (ANCHORS, "static_cast<int>(cell % width) * stride_x", "static_cast<int>(cell / width) * stride_x"),
    (ANCHORS, "(cell / width) * stride_y", "(cell / width) * stride_x"),
    (ANCHORS, "level_anchors += cells * ratios;", "level_anchors += cells;"),
    (IMAGE, "- place.top;", ";"),
    (IMAGE, "int high = 255;", "int high = 254;"),
    (IMAGE, "resize_tap(x, source.width, resized.width, rule)", "resize_tap(x, source.height, resized.width, rule)"),
    (CONV, "row % s.kernel_height - s.padding;", "row % s.kernel_height;"),
    (CONV, "in_x + j < row_size ?", "in_x + j <= row_size ?"),
    (CONV, "const float value = cell[o] + bias[o];", "const float value = cell[o];"),
    (CONV, "relu && value < 0.0F ? 0.0F", "relu && value < 1.0F ? 0.0F"),
    (CONV, "begin + row / s.kernel_height;", "row / s.kernel_height;"),
    (CONV, "2 * (cell % width) + tap % 2", "2 * (cell % width) + tap / 2"),
    (LAYERS, "best[c] = -INFINITY;", "best[c] = 0.0F;"),
    (LAYERS, "index / columns.windows * stride - rows.before", "index / columns.windows * stride"),
    (LAYERS, "upsampling_source(cell % width, column_scale", "upsampling_source(cell % width, row_scale"),
    (COMPACT, "slot[rows - 1] + mark[rows - 1]", "slot[rows - 1]"),
    (FEATURES, "sum[i] = 0.0F > value ? 0.0F : value;", "sum[i] = value;"),
    (FEATURES, "const int stride = block.reduce_stride * block.conv_stride;", "const int stride = block.conv_stride;"),
    (RPN, "static_cast<std::int32_t>(i) + kLowestLevel;", "static_cast<std::int32_t>(i);"),
    (RPN, "out.deltas.data() + 4 * first", "out.deltas.data() + first"),
    (PROPOSALS, "static_cast<std::size_t>(i - start[i]) < top_n", "static_cast<std::size_t>(i - start[i]) <= top_n"),
    (PROPOSALS, "^ 0x80000000U;", ";"),
    (PROPOSALS, "group[i] = group_of(level[a], scope);", "group[i] = level[a];"),
    (PROPOSALS, "kept[i] = -1;", "kept[i] = 0;"),
    (PROPOSALS, "if (i < limit) {", "if (i <= limit) {"),
    (PROPOSALS, "suppressed_by[row] = kCutByLimit;", ""),
    (ROI, "sample_position(grid.x1, grid.bin_width, bx", "sample_position(grid.y1, grid.bin_width, bx"),
    (ROI, "neighbours(position_x, map.width, grid.reach)", "neighbours(position_x, map.height, grid.reach)"),
    (ROI, "if (y.inside && x.inside) {", "if (y.inside) {"),
    (ROI, "sums[c] / count;", "sums[c];"),
    (ROI, "static_cast<int>(bin - row * width)", "static_cast<int>(bin - row * height)"),
    (ROI, "max_bin(view, box[r], scale, height, width,", "max_bin(view, box[r], scale, width, height,"),
    (ROI, "crop_grid(box[r], view.height, view.width, height", "crop_grid(box[r], view.width, view.height, height"),
    (ROI, "is_finite(box[r])", "true"),
    (ROI, "is_empty ? 0.0F : -INFINITY;", "-INFINITY;"),
    (DETECTIONS, "softmax_scale(logit[r]);", "softmax_scale(logit[0]);"),
    (DETECTIONS, "keep_best_class(candidates.probabilities, r, candidates.suppressed_by);", ""),
    (DETECTIONS, "if (i < detections.boxes.size()) {", "if (i + 1 < detections.boxes.size()) {"),
    (FILTER, "is_valid(best_iou(d), true_objects, params.min_iou);", "best_iou(d) >= params.min_iou;"),
    (FILTER, "is_valid(best_iou(d), true_objects, params.min_iou);", "best_iou(d) > params.min_iou;"),
    (FILTER, "kept_mark(d) == 1 ? 1 : 0;", "kept_mark(d) == 1 ? 1 : 1;"),
    (FILTER, "matches_class(best_truth(d), truth_label, label(d));", "true;"),
    (CLASS_LOGITS, "i % logit.extent(2);", "i / logit.extent(2);"),
    (CLASS_LOGITS, "label(d));", "label(0));"),
    (PASTE, "return exact_sigmoid(logit);", "return logit;"),
    (PASTE, ">= threshold", "> threshold"),
    (PIXELS, "row_inside && reaches(p.columns, x);", "row_inside;"),
    (PIXELS, "paste_tap(rule, p.rows, y", "paste_tap(rule, p.columns, y"),
]

# Mutations that compute the same, by the text they become.
JUDGED = {
    ") / kBits + 1;": "one word more than needed: its bits stay 0",
}


def run(*words):
    return subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


TESTS = [f"test_device_{name}" for name in ("geometry", "image", "nn", "stages")]


def verdict(build, file, old, new):
    """'caught', 'survived' or why neither."""
    path = ROOT / file
    text = path.read_text()
    if text.count(old) != 1:
        return f"not applied: occurs {text.count(old)} times"
    try:
        path.write_text(text.replace(old, new))
        built = run("cmake", "--build", build, "--target", *TESTS)
        if built.returncode != 0:
            return "not compiled" if "error:" in built.stdout else "not built"
        tested = run("ctest", "--test-dir", build, "-L", "device", "-E", "Pipeline", "--stop-on-failure", "-j2", "--timeout", "300")
        return "caught" if tested.returncode != 0 else "survived"
    finally:
        path.write_text(text)


def main(build, numbers):
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
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], {int(n) for n in sys.argv[2:]}))
