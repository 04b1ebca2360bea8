"""What may go in as an array: converted where no value changes, else refused in one line."""
import numpy as np
import pytest

import mrcnn_steps as m

BOXES = np.float32([[0, 0, 10, 10], [1, 2, 11, 12.5]])
EXPECTED = m.iou(BOXES, BOXES)


def of_any_layout():
    wide = np.zeros((4, 8), np.float32)
    wide[::2, ::2] = BOXES
    read_only = BOXES.copy()
    read_only.setflags(write=False)
    return {"float64": BOXES.astype(np.float64), "float16": BOXES.astype(np.float16), "list": BOXES.tolist(),
            "big-endian": BOXES.astype(">f4"), "Fortran order": np.asfortranarray(BOXES), "strided": wide[::2, ::2],
            "reversed": BOXES[::-1][::-1], "read-only": read_only, "long double": BOXES.astype(np.longdouble),
            "tuple of rows": tuple(BOXES),
            "unaligned": np.frombuffer(b"x" + BOXES.tobytes(), np.uint8)[1:].view(np.float32).reshape(2, 4)}


@pytest.mark.parametrize("kind", of_any_layout())
def test_every_layout_of_the_same_numbers_gives_the_same_result(kind):
    array = of_any_layout()[kind]
    assert np.array_equal(m.iou(array, BOXES), EXPECTED)
    assert np.array_equal(m.iou(BOXES, array), EXPECTED)


@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint8, np.int16, np.int64, np.uint64])
def test_whole_numbers_are_boxes_too(dtype):
    ones = np.ones((1, 4), dtype)
    assert np.array_equal(m.iou(ones, ones), m.iou(np.float32(ones), np.float32(ones)))


def test_numbers_in_a_list_take_the_nearest_float32():
    assert np.array_equal(m.decode([[0.1, 0.2, 10.3, 10.4]], [[0, 0, 0, 0]]),
                          m.decode(np.float32([[0.1, 0.2, 10.3, 10.4]]), np.zeros((1, 4), np.float32)))


def test_nan_and_infinity_are_values():
    odd = np.array([[0, 0, np.nan, 1], [0, 0, np.inf, 1]])
    assert np.array_equal(m.iou(odd, odd), np.zeros((2, 2)))


def test_groups_of_any_integer_type_are_taken():
    scores = np.float32([1, 2])
    for dtype in (np.int64, np.uint8, bool):
        assert np.array_equal(m.nms(BOXES, scores, np.array([0, 1], dtype)), [1, 0])


WRONG = {
    "a value that float32 rounds": (np.full((1, 4), 0.1),
                                    "op input a: float64 holds 0.1 at [0, 0], which float32 cannot"),
    "an integer that float32 rounds": (np.full((1, 4), 2**24 + 1), "op input a: int64 holds 16777217 at [0, 0]"),
    "a huge integer": (np.full((1, 4), 2**63 - 1), "op input a: int64 holds 9223372036854775807"),
    "a number beyond float32": ([[1e300, 0, 0, 0]], "op input a: float64 holds 1e+300 at [0, 0]"),
    "complex numbers": (np.ones((1, 4), complex), "op input a: wrong dtype, expected float32, got complex128"),
    "words": ([["a", "b", "c", "d"]], "op input a: wrong dtype, expected float32, got <U1"),
    "objects": (np.array([[None] * 4]), "op input a: wrong dtype, expected float32, got object"),
    "rows of unequal length": ([[1, 2, 3, 4], [1]], "op input a: expected an array of float32, got list"),
    "one axis": (np.zeros(4, np.float32), "op input a: wrong number of axes, expected 2, got 1 in (4,)"),
    "no axis": (np.float32(1), "op input a: wrong number of axes, expected 2, got 0"),
    "five columns": (np.zeros((1, 5), np.float32),
                     "op input a: boxes have the wrong shape, expected (N, 4), got (1, 5)"),
    "None": (None, "op input a: wrong dtype, expected float32, got object"),
    "masked elements": (np.ma.array(np.ones((1, 4)), mask=[[0, 1, 0, 0]]), "op input a: has masked elements"),
    "masked float32": (np.ma.array(np.ones((1, 4), np.float32), mask=[[0, 1, 0, 0]]),
                       "op input a: has masked elements"),
    "dates": (np.zeros((1, 4), "M8[s]"), "op input a: wrong dtype, expected float32, got datetime64[s]"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_cannot_be_converted_is_one_line_with_the_name(kind):
    value, beginning = WRONG[kind]
    with pytest.raises(m.InputError) as raised:
        m.iou(value, BOXES)
    assert str(raised.value).startswith(beginning)
    assert "\n" not in str(raised.value)
    assert isinstance(raised.value, ValueError)


@pytest.mark.parametrize("groups, beginning", [
    (np.array([0, 2**31]), "op input groups: int64 holds 2147483648 at [1], which int32 cannot"),
    (np.array([0.0, 1.0]), "op input groups: wrong dtype, expected int32, got float64")])
def test_groups_that_int32_cannot_hold_are_refused(groups, beginning):
    with pytest.raises(m.InputError) as raised:
        m.nms(BOXES, [1, 2], groups)
    assert str(raised.value).startswith(beginning)


@pytest.mark.parametrize("size", [None, [], {}, object(), float("nan"), [1, 2, 3], "7\n7", b"7", 2.5, "x" * 1000])
def test_a_parameter_that_is_no_size_is_one_line(size):
    with pytest.raises(m.InputError) as raised:
        m.roi_align(np.zeros((1, 4, 4), np.float32), BOXES, size=size)
    assert str(raised.value).startswith("op parameter size=") and "expected height,width" in str(raised.value)
    assert "\n" not in str(raised.value) and len(str(raised.value)) < 200


def test_numbers_of_numpy_are_parameters():
    features = np.ones((1, 8, 8), np.float32)
    expected = m.roi_align(features, BOXES, size=(2, 3), scale=0.5, aligned=True)
    assert np.array_equal(expected, m.roi_align(features, BOXES, size=np.array([2, 3]), scale=np.float32(0.5),
                                                aligned=np.bool_(True), sampling=np.int64(2)))
