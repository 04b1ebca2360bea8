"""Every statement of `mrcnn why` and `mrcnn why-not` recomputed from the .npy files: check_why.py PROGRAM

Makes a trace of a bundled scene, and from it traces in which objects are lost at each step. Exits with 77 (skipped)
without NumPy.
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

try:
    import numpy as np
except ImportError:
    sys.exit(77)

SCENES = pathlib.Path(__file__).resolve().parents[2] / "data/scenes/bundled"
SCENE = "scene_001312.png"
CLOSE = 1e-5
ALIVE = np.float32(0.5)
STEPS = ["anchors", "candidates", "proposals_size", "proposals_nms", "proposals", "boxes", "scores", "detections_size",
         "detections_nms", "detections", "kept"]
DEATHS = ["anchors", "top_k", "proposals_size", "proposals_nms", "proposals_limit", "box", "score", "class",
          "detections_size", "detections_nms", "detections_limit", "iou_filter", "found"]


class Trace:
    """Arrays by name, read when asked for."""

    def __init__(self, folder):
        self.folder = folder
        self.config = json.loads((folder / "manifest.json").read_text())["config"]

    def __getitem__(self, name):
        return np.load(self.folder / f"{name}.npy")


def check(holds, *what):
    if not holds:
        raise AssertionError(" ".join(str(part) for part in what))


def close(a, b):
    return np.allclose(np.asarray(a, float), np.asarray(b, float), rtol=CLOSE, atol=CLOSE)


def iou(boxes, box):
    boxes = np.atleast_2d(boxes)
    sides = np.minimum(boxes[:, 2:], box[2:]) - np.maximum(boxes[:, :2], box[:2])
    both = np.prod(np.maximum(sides, 0), axis=1)
    area = lambda b: (b[..., 2] - b[..., 0]) * (b[..., 3] - b[..., 1])
    union = area(boxes) + area(box) - both
    return np.where(union > 0, both / np.where(union > 0, union, 1), 0).astype(np.float32)


def decoded(trace):
    """Every anchor's box, clipped to the image."""
    anchors, deltas = trace["2_proposals/anchors"], trace["2_proposals/deltas"]
    sides = anchors[:, 2:] - anchors[:, :2]
    centers = anchors[:, :2] + np.float32(0.5) * sides + deltas[:, :2] * sides
    halves = np.float32(0.5) * np.exp(np.minimum(deltas[:, 2:], np.float32(np.log(1000 / 16)))) * sides
    height, width = trace["0_image/resized_size"]
    return np.clip(np.hstack([centers - halves, centers + halves]), 0, np.float32([width, height, width, height]))


def order(scores):
    return np.argsort(-scores.astype(float), kind="stable")


