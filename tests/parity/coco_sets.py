"""Random data sets with results, for comparing COCO evaluations: random_set(seed) and nasty_sets()."""
import numpy as np


def polygon(rng, width, height):
    """Three to nine corners around a point, sometimes beyond the image."""
    corners = rng.integers(3, 10)
    angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
    radius = rng.uniform(1, 0.6 * max(width, height), corners)
    x = rng.uniform(0, width) + radius * np.cos(angles)
    y = rng.uniform(0, height) + radius * np.sin(angles)
    return [round(float(v), int(rng.integers(0, 4))) for pair in zip(x, y) for v in pair]


def mask(rng, width, height):
    """A rectangle or blob of pixels, (H, W) u8; sometimes a single pixel."""
    pixels = np.zeros((height, width), np.uint8)
    kind = rng.integers(0, 4)
    y, x = rng.integers(0, height), rng.integers(0, width)
    if kind == 0:
        pixels[y, x] = 1
    else:
        h, w = rng.integers(1, height + 1), rng.integers(1, width + 1)
        pixels[y:y + h, x:x + w] = 1
        if kind == 2:
            pixels &= rng.random(pixels.shape) < 0.8
        if kind == 3:
            pixels[y:y + h // 2, x:x + w // 2] = 0
    return pixels


def runs(pixels):
    """Uncompressed run lengths: down the columns, zeros first."""
    flat = pixels.flatten(order="F").astype(np.int64)
    changes = np.flatnonzero(np.diff(np.concatenate([[0], flat, [1 - flat[-1]]])))
    return np.diff(np.concatenate([[0], changes])).tolist()


def box_of(pixels):
    """x, y, width, height of a mask."""
    rows, columns = np.flatnonzero(pixels.any(1)), np.flatnonzero(pixels.any(0))
    if len(rows) == 0:
        return [0.0, 0.0, 0.0, 0.0]
    return [float(columns[0]), float(rows[0]), float(columns[-1] - columns[0] + 1), float(rows[-1] - rows[0] + 1)]


def moved(rng, box, most):
    return [round(float(v + rng.uniform(-most, most)), int(rng.integers(1, 5))) for v in box]


def random_set(seed, encode):
    """{"truth", "results"}: up to 6 images, 5 classes, ids with gaps, crowds, ties, small and large objects.

    encode  pixels (H, W) -> {"size", "counts"} with counts as text
    """
    rng = np.random.default_rng(seed)
    categories = [{"id": int(i), "name": f"class {i}"} for i in rng.permutation(20)[:rng.integers(1, 6)] + 1]
    images = []
    for i in rng.permutation(50)[:rng.integers(1, 7)]:
        side = int(rng.choice([12, 40, 130]))
        images.append({"id": int(i), "file_name": f"{i}.png", "width": side + int(rng.integers(0, 9)),
                       "height": side + int(rng.integers(0, 9))})
    with_boxes, with_masks = [(True, True), (True, False), (False, True), (True, True)][rng.integers(0, 4)]
    digits = int(rng.integers(1, 4))  # few digits: ties
    shift, jitter = int(rng.integers(0, 3)), float(rng.choice([0.01, 0.3, 2.0]))  # how good the results are
    annotations, results = [], []
    next_id = int(rng.integers(1, 1000))
    for image in images:
        width, height = image["width"], image["height"]
        for _ in range(rng.integers(0, 8)):
            pixels = mask(rng, width, height)
            crowd = rng.random() < 0.15
            box = box_of(pixels)
            form = rng.integers(0, 3)
            segmentation = (polygons(rng, box, width, height) if form == 0 else
                            {"size": [height, width], "counts": runs(pixels)} if form == 1 else encode(pixels))
            annotation = {"id": next_id, "image_id": image["id"], "bbox": box, "segmentation": segmentation,
                          "category_id": categories[rng.integers(0, len(categories))]["id"],
                          "area": float(rng.choice([pixels.sum(), 1024, 9216, rng.uniform(0, 2e4)])),
                          "iscrowd": int(crowd)}
            next_id += int(rng.integers(1, 5))
            annotations.append(annotation)
            for _ in range(rng.integers(0, 4)):
                change = rng.random()
                seen = (np.roll(pixels, rng.integers(-shift, shift + 1, 2), (0, 1)) if change < 0.8 else
                        mask(rng, width, height))
                of_class = categories if rng.random() < 0.2 else [{"id": annotation["category_id"]}]
                results.append(result(rng, image, of_class, seen, jitter, digits, encode))
        for _ in range(rng.integers(0, 3)):
            results.append(result(rng, image, categories, mask(rng, width, height), jitter, digits, encode))
    if rng.random() < 0.1 and results:  # more than 100 of one class in an image
        results += [dict(results[0], score=round(float(rng.random()), 2)) for _ in range(130)]
    rng.shuffle(results)
    rng.shuffle(annotations)
    for entry in results:
        if not with_boxes:
            del entry["bbox"]
        if not with_masks:
            del entry["segmentation"]
    return {"truth": {"images": images, "categories": categories, "annotations": annotations}, "results": results}


def polygons(rng, box, width, height):
    x, y, w, h = box
    exact = [x, y, x + w, y, x + w, y + h, x, y + h]
    return [exact] if rng.random() < 0.5 else [exact, polygon(rng, width, height)]


def result(rng, image, categories, pixels, jitter, digits, encode):
    return {"image_id": image["id"], "category_id": categories[rng.integers(0, len(categories))]["id"],
            "bbox": moved(rng, box_of(pixels), jitter), "segmentation": encode(pixels),
            "score": round(float(rng.random()), digits)}


def nasty_sets(encode):
    """Name -> set: what a data set can look like at its worst."""
    base = random_set(1016, encode)
    images, categories, annotations = (base["truth"][key] for key in ("images", "categories", "annotations"))
    first = annotations[0]
    size = next(image for image in images if image["id"] == first["image_id"])
    pixel = np.zeros((size["height"], size["width"]), np.uint8)
    pixel[2, 3] = 1
    one_pixel = dict(first, bbox=[3.0, 2.0, 1.0, 1.0], segmentation=encode(pixel), area=1.0, iscrowd=0)
    perfect = [{"image_id": a["image_id"], "category_id": a["category_id"], "bbox": a["bbox"], "score": 0.5,
                "segmentation": a["segmentation"]} for a in annotations]

    def changed(truth=(), results=None, **lists):
        return {"truth": {**base["truth"], **dict(truth), **lists}, "results": base["results"] if results is None else results}

    without = lambda key: [{k: v for k, v in a.items() if k != key} for a in annotations]
    return {
        "no truth": changed(annotations=[]),
        "only crowds": changed(annotations=[dict(a, iscrowd=1) for a in annotations]),
        "ignore fields": changed(annotations=[dict(a, ignore=1) for a in annotations]),
        "equal scores": changed(results=[dict(r, score=0.5) for r in base["results"]]),
        "perfect": changed(results=perfect),
        "twice": changed(results=perfect + perfect),
        "one-pixel masks": changed(annotations=[one_pixel], results=[dict(perfect[0], bbox=[3.0, 2.0, 1.0, 1.0],
                                                                          segmentation=encode(pixel))]),
        "empty mask": changed(results=[dict(perfect[0], segmentation=encode(pixel * 0))] + perfect),
        "areas at the limits": changed(annotations=[dict(a, area=[1024, 9216, 0, 1e10][i % 4])
                                                    for i, a in enumerate(annotations)]),
        "annotation id 0": changed(annotations=[dict(a, id=i) for i, a in enumerate(annotations)], results=perfect),
        "negative annotation ids": changed(annotations=[dict(a, id=-1 - i) for i, a in enumerate(annotations)]),
        "unknown category in results": changed(results=base["results"] + [dict(perfect[0], category_id=4711)]),
        "class without objects": changed(categories=categories + [{"id": 77, "name": "nothing"}],
                                         results=base["results"] + [dict(perfect[0], category_id=77)]),
        "image without objects": changed(images=images + [{"id": 5000, "file_name": "x.png", "width": 9, "height": 9}]),
        "unsorted ids": changed(images=images[::-1], categories=categories[::-1], annotations=annotations[::-1],
                                results=base["results"][::-1]),
        "negative sizes": changed(results=[dict(perfect[0], bbox=[5.0, 5.0, -3.0, 4.0])] + perfect),
        "ids as floating point": changed(results=[dict(r, image_id=float(r["image_id"])) for r in perfect]),
        "negative scores": changed(results=[dict(r, score=-r["score"]) for r in base["results"]]),
        "uncompressed masks": changed(results=[dict(r, segmentation={"size": r["segmentation"]["size"], "counts": [
            r["segmentation"]["size"][0] * r["segmentation"]["size"][1]]}) for r in base["results"]]),
        "extra keys": changed(results=[dict(r, keypoints=[1, 2], label="x", nested={"a": [1]}) for r in base["results"]]),
    }
