"""Every operation as a function: the numbers and the words of `mrcnn op`."""
import inspect
import re
import threading
import time

import numpy as np
import pytest
from conftest import bits

import mrcnn_steps as m

RANDOM = np.random.default_rng(7)


def boxes(count, side=60.0):
    corner = RANDOM.uniform(-5, side, (count, 2))
    return np.hstack([corner, corner + RANDOM.uniform(0, side / 2, (count, 2))]).astype(np.float32)


def scores(*shape):
    return RANDOM.uniform(-2, 2, shape).astype(np.float32)


# Operation, inputs, parameters: each with its defaults and with others.
CALLS = [
    ("preprocess", {"image": RANDOM.integers(0, 256, (20, 30, 3), np.uint8)}, {"min": 32, "max": 64}),
    ("preprocess", {"image": RANDOM.integers(0, 256, (20, 30, 3), np.uint8)},
     {"min": 32, "max": 64, "mean": [1, 2, 3], "divisor": 2.5, "channel_order": "bgr"}),
    ("max_pool", {"features": scores(3, 9, 7)}, {}),
    ("max_pool", {"features": scores(3, 9, 7)}, {"size": 2, "pad": "same"}),
    ("anchors", {}, {"padded": (64, 96), "grids": [(8, 12), (4, 6)], "sizes": [32, 64]}),
    ("anchors", {}, {"padded": 64, "grids": [(8, 8)], "sizes": [32], "ratios": (1,), "rounded": False}),
    ("decode", {"boxes": boxes(9), "deltas": scores(9, 4)}, {}),
    ("decode", {"boxes": boxes(9), "deltas": scores(9, 4)}, {"weights": (10, 10, 5, 5), "clip": (50, 40)}),
    ("encode", {"boxes": boxes(9), "targets": boxes(9)}, {"weights": (10.0, 10.0, 5.0, 5.0)}),
    ("nms", {"boxes": boxes(50), "scores": scores(50)}, {}),
    ("nms", {"boxes": boxes(50), "scores": scores(50), "groups": RANDOM.integers(0, 3, 50).astype(np.int32)},
     {"iou": 0.1}),
    ("iou", {"a": boxes(5), "b": boxes(7)}, {}),
    ("match", {"iou": np.abs(scores(6, 4)) / 2}, {"low": 0.3, "low_quality": True}),
    ("levels", {"boxes": boxes(9, 900)}, {}),
    ("roi_align", {"features": scores(4, 16, 20), "boxes": boxes(5)}, {}),
    ("roi_align", {"features": scores(4, 16, 20), "boxes": boxes(5)},
     {"size": (3, 5), "scale": 0.125, "sampling": 0, "aligned": True}),
    ("roi_pool", {"features": scores(4, 16, 20), "boxes": boxes(5)}, {"size": 3}),
    ("crop_and_resize", {"features": scores(4, 16, 20), "boxes": boxes(5) / 60}, {}),
    ("paste", {"masks28": np.abs(scores(3, 28, 28)), "boxes": boxes(3)}, {"canvas": (50, 70)}),
    ("proposals", {"anchors": boxes(40), "deltas": scores(40, 4), "objectness": scores(40),
                   "levels": np.repeat(np.int32([2, 3]), 20)}, {"clip": (60, 60), "post": 10}),
    ("detections", {"class_logits": scores(8, 3), "box_deltas": scores(8, 12), "proposals": boxes(8)},
     {"clip": [60, 60], "top": 5}),
]


def words(value):
    """A parameter as a user of the command line types it."""
    if isinstance(value, (list, tuple)):
        return ",".join(":".join(map(str, item)) if isinstance(item, tuple) else str(item) for item in value)
    return str(int(value)) if isinstance(value, bool) else str(value)


def arguments(folder, inputs, parameters):
    for name, array in inputs.items():
        np.save(folder / f"{name}.npy", array)
    return ["--in", *[f"{name}={folder}/{name}.npy" for name in inputs],
            "--param", *[f"{name}={words(value)}" for name, value in parameters.items()], "--out", folder / "out"]


@pytest.mark.parametrize("device", [False, True])
@pytest.mark.parametrize("name, inputs, parameters", CALLS)
def test_a_function_gives_the_bytes_of_the_program(mrcnn, tmp_path, name, inputs, parameters, device):
    if name == "encode" and device:
        pytest.skip("encode is on the host only")
    done = mrcnn("op", name, *arguments(tmp_path, inputs, parameters), "--backend", "device" if device else "host")
    assert done.returncode == 0, done.stderr
    result = getattr(m, name)(**inputs, **parameters, device=device)
    named = result._asdict() if hasattr(result, "_asdict") else None
    files = {file.stem: np.load(file) for file in (tmp_path / "out").iterdir()}
    if named is None:
        (only,) = files
        named = {only: result}
    assert named.keys() == files.keys()
    for array, expected in files.items():
        assert named[array].dtype == expected.dtype and named[array].shape == expected.shape
        assert bits(named[array]) == bits(expected), array