def check_why(trace, story, row):
    """One answer of why."""
    box_head = {name: trace[f"4_box_head/{name}"] for name in
                ("boxes", "scores", "labels", "proposals", "class_probabilities", "candidates", "suppressed_by")}
    classes, label = trace.config["classes"], box_head["labels"][row]
    detection = story["detection"]
    check(detection["row"] == row and detection["class"] == classes[label], "class", detection)
    check(close(detection["score"], box_head["scores"][row]) and close(detection["box"], box_head["boxes"][row]), detection)

    proposal = box_head["proposals"][row]
    candidate = trace["2_proposals/kept"][proposal]
    anchor = trace["2_proposals/candidate_anchors"][candidate]
    levels, level = trace["2_proposals/candidate_levels"], trace["2_proposals/anchor_levels"][anchor]
    told = story["proposal"]
    check(told["row"] == proposal and told["anchor"] == anchor and told["level"] == level, "proposal", told)
    check(close(told["objectness_logit"], trace["2_proposals/objectness"][anchor]), "logit", told)
    check(close(told["deltas"], trace["2_proposals/deltas"][anchor]), "deltas", told)
    of_level = np.flatnonzero(levels == level)
    rank = int(np.flatnonzero(of_level[order(trace["2_proposals/candidate_scores"][of_level])] == candidate)[0])
    check(told["rank"] == rank, "rank", told["rank"], rank)
    check(told["suppressed"] == np.flatnonzero(trace["2_proposals/suppressed_by"] == candidate).tolist(), "suppressed", told)
    # the cell is where an anchor's centre lies on the map, and its sides give size and ratio
    x1, y1, x2, y2 = trace["2_proposals/anchors"][anchor]
    stride = 2.0 ** level
    check(told["cell"] == [round((y1 + y2) / 2 / stride), round((x1 + x2) / 2 / stride)], "cell", told["cell"])
    check(abs((y2 - y1) / (x2 - x1) / told["ratio"] - 1) < 0.1, "ratio", told["ratio"])
    check(abs(np.sqrt((y2 - y1) * (x2 - x1)) / told["size"] - 1) < 0.1, "size", told["size"])

    check(story["roi_level"] == trace["3_roi_align/levels"][proposal], "roi_level")
    check(close(story["box_before"], trace["2_proposals/boxes"][proposal]), "box_before")
    probabilities = box_head["class_probabilities"][proposal]
    for told, k in zip(story["top_classes"], order(probabilities)[:5]):
        check(told["name"] == classes[k] and close(told["probability"], probabilities[k]), "top_classes", told)
    pair = np.flatnonzero((box_head["candidates"] == [proposal, label]).all(1))[0]
    check(story["suppressed"] == np.flatnonzero(box_head["suppressed_by"] == pair).tolist(), "suppressed")

    truth_row = trace["5_iou_filter/best_truth"][row]
    check((story["truth"] is None) == (truth_row < 0), "truth", story["truth"])
    if truth_row >= 0:
        expected = iou(trace["5_iou_filter/truth_boxes"], box_head["boxes"][row])
        check(story["truth"]["row"] == truth_row == int(np.argmax(expected)), "truth", story["truth"])
        check(close(story["truth"]["iou"], expected.max()), "truth", story["truth"])
    keep = trace["5_iou_filter/keep"]
    check((story["mask_area"] is None) == (keep[row] == 0), "mask_area", story["mask_area"])
    if keep[row]:
        mask, truth = trace["6_masks/masks"][keep[:row].sum()] > 0, trace["5_iou_filter/truth_masks"][truth_row] > 0
        check(story["mask_area"] == mask.sum(), "mask_area", story["mask_area"])
        check(close(story["mask_iou"], (mask & truth).sum() / (mask | truth).sum()), "mask_iou", story["mask_iou"])


def missing(trace, box, label):
    """died_at, the counts of all sets, and the rows that the last step lost: from the arrays alone."""
    overlap = iou(decoded(trace), box)
    counts = dict.fromkeys(STEPS, 0)
    alive = np.flatnonzero(overlap >= ALIVE)
    of_anchor, verdict = trace["2_proposals/candidate_anchors"], trace["2_proposals/suppressed_by"]
    candidates = np.flatnonzero(np.isin(of_anchor, alive))
    kept = trace["2_proposals/kept"]
    pairs, pair_verdict = trace["4_box_head/candidates"], trace["4_box_head/suppressed_by"]
    passed = trace["4_box_head/candidate_scores"] > np.float32(trace.config["box_head"]["score_threshold"])

    def narrow(step, rows, lost, death):
        counts[step] = len(rows)
        return (death, counts, lost) if len(rows) == 0 else None

    def survivors(rows, verdicts, step_names, deaths):
        large = rows[verdicts[rows] != -2]
        free = large[np.isin(verdicts[large], [-1, -4])]
        best = free[verdicts[free] == -1]
        dead = None
        for name, left, lost, death in zip(step_names, (large, free, best), (rows, large, free), deaths):
            dead = dead or narrow(name, left, lost, death)
        return best, dead

    dead = narrow("anchors", alive, np.arange(len(overlap)), "anchors") or narrow("candidates", candidates, alive, "top_k")
    if dead:
        return dead
    best, dead = survivors(candidates, verdict, STEPS[2:5], DEATHS[2:5])
    if dead:
        return dead
    of_class = np.flatnonzero(np.isin(pairs[:, 0], np.flatnonzero(np.isin(kept, best))) & (pairs[:, 1] == label))
    boxes = trace["4_box_head/candidate_boxes"]
    living = of_class[iou(boxes[of_class], box) >= ALIVE]
    dead = narrow("boxes", living, of_class, "box")
    if dead:
        return dead
    scored = living[passed[living]]
    highest = living[np.argmax(trace["4_box_head/candidate_scores"][living])]
    taken = passed & (pairs[:, 0] == pairs[highest, 0])
    dead = narrow("scores", scored, np.array([highest]), "class" if taken.any() else "score")
    if dead:
        return dead
    best, dead = survivors(scored, pair_verdict, STEPS[7:10], DEATHS[8:11])
    if dead:
        return dead
    rows = np.flatnonzero([(pairs[best] == [p, k]).all(1).any() for p, k in
                           zip(trace["4_box_head/proposals"], trace["4_box_head/labels"])])
    left = rows[trace["5_iou_filter/keep"][rows] == 1]
    return narrow("kept", left, rows, "iou_filter") or ("found", counts, left)


