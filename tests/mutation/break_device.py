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
BOX_HEAD = "stages/4_box_head/box_head_device.cu"
FILTER = "stages/5_iou_filter/iou_filter_device.cu"
MASK_HEAD = "stages/6_masks/mask_head_device.cu"
PASTE = "stages/6_masks/paste_device.cu"

# (file, what is there, what it becomes). What is there must occur exactly once.
MUTATIONS = [
    (NMS, "mark[i] == kKept;", "mark[i] != kTooSmall;"),
    (NMS, "> max_iou) {", ">= max_iou) {"),
    (NMS, "if (q > p && q < count", "if (q >= p && q < count"),
    (NMS, "fresh &= ~removed[w];", ""),
    (NMS, "removed[w] |= fresh;", "removed[w] = fresh;"),
    (NMS, "std::size_t w = (p - head) / kBits;", "std::size_t w = (p - head) / kBits + 1;"),
    (NMS, "thrust::stable_sort_by_key(on_device(), group_key, group_key + count, row);", ""),
    (NMS, "by[sort_key_index(key[i])] == kKept ? 1 : 0;", "by[sort_key_index(key[i])] >= kKept ? 1 : 0;"),
    (NMS, "+ kBits - 1) / kBits;", ") / kBits + 1;"),
    (IOU, "iou(rows[i / columns], others[i % columns])", "iou(rows[i % columns], others[i / columns])"),
    (IOU, "if (value > best_iou[d])", "if (value >= best_iou[d])"),
    (MATCH, "value > most ? value : most;", "value < most ? value : most;"),
    (MATCH, "value == largest[g];", "value >= best_iou[d];"),
    (MATCH, "low_quality ? largest_of_truths(iou) : DeviceTensor<float, 1>({0});", "largest_of_truths(iou);"),
    (DECODE, "delta + 4 * i;", "delta + i;"),
    (DECODE, "cut ? clip_box(decoded, area) : decoded;", "clip_box(decoded, area);"),
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
    (BOX_HEAD, "weights.fc7, true, math)", "weights.fc7, false, math)"),
    (DETECTIONS, "% (classes - 1) + 1;", "% (classes - 1);"),
    (DETECTIONS, "static_cast<std::int32_t>(k) == best[r];", "true;"),
    (DETECTIONS, "if (i < limit) {", "if (i + 1 < limit) {"),
    (FILTER, "best_iou[d] >= min_iou ? 1 : 0;", "best_iou[d] > min_iou ? 1 : 0;"),
    (FILTER, "some_truth && best_iou", "best_iou"),
    (FILTER, "kept_mark[d] == 1 ? 1 : 0;", "kept_mark[d] == 1 ? 1 : 1;"),
    (FILTER, "truth_label[g] == label[d] ? 1 : 0;", "1;"),
    (MASK_HEAD, "logit[i] = sum + bias[k];", "logit[i] = sum + bias[0];"),
    (MASK_HEAD, "kernel[c * classes + k]", "kernel[c + k]"),
    (PASTE, "probability[i] = exact_sigmoid(logit[i]);", "probability[i] = logit[i];"),
    (PASTE, ">= threshold", "> threshold"),
    (PASTE, "y < p.rows.first + p.rows.count", "y <= p.rows.first + p.rows.count"),
    (PASTE, "paste_tap(p.columns, x, size + 2)", "paste_tap(p.rows, x, size + 2)"),
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
