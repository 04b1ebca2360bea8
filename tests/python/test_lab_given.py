"""What lab 4 gives to a Python solution computes what the program computes."""
import numpy as np
import pytest
from conftest import ROOT, bits

import mrcnn_steps as m

RANDOM = np.random.default_rng(4)


@pytest.fixture(scope="module")
def given():
    scope = {"np": np}
    exec((ROOT / "docs/labs/4_nms/given.py").read_text(), scope)
    return scope


def boxes(count):
    corner = RANDOM.uniform(-9, 60, (count, 2))
    return np.hstack([corner, corner + RANDOM.uniform(0, 40, (count, 2))]).astype(np.float32)


@pytest.mark.filterwarnings("ignore:invalid value", "ignore:overflow")
def test_overlap_is_the_iou_of_hostile_boxes_too(given):
    hostile = [[5, 5, 5, 5], [9, 9, 1, 1], [0, 0, np.inf, 4], [np.nan, 0, 4, 4], [0, 0, 4, np.nan],
               [0, 0, 3e38, 3e38], [-np.inf, -np.inf, np.inf, np.inf]]
    rows = np.vstack([boxes(40), np.float32(hostile)])
    table = np.float32([[given["overlap"](a, b) for b in rows] for a in rows])
    assert bits(table) == bits(m.iou(rows, rows))


def test_decode_clips_limits_and_weighs_as_the_program_does(given):
    anchors, clip = boxes(50), (40, 55)
    deltas = RANDOM.normal(0, 2, (50, 4)).astype(np.float32)
    deltas[0] = [0, 0, 30, -30]
    deltas[1] = np.nan
    for weights in ([1, 1, 1, 1], [10, 10, 5, 5]):
        expected = m.decode(anchors, deltas, weights=weights, clip=clip)
        np.testing.assert_allclose(given["decode"](anchors, deltas, weights, clip), expected, rtol=1e-6, atol=1e-5)


@pytest.mark.filterwarnings("ignore:overflow")
def test_sigmoid_gives_the_scores_of_proposals(given):
    logits = np.concatenate([RANDOM.normal(0, 8, 500), [-200, -90, 0, 17, 90, 200]]).astype(np.float32)
    apart = np.arange(len(logits), dtype=np.float32)[:, None] * [20, 0, 20, 0] + [0, 0, 9, 9]
    found = m.proposals(apart.astype(np.float32), np.zeros((len(logits), 4), np.float32), logits,
                        np.full(len(logits), 2, np.int32), clip=(10, 20000), pre=1000, post=1000)
    expected = given["sigmoid"](logits[np.argsort(-logits, kind="stable")])
    np.testing.assert_allclose(found.scores, expected, rtol=1e-6)
    assert np.isnan(given["sigmoid"](np.float32([np.nan])))[0]
