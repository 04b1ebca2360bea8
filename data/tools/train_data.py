"""Reads a folder that `mrcnn scenes` wrote (PNG images and truth.json) as training samples for torchvision."""
import json
import os

import numpy as np
import torch
from PIL import Image
from pycocotools import mask as run_lengths


class SceneFolder:
    """Samples (image, target): image float32 (3,H,W) in 0..1; target with boxes (G,4), labels (G), masks (G,H,W)."""

    def __init__(self, folder):
        with open(os.path.join(folder, "truth.json"), encoding="utf-8") as file:
            truth = json.load(file)
        self.folder = folder
        self.images = truth["images"]
        self.objects = {image["id"]: [] for image in self.images}
        for annotation in truth["annotations"]:
            self.objects[annotation["image_id"]].append(annotation)

    def __len__(self):
        return len(self.images)

    def image(self, index):
        path = os.path.join(self.folder, self.images[index]["file_name"])
        with Image.open(path) as file:
            pixels = np.array(file.convert("RGB"))
        return torch.from_numpy(pixels).permute(2, 0, 1).float() / 255

    def sample(self, index, symmetry=0):
        """`symmetry` 0..7: one of the eight ways to lay a square down (quarter turns, mirrored or not)."""
        objects = self.objects[self.images[index]["id"]]
        masks = run_lengths.decode([annotation["segmentation"] for annotation in objects])
        masks = _laid_down(torch.from_numpy(masks).permute(2, 0, 1), symmetry)
        target = {"boxes": torch.stack([_tight_box(mask) for mask in masks]),
                  "labels": torch.tensor([annotation["category_id"] for annotation in objects]),
                  "masks": masks}
        return _laid_down(self.image(index), symmetry), target


def batch_of_step(scenes, step, size, seed):
    """The samples of one training step: a walk through a shuffled folder that depends on nothing but its arguments."""
    images, targets = [], []
    for position in range(step * size, (step + 1) * size):
        epoch, place = divmod(position, len(scenes))
        order = np.random.default_rng((seed, epoch)).permutation(len(scenes))
        symmetry = int(np.random.default_rng((seed, 1, position)).integers(8))
        image, target = scenes.sample(int(order[place]), symmetry)
        images.append(image)
        targets.append(target)
    return images, targets


def _laid_down(planes, symmetry):
    turned = torch.rot90(planes, symmetry % 4, (1, 2))
    return (turned.flip(2) if symmetry >= 4 else turned).contiguous()


def _tight_box(mask):
    rows, columns = torch.nonzero(mask.any(1)).flatten(), torch.nonzero(mask.any(0)).flatten()
    return torch.stack([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1]).float()