def check_why_not(trace, told, box, label):
    """One answer of why-not."""
    died_at, counts, lost = missing(trace, np.float32(box), label)
    check(told["died_at"] == died_at, "died_at", told["died_at"], died_at)
    check(told["sets"] == counts, "sets", told["sets"], counts)
    check(close(told["target"]["box"], box) and told["target"]["class"] == trace.config["classes"][label], "target")
    overlap = iou(decoded(trace), np.float32(box))
    best = told["best_anchor"]
    check(close(best["iou"], overlap.max()) and close(overlap[best["anchor"]], overlap.max()), "best_anchor", best)
    check(best["level"] == trace["2_proposals/anchor_levels"][best["anchor"]], "best_anchor", best)

    detail, row = told["detail"], told["detail"]["row"]
    check(row in lost, "row", row, lost)
    stage = detail["array"].split("/")[0]
    boxes = (decoded(trace) if detail["array"].endswith("anchors") else trace[detail["array"]] if
             detail["array"] != "4_box_head/candidates" else trace["4_box_head/candidate_boxes"])
    ious = iou(boxes[lost], np.float32(box))
    check(close(detail["iou"], ious.max()) and close(iou(boxes[row], np.float32(box)), detail["iou"]), "iou", detail)
    if "score" in detail:
        name = {"anchors": "objectness", "candidates": "candidate_scores", "boxes": "scores"}[detail["array"].split("/")[1]]
        check(close(detail["score"], trace[f"{stage}/{name}"][row]), "score", detail)
    if "suppressor" in detail:
        check(detail["suppressor"] == trace[f"{stage}/suppressed_by"][row], "suppressor", detail)
        check(close(detail["suppressor_iou"], iou(boxes[detail["suppressor"]], boxes[row])), "suppressor_iou", detail)
    if died_at == "top_k":
        levels = trace["2_proposals/anchor_levels"]
        rows = np.flatnonzero(levels == levels[row])
        rank = int(np.flatnonzero(rows[order(trace["2_proposals/objectness"][rows])] == row)[0])
        check(detail["rank"] == rank >= detail["limit"] == trace.config["proposals"]["pre_nms_top_n"], "rank", detail, rank)
    if died_at.endswith("_limit"):
        survivors = np.flatnonzero(np.isin(trace[f"{stage}/suppressed_by"], [-1, -4]))
        rank = int(np.flatnonzero(survivors[order(trace[f"{stage}/candidate_scores"][survivors])] == row)[0])
        check(detail["rank"] == rank >= detail["limit"], "rank", detail, rank)
    if died_at == "class":
        other = trace.config["classes"].index(detail["other_class"])
        check(close(detail["other_score"], trace["4_box_head/class_probabilities"][detail["proposal"], other]), detail)


