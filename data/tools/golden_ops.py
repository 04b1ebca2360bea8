"""Golden arrays of the steps without weights: torchvision's own functions, in float32."""
from types import SimpleNamespace

import numpy as np
import torch
import torchvision
from torchvision.models.detection import roi_heads, transform
from torchvision.models.detection._utils import BoxCoder
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.image_list import ImageList
from torchvision.ops import boxes as box_ops
from torchvision.ops.poolers import LevelMapper

import torchvision_model
import torchvision_trace
from golden_layers import normal, write

IMAGE = {"min_size": 32, "max_size": 50}


def some_boxes(random, count, height, width, low=0.0):
    corners = random.uniform(low, 1, (count, 2)) * (width, height)
    sides = random.uniform(0.02, 0.6, (count, 2)) * (width, height)
    return np.concatenate([corners, corners + sides], axis=1).astype(np.float32)


def make_anchors(folder):
    for name, padded, grids, sizes, ratios in (
            ("anchors", (96, 160), ((12, 20), (6, 10), (3, 5)), (16, 50, 333), (0.5, 1.0, 2.0, 3.7)),
            # 800 rows: P6 has 13 of them and its vertical stride is 61
            ("anchors_p6_of_800", (800, 1088), ((13, 17),), (512,), (0.5, 1.0, 2.0))):
        images = ImageList(torch.zeros(1, 3, *padded), [padded])
        generator = AnchorGenerator(tuple((size,) for size in sizes), (ratios,) * len(sizes))
        write(f"{folder}/{name}", anchors=generator(images, [torch.zeros(1, 1, *grid) for grid in grids])[0])


def make_box_coding(random, folder):
    boxes = torch.from_numpy(some_boxes(random, 60, 300, 400))
    deltas = torch.from_numpy(normal(random, 60, 4)) * torch.tensor([2, 2, 3, 3])
    deltas[0] = torch.tensor([0.0, 0.0, 50.0, 4.2])  # beyond the limit ln(1000 / 16)
    deltas[1] = 0
    for name, weights in (("decode_rpn", (1.0, 1.0, 1.0, 1.0)), ("decode_box_head", (10.0, 10.0, 5.0, 5.0))):
        decoded = BoxCoder(weights).decode(deltas, [boxes]).reshape(-1, 4)
        write(f"{folder}/{name}", boxes=boxes, deltas=deltas, decoded=decoded,
              clipped=box_ops.clip_boxes_to_image(decoded, (300, 400)))
    targets = torch.from_numpy(some_boxes(random, 60, 300, 400))
    write(f"{folder}/encode", boxes=boxes, targets=targets,
          deltas=BoxCoder((10.0, 10.0, 5.0, 5.0)).encode_single(targets, boxes))


def make_nms(random, folder):
    boxes = some_boxes(random, 120, 60, 80, low=-0.3)
    boxes[:10] = boxes[10:20]  # pairs that coincide
    boxes[20], boxes[21] = (0, 0, 2, 1), (0, 0, 1, 1)  # IoU exactly 0.5
    boxes[22], boxes[23] = (0, 0, 10, 10), (0, 0, 10, 7)  # IoU 0.7 rounded to float32, below 0.7
    boxes[24] = boxes[25] = (5, 5, 5, 5)  # no area: 0 / 0
    scores = (random.integers(0, 40, 120) / 40).astype(np.float32)  # many ties
    groups = random.integers(0, 3, 120)
    groups[20:26] = 1
    for name, max_iou in (("nms_half", 0.5), ("nms_seven_tenths", 0.7)):
        fate = torch.full((120,), torchvision_trace.KEPT)
        keep = torchvision_trace.grouped_nms(torch.from_numpy(boxes), torch.from_numpy(scores),
                                             torch.from_numpy(groups), max_iou, 120, fate)
        write(f"{folder}/{name}", boxes=boxes, scores=scores, groups=groups, keep=keep, suppressed_by=fate)


def make_roi_align(random, folder):
    features = torch.from_numpy(normal(random, 3, 13, 17))  # an image of 52 x 68 at 1/4
    boxes = torch.tensor([[4, 8, 40, 36], [0, 0, 68, 52], [10.1, 20.2, 10.4, 20.3], [30, 30, 30, 30],
                          [-20, -9, 15, 12], [60, 40, 90, 71], [100, 100, 130, 120], [-200, -300, 400, 500],
                          [0.5, 3.25, 67.5, 9.75]])
    rois = torch.cat([torch.zeros(len(boxes), 1), boxes], dim=1)
    write(f"{folder}/roi_align", features=features, boxes=boxes)
    for sampling in (2, 0):
        for aligned in (False, True):
            regions = torchvision.ops.roi_align(features[None], rois, (7, 5), 0.25, sampling, aligned)
            write(f"{folder}/roi_align", **{f"regions_sampling{sampling}_aligned{int(aligned)}": regions})


