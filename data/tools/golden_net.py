"""A Mask R-CNN so small that its whole trace can be committed, with random weights that make it see things."""
import json
import os

import numpy as np
import torch
from PIL import Image
from torchvision.models.detection import roi_heads
from torchvision.ops import boxes as box_ops

import torchvision_model
import torchvision_trace
from safetensors_file import write_safetensors

CONFIG = {
    "conventions": "torchvision", "classes": ["background", "red", "green", "blue"],
    "image": {"min_size": 64, "max_size": 96, "scale_rule": "double"},
    "features": {"blocks": [1, 1, 2, 1], "base_channels": 3, "fpn_channels": 8, "bn_eps": 1e-5},
    "proposals": {"anchor_sizes": [8, 16, 24, 32, 48], "pre_nms_top_n": 25, "post_nms_top_n": 20, "min_size": 4.0},
    "roi_align": {"canonical_size": 32},
    "box_head": {"hidden": 16, "score_threshold": 0.2, "min_size": 6.0, "detections_per_image": 6},
    "masks": {"layers": 2, "hidden": 8},
}
ORIGINAL = (41, 60)  # becomes 64 x 93, padded to 64 x 96
GAINS = {  # standard deviation of a layer's weights times sqrt(fan in); 1.4 where not named
    "rpn.head.cls_logits": 2.0, "rpn.head.bbox_pred": 1.2, "roi_heads.box_predictor.cls_score": 2.0,
    "roi_heads.box_predictor.bbox_pred": 2.0, "roi_heads.mask_predictor.mask_fcn_logits": 4.0,
    "backbone.fpn.inner_blocks": 1.0, "backbone.fpn.layer_blocks": 1.0,
}


def draw(random):
    """A dark gradient with a few bright rectangles."""
    y, x = np.mgrid[0 : ORIGINAL[0], 0 : ORIGINAL[1]]
    image = np.stack([x + y, 2 * y, 110 - x], axis=2).astype(np.uint8)
    for _ in range(5):
        top, left = random.integers(0, 30), random.integers(0, 45)
        height, width = random.integers(6, 20, 2)
        image[top : top + height, left : left + width] = random.integers(0, 256, 3)
    return image


def random_weights(model, random):
    """{name: (dtype, values)}: matrices in half precision, so that all three dtypes of the file are read."""
    tensors = {}
    for name, tensor in model.state_dict().items():
        shape, part = tuple(tensor.shape), name.rpartition(".")[2]
        if part == "running_var":
            tensors[name] = ("F32", random.uniform(0.5, 1.5, shape))
        elif part == "running_mean" or (part == "bias" and len(shape) == 1):
            tensors[name] = ("F32", random.normal(scale=0.1, size=shape))
        elif len(shape) == 1:  # the gain of a batch norm
            tensors[name] = ("F32", random.uniform(0.7, 1.3, shape) * (0.4 if "bn3" in name else 1.0))
        else:
            gain = next((g for layer, g in GAINS.items() if name.startswith(layer)), 1.4)
            fan_in = shape[0] if "conv5_mask" in name else int(np.prod(shape[1:]))
            values = random.normal(scale=gain / np.sqrt(fan_in), size=shape)
            tensors[name] = ("F16" if len(shape) == 4 else "BF16", values)
    return tensors