class Cases:
    """Traces in which objects are lost, made from one whole run."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.run("run", SCENES / SCENE, "--truth", SCENES / "truth.json", "--dump", folder / "whole", "--no-pictures",
                 "--quiet", "--out", folder / "out")
        self.whole = Trace(folder / "whole")

    def run(self, *arguments):
        done = subprocess.run([self.program, *map(str, arguments)], capture_output=True, text=True)
        check(done.returncode == 0, arguments, done.stderr)
        return done.stdout

    def resumed(self, name, step, *settings, edit=None):
        """The whole run again from `step`, with other settings or edited arrays."""
        source = self.folder / "whole"
        if edit:
            source = self.folder / f"{name}_edited"
            shutil.copytree(self.folder / "whole", source)
            edit(source)
        changes = [word for setting in settings for word in ("--set", setting)]
        self.run("run", "--resume", source, "--from", step, "--dump", self.folder / name, "--no-pictures", "--quiet", *changes)
        return Trace(self.folder / name)

    def why_not(self, trace, *target):
        return json.loads(self.run("why-not", trace.folder, *target, "--json"))


def shift_boxes(folder):
    file = folder / "4_box_head/box_deltas.npy"
    np.save(file, np.load(file) + np.float32(20))


def swap_classes(folder):
    file = folder / "4_box_head/class_logits.npy"
    logits = np.load(file)
    np.save(file, np.ascontiguousarray(logits[:, [0, *range(logits.shape[1] - 1, 0, -1)]]))


def box_that_dies_at(trace, death):
    """A candidate's box that is lost where wanted, if it is taken for an object of the first class."""
    for box in trace["2_proposals/candidates"][::7]:
        if (box[2:] - box[:2]).min() > 2 and missing(trace, box, 1)[0] == death:
            return box, 1
    raise AssertionError(f"no candidate dies at {death}")


def main(program):
    with tempfile.TemporaryDirectory() as name:
        cases = Cases(program, pathlib.Path(name))
        for row in range(min(6, len(cases.whole["4_box_head/boxes"]))):
            check_why(cases.whole, json.loads(cases.run("why", cases.whole.folder, row, "--json")), row)

        told = cases.why_not(cases.whole, "--box", "10,10,20,20", "--class", "star")
        label = cases.whole.config["classes"].index("star")
        check_why_not(cases.whole, told, [10, 10, 20, 20], label)  # the scene is not resized
        seen = {told["died_at"]}
        traces = {
            "found": cases.whole,
            "top_k": cases.resumed("top_k", "proposals", "proposals.pre_nms_top_n=1"),
            "proposals_size": cases.resumed("proposals_size", "proposals", "proposals.min_size=200"),
            "proposals_nms": cases.resumed("proposals_nms", "proposals", "proposals.nms_iou=0.01"),
            "proposals_limit": cases.resumed("proposals_limit", "proposals", "proposals.post_nms_top_n=1"),
            "box": cases.resumed("box", "detections", edit=shift_boxes),
            "score": cases.resumed("score", "detections", "box_head.score_threshold=0.9999"),
            "class": cases.resumed("class", "detections", edit=swap_classes),
            "detections_size": cases.resumed("detections_size", "detections", "box_head.min_size=200"),
            "detections_nms": cases.resumed("detections_nms", "detections", "box_head.nms_iou=0.01"),
            "detections_limit": cases.resumed("detections_limit", "detections", "box_head.detections_per_image=1"),
            "iou_filter": cases.resumed("iou_filter", "iou_filter", "iou_filter.min_iou=0.999"),
        }
        for expected, trace in traces.items():
            deaths = []
            for row, (box, label) in enumerate(zip(trace["5_iou_filter/truth_boxes"], trace["5_iou_filter/truth_labels"])):
                told = cases.why_not(trace, "--truth-object", row)
                check_why_not(trace, told, box, label)
                deaths.append(told["died_at"])
                if told["died_at"] == expected and row > 1:
                    break
            if expected not in deaths:
                box, label = box_that_dies_at(trace, expected)
                told = cases.why_not(trace, "--box", ",".join(repr(float(v)) for v in box), "--class",
                                     trace.config["classes"][label])
                check_why_not(trace, told, box, label)
                deaths.append(told["died_at"])
            check(expected in deaths, expected, "expected, but got", deaths)
            seen.update(deaths)
        check(seen == set(DEATHS), "not seen:", set(DEATHS) - seen)

        # a point means the smallest true box that holds it
        boxes = cases.whole["5_iou_filter/truth_boxes"]
        x, y = (boxes[2, :2] + boxes[2, 2:]) / 2
        holding = [g for g, b in enumerate(boxes) if b[0] <= x <= b[2] and b[1] <= y <= b[3]]
        smallest = min(holding, key=lambda g: np.prod(boxes[g, 2:] - boxes[g, :2]))
        check(close(cases.why_not(cases.whole, f"{x},{y}")["target"]["box"], boxes[smallest]), "point")
    print("why, why-not: every statement follows from the arrays")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).resolve())
