def overlap(a, b):
    """IoU of two boxes as a float32; 0 unless the union is finite and above 0. Given."""
    width = max(min(a[2], b[2]) - max(a[0], b[0]), np.float32(0))
    height = max(min(a[3], b[3]) - max(a[1], b[1]), np.float32(0))
    both = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
    union = both - width * height
    return width * height / union if 0 < union < np.inf else np.float32(0)


def decode(anchors, deltas, weights, clip):
    """The boxes (A, 4) that deltas make of anchors, clipped to (height, width). Given: it is lab 3."""
    sides = anchors[:, 2:] - anchors[:, :2]
    deltas = deltas / np.float32(weights)
    centers = anchors[:, :2] + sides / 2 + deltas[:, :2] * sides
    halves = np.exp(np.minimum(deltas[:, 2:], np.float32(4.135166556742356))) * sides / 2
    height, width = clip
    return np.clip(np.hstack([centers - halves, centers + halves]), 0, np.float32([width, height, width, height]))


def sigmoid(logits):
    """Probabilities as float32, NaN for NaN. Given."""
    return (1 / (1 + np.exp(-logits.astype(np.float64)))).astype(np.float32)