def test_every_operation_of_the_program_is_a_function_with_its_defaults(mrcnn):
    listed = mrcnn("op", "--help").stdout.split("Primitives:\n")[1]
    blocks = [block.split("\n      ") for block in re.split(r"\n  (?=\w)", listed.strip("\n"))]
    assert len(blocks) >= 15
    for head, usage in blocks:
        function = getattr(m, head.strip().split(":")[0])
        parameters = inspect.signature(function).parameters
        for name, default in re.findall(r"(\w+)=([^\s;]*)", usage):
            expected = inspect.Parameter.empty if default == "..." else parameters[name].default
            assert parameters[name].default is expected
            if default not in ("...", ""):
                assert words(parameters[name].default).replace(" ", "") == default
        assert function.__doc__.strip()


def test_the_same_arrays_under_a_wrong_value_get_the_line_of_the_program(mrcnn, tmp_path):
    wrong = [("roi_align", {"features": scores(1, 4, 4), "boxes": boxes(1)}, {"size": "abc"}),
             ("roi_align", {"features": scores(1, 4, 4), "boxes": boxes(1)}, {"scale": -1.0}),
             ("roi_align", {"features": scores(4, 4), "boxes": boxes(1)}, {}),
             ("iou", {"a": scores(2, 3), "b": boxes(1)}, {}),
             ("encode", {"boxes": boxes(2), "targets": boxes(3)}, {}),
             ("paste", {"masks28": scores(1, 28, 28), "boxes": boxes(1)}, {"canvas": (50, 70), "rule": "mine"})]
    for name, inputs, parameters in wrong:
        done = mrcnn("op", name, *arguments(tmp_path, inputs, parameters))
        assert done.returncode in (2, 3)
        with pytest.raises(m.InputError) as raised:
            getattr(m, name)(**inputs, **parameters)
        assert done.stderr == f"mrcnn: {raised.value}\n"


def test_positional_and_named_arguments_are_the_same():
    features, where = scores(2, 8, 8), boxes(2, 20)
    first = m.roi_align(features, where, 3, 0.5)
    assert np.array_equal(first, m.roi_align(boxes=where, features=features, scale=0.5, size=3))


@pytest.mark.parametrize("call, words_of_error", [
    (lambda: m.iou(boxes(1)), "missing a required argument: 'b'"),
    (lambda: m.paste(scores(1, 28, 28), boxes(1)), "missing a required argument: 'canvas'"),
    (lambda: m.iou(boxes(1), boxes(1), boxes(1)), "takes at most 2 positional arguments (3 given)"),
    (lambda: m.iou(boxes(1), boxes(1), c=1), "got an unexpected keyword argument 'c'"),
    (lambda: m.iou(boxes(1), boxes(1), b=1), "got multiple values for argument 'b'"),
])
def test_arguments_that_do_not_fit_are_a_type_error(call, words_of_error):
    with pytest.raises(TypeError, match=words_of_error.replace("(", r"\(").replace(")", r"\)")):
        call()


def test_none_means_left_out():
    where, how_likely = boxes(5), scores(5)
    assert np.array_equal(m.nms(where, how_likely, groups=None), m.nms(where, how_likely))
    deltas = scores(5, 4)
    assert np.array_equal(m.decode(where, deltas, clip=None), m.decode(where, deltas))
    assert not np.array_equal(m.decode(where, deltas, clip=(10, 10)), m.decode(where, deltas))


def test_a_thousand_small_calls_take_less_than_a_tenth_of_a_second():
    features, where = scores(1, 8, 8), boxes(1, 20)

    def thousand():
        start = time.process_time()
        for _ in range(1000):
            m.iou(where, where)
            # and one with parameters
        middle = time.process_time()
        for _ in range(1000):
            m.roi_align(features, where, size=2, scale=0.5)
        return middle - start, time.process_time() - middle

    for seconds in map(min, zip(*[thousand() for _ in range(5)])):
        assert seconds < 0.1


def test_other_threads_run_while_one_computes():
    """A thread that only counts makes progress during one long call, which needs Python's lock once at each end."""
    a = boxes(6000)
    counted, running = [0], threading.Event()

    def count():
        while not running.is_set():
            counted[0] += 1
            time.sleep(0)

    thread = threading.Thread(target=count)
    thread.start()
    time.sleep(0.05)
    before, start = counted[0], time.perf_counter()
    m.iou(a, a)
    seconds, during = time.perf_counter() - start, counted[0] - before
    running.set()
    thread.join()
    assert seconds > 0.02, "the call is too short to tell"
    assert during > 20
