"""COCO AP of a results file or of a model file run by torchvision. Needs pycocotools, never used by the tests.

train_evaluate.py TRUTH.json RESULTS.json     a detections.json that `mrcnn run` made without --truth
train_evaluate.py SCENES_FOLDER MODEL.safetensors
"""
import contextlib
import io
import os
import sys

import numpy as np
import torch
from pycocotools import mask as run_lengths
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from train_data import SceneFolder
from train_model import trainable_model


def results_of(model, scenes, count):
    """A COCO results list for the first `count` scenes."""
    model.eval()
    results = []
    with torch.inference_mode():
        for index in range(count):
            image_id = scenes.images[index]["id"]
            found = model([scenes.image(index)])[0]
            for box, score, label, mask in zip(found["boxes"].tolist(), found["scores"].tolist(),
                                               found["labels"].tolist(), found["masks"]):
                pixels = np.asfortranarray((mask[0] >= 0.5).numpy().astype(np.uint8))
                outline = run_lengths.encode(pixels)
                results.append({"image_id": image_id, "category_id": label, "score": score,
                                "bbox": [box[0], box[1], box[2] - box[0], box[3] - box[1]],
                                "segmentation": {"size": outline["size"], "counts": outline["counts"].decode()}})
    return results


def average_precision(truth_path, results, image_ids=None):
    """{"box AP": ..., "box AP50": ..., "mask AP": ..., "mask AP50": ...} over all images or `image_ids`."""
    accuracy = {}
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO(truth_path)
        if not results:
            return {f"{kind} {figure}": 0.0 for kind in ("box", "mask") for figure in ("AP", "AP50")}
        found = truth.loadRes(results)
        for kind, iou_type in (("box", "bbox"), ("mask", "segm")):
            evaluation = COCOeval(truth, found, iou_type)
            if image_ids is not None:
                evaluation.params.imgIds = image_ids
            evaluation.evaluate()
            evaluation.accumulate()
            evaluation.summarize()
            accuracy[f"{kind} AP"], accuracy[f"{kind} AP50"] = evaluation.stats[0], evaluation.stats[1]
    return accuracy


def accuracy_of(model, scenes, count):
    image_ids = [image["id"] for image in scenes.images[:count]]
    return average_precision(os.path.join(scenes.folder, "truth.json"), results_of(model, scenes, count), image_ids)


def accuracy_text(accuracy):
    return "  ".join(f"{name} {value:.4f}" for name, value in accuracy.items())


def main(first, second):
    if os.path.isdir(first):
        scenes = SceneFolder(first)
        accuracy = accuracy_of(trainable_model(second)[0], scenes, len(scenes))
    else:
        accuracy = average_precision(first, second)
    print(accuracy_text(accuracy))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