def make_levels(random, folder):
    sides = [0.0, 1.0, 1000.0, 4000.0]
    for threshold in (112, 224, 448):
        bits = np.float32(threshold).view(np.int32) + np.arange(-16, 5)
        sides.extend(bits.astype(np.int32).view(np.float32))
    squares = np.zeros((len(sides), 4), np.float32)
    squares[:, 2] = squares[:, 3] = sides
    boxes = torch.from_numpy(np.concatenate([squares, some_boxes(random, 60, 1200, 900)]))
    write(f"{folder}/levels", boxes=boxes, levels=LevelMapper(2, 5, 224, 4)([boxes]) + 2)


def make_iou(random, folder):
    a, b = (torch.from_numpy(some_boxes(random, count, 60, 80)) for count in (25, 17))
    b[0] = a[0]
    write(f"{folder}/iou", a=a, b=b, iou=box_ops.box_iou(a, b))


def make_detections(random, folder):
    rows, classes, resized = 40, 6, (90, 120)
    logits, deltas = (torch.from_numpy(normal(random, rows, n) * 1.5) for n in (classes, 4 * classes))
    proposals = torch.from_numpy(some_boxes(random, rows, *resized))
    heads = SimpleNamespace(box_coder=BoxCoder((10.0, 10.0, 5.0, 5.0)), score_thresh=0.05, nms_thresh=0.5,
                            detections_per_img=30)
    trace = {"4_box_head/class_logits": logits, "4_box_head/box_deltas": deltas, "2_proposals/boxes": proposals}
    parameters = dict(torchvision_model.DEFAULTS["box_head"], detections_per_image=heads.detections_per_img)
    torchvision_trace.run_detections(SimpleNamespace(roi_heads=heads), {"box_head": parameters}, resized, trace)
    names = ("boxes", "scores", "labels")
    own = roi_heads.RoIHeads.postprocess_detections(heads, logits, deltas, [proposals], [resized])
    for name, value in zip(names, own):
        if not torch.allclose(value[0].double(), trace[f"4_box_head/{name}"].double(), atol=1e-4):
            raise AssertionError(f"detections: {name} differ from postprocess_detections; take another seed")
    write(f"{folder}/detections", class_logits=logits, box_deltas=deltas, proposals_in=proposals,
          **{name: trace[f"4_box_head/{name}"] for name in (*names, "proposals", "suppressed_by")})


def make_paste(random, folder):
    canvas = (30, 37)
    boxes = torch.tensor([[5.0, 6.0, 20.0, 25.0], [-7.6, -3.2, 11.7, 9.9], [22.4, 17.3, 51.8, 44.1],
                          [9.3, 12.8, 9.9, 13.1], [15.5, 15.5, 15.5, 15.5], [-60.0, -45.0, 90.0, 80.0],
                          [0.0, 0.0, 37.0, 30.0], [30.2, 2.7, 33.3, 27.4]])
    y, x = np.mgrid[0:28, 0:28]
    waves = [np.sin(x * random.uniform(0.1, 0.5) + y * random.uniform(0.1, 0.5) + random.uniform(0, 6))
             for _ in range(len(boxes))]
    masks = torch.from_numpy((0.5 + 0.5 * np.stack(waves)).astype(np.float32))
    write(f"{folder}/paste", masks28=masks, boxes=boxes,
          masks=roi_heads.paste_masks_in_image(masks[:, None], boxes, canvas)[:, 0])


def make_preprocessing(random, folder):
    sizes = np.concatenate([[[480, 640], [427, 640], [375, 500], [333, 500], [100, 100], [1, 134], [720, 1280]],
                            random.integers(50, 700, (150, 2))])
    as_0_14 = [transform._resize_image_and_masks(torch.zeros(1, *size), 800.0, 1333.0)[0].shape[-2:] for size in sizes]
    newer = [torchvision_model.resized_size(*size.tolist(), torchvision_model.DEFAULTS["image"]) for size in sizes]
    write(f"{folder}/resized_size", original=sizes, float32=np.array(as_0_14), double=np.array(newer))
    pixels = random.integers(0, 256, (23, 37, 3)).astype(np.uint8)
    for rule in ("float32", "double"):
        config = dict(torchvision_model.DEFAULTS["image"], scale_rule=rule, **IMAGE)
        resizer = transform.GeneralizedRCNNTransform(config["min_size"], config["max_size"], config["mean"],
                                                     config["std"])
        if rule == "double":
            resizer.fixed_size = torchvision_model.resized_size(*pixels.shape[:2], config)[::-1]  # width, height
        images = torchvision_trace.preprocess(pixels, resizer)
        write(f"{folder}/preprocess_{rule}", image=pixels, input=images.tensors[0],
              resized_size=np.array(images.image_sizes[0]))


def make(folder):
    random = np.random.default_rng(20241)
    make_anchors(folder)
    for make_case in (make_box_coding, make_nms, make_roi_align, make_levels, make_iou, make_detections, make_paste,
                      make_preprocessing):
        make_case(random, folder)