def margins(trace):
    """How close each decision of the run is to falling the other way; a bound of a comparison must stay below it."""
    def gap(values):
        return values.abs().min().item() if len(values) else np.inf

    def iou_gap(boxes, groups, threshold):
        same = (groups[:, None] == groups) & ~torch.eye(len(boxes), dtype=torch.bool)
        return gap((box_ops.box_iou(boxes, boxes) - threshold)[same])

    def side_gap(boxes, threshold):
        return min(gap(boxes[:, 2] - boxes[:, 0] - threshold), gap(boxes[:, 3] - boxes[:, 1] - threshold))

    def order_gap(scores):
        return gap(torch.sort(scores)[0].diff())

    proposals, head = CONFIG["proposals"], CONFIG["box_head"]
    logits, anchor_levels = trace["2_proposals/objectness"], trace["2_proposals/anchor_levels"]
    first, second = trace["2_proposals/suppressed_by"], trace["4_box_head/suppressed_by"]
    large, above = first != torchvision_trace.TOO_SMALL, second != torchvision_trace.BELOW_SCORE
    valid = above & (second != torchvision_trace.TOO_SMALL)
    candidates, scores = trace["4_box_head/candidate_boxes"], trace["4_box_head/candidate_scores"]
    rows = trace["2_proposals/boxes"]
    side = torch.sqrt((rows[:, 2] - rows[:, 0]) * (rows[:, 3] - rows[:, 1]))
    boxes = trace["6_masks/boxes"]
    center, half = (boxes[:, :2] + boxes[:, 2:]) / 2, (boxes[:, 2:] - boxes[:, :2]) / 2 * (30 / 28)
    corners = torch.cat([center - half, center + half])
    soft = roi_heads.paste_masks_in_image(trace["6_masks/masks28"][:, None], boxes, ORIGINAL)
    return {
        "order of logits": min(order_gap(torch.sort(logits[anchor_levels == level], descending=True)[0]
                                         [: proposals["pre_nms_top_n"] + 1]) for level in range(2, 7)),
        "order of proposals": order_gap(trace["2_proposals/candidate_scores"][large]),
        "order of detections": order_gap(scores[valid]),
        "size of proposals": side_gap(trace["2_proposals/candidates"], proposals["min_size"]),
        "size of detections": side_gap(candidates[above], head["min_size"]),
        "score": gap(scores - head["score_threshold"]),
        "IoU of proposals": iou_gap(trace["2_proposals/candidates"][large],
                                    trace["2_proposals/candidate_levels"][large], 0.7),
        "IoU of detections": iou_gap(candidates[valid], trace["4_box_head/candidates"][valid, 1], 0.5),
        "IoU with the truth": gap((trace["5_iou_filter/iou"] - 0.5).flatten()),
        "level": min(gap(side - threshold) for threshold in (16, 32, 64)),
        "corner of a pasted mask": gap(corners - corners.round()),
        "mask": gap((soft - 0.5).flatten()),
    }


def is_rich(trace):
    """Every kind of thing happens at least once, and few enough of them to be committed."""
    first, second = trace["2_proposals/suppressed_by"], trace["4_box_head/suppressed_by"]
    kinds = all((first == fate).any() for fate in (-4, -2, -1)) and (first >= 0).any()
    kinds = kinds and all((second == fate).any() for fate in (-4, -3, -2, -1)) and (second >= 0).any()
    masks = trace["6_masks/masks"].float().mean(dim=(1, 2))
    kept = trace["5_iou_filter/keep"].sum().item()
    return bool(kinds and len(torch.unique(trace["3_roi_align/levels"])) >= 3 and 3 <= kept <= 4
            and kept < len(trace["4_box_head/boxes"]) and len(torch.unique(trace["5_iou_filter/labels"])) >= 2
            and trace["5_iou_filter/class_matches"].any() and not trace["5_iou_filter/class_matches"].all()
            and (masks > 0).all())


def truth_near(trace):
    """COCO annotations of two objects: somewhat beside two detections, one with another class."""
    scale = np.array(ORIGINAL[::-1] * 2) / trace["0_image/resized_size"].numpy()[[1, 0, 1, 0]]
    annotations = []
    for number, row in enumerate((0, 3)):
        x1, y1, x2, y2 = trace["4_box_head/boxes"][row].numpy() * scale + (0.6, -0.4, -0.3, 0.7)
        label = int(trace["4_box_head/labels"][row])
        annotations.append({"id": number + 1, "image_id": 1, "category_id": label if number == 0 else label % 3 + 1,
                            "iscrowd": 0, "bbox": [round(float(v), 2) for v in (x1, y1, x2 - x1, y2 - y1)],
                            "area": round(float((x2 - x1) * (y2 - y1)), 2)})
    return {"images": [{"id": 1, "file_name": "image.png", "height": ORIGINAL[0], "width": ORIGINAL[1]}],
            "categories": [{"id": i + 1, "name": name} for i, name in enumerate(CONFIG["classes"][1:])],
            "annotations": annotations}


def make(folder):
    os.makedirs(folder)
    files = {name: os.path.join(folder, name) for name in ("model.safetensors", "image.png", "truth.json")}
    model = torchvision_model.build(torchvision_model.complete_config(json.dumps(CONFIG)))
    for seed in range(2000):
        random = np.random.default_rng(seed)
        Image.fromarray(draw(random)).save(files["image.png"], optimize=True)
        write_safetensors(files["model.safetensors"], random_weights(model, random),
                          {"mrcnn.config": json.dumps(CONFIG)})
        trace = torchvision_trace.make_trace(files["model.safetensors"], files["image.png"])
        if len(trace["4_box_head/boxes"]) < 4:
            continue
        with open(files["truth.json"], "w", encoding="utf-8") as file:
            json.dump(truth_near(trace), file, indent=1)
        trace = torchvision_trace.make_trace(files["model.safetensors"], files["image.png"], files["truth.json"])
        if is_rich(trace) and min(margins(trace).values()) > 2e-5:
            torchvision_trace.write_trace(trace, os.path.join(folder, "trace"))
            return seed, margins(trace)
    raise AssertionError("no seed gives a net that sees enough")
