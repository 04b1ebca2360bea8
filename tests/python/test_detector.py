"""Detector and Trace: the numbers of `mrcnn run`."""
import json
import pickle
import threading

import numpy as np
import pytest

import mrcnn_steps as m


def same(one, other):
    return [(d.class_name, d.score, d.box.tolist(), d.mask.tobytes()) for d in one] == [
        (d.class_name, d.score, d.box.tolist(), d.mask.tobytes()) for d in other]


def test_it_finds_what_the_program_finds(mrcnn, detector, image, scene, tmp_path):
    done = mrcnn("run", scene, "--json", "--no-pictures", "--out", tmp_path)
    objects = json.loads(done.stdout)["images"][0]["objects"]
    found = detector.detect(image)
    assert [d.class_name for d in found] == [o["class"] for o in objects]
    for d, o in zip(found, objects):
        x, y, width, height = o["bbox"]
        assert d.score == pytest.approx(o["score"], abs=1e-6)
        assert d.box == pytest.approx([x, y, x + width, y + height], abs=1e-3)
        assert d.class_name == detector.class_names[d.label]
        assert d.mask.shape == image.shape[:2] and d.mask.dtype == bool
        assert d.mask.sum() == pytest.approx(o.get("area", d.mask.sum()))


def test_a_trace_holds_the_arrays_that_the_program_dumps(mrcnn, trace, scene, tmp_path):
    done = mrcnn("run", scene, "--quiet", "--no-pictures", "--dump", tmp_path / "dump", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    files = {f"{file.parent.name}/{file.stem}": file for file in (tmp_path / "dump").glob("*/*.npy")}
    assert set(trace.keys()) == set(files) and len(files) > 30
    for name, file in files.items():
        expected = np.load(file)
        assert trace[name].dtype == expected.dtype
        assert np.array_equal(trace[name], expected), name


def test_a_trace_comes_back_from_its_folder(trace, tmp_path):
    trace.write(tmp_path / "trace")
    again = m.Trace.read(tmp_path / "trace")
    assert list(again) == list(trace)
    for name, array in trace.items():
        assert np.array_equal(again[name], array), name
    again.write(tmp_path / "copy")
    for file in (tmp_path / "trace").rglob("*.npy"):
        assert file.read_bytes() == (tmp_path / "copy" / file.relative_to(tmp_path / "trace")).read_bytes()


def test_the_program_goes_on_from_a_trace_of_ours(mrcnn, trace, tmp_path):
    trace.write(tmp_path / "trace")
    done = mrcnn("run", "--resume", tmp_path / "trace", "--from", "roi_align", "--dump", tmp_path / "other",
                 "--no-pictures", "--quiet")
    assert done.returncode == 0, done.stderr
    assert np.array_equal(np.load(tmp_path / "other/6_masks/masks.npy"), trace["6_masks/masks"])


def test_arrays_are_views_that_outlive_their_trace(detector, image):
    trace = m.Trace()
    detector.detect(image, trace=trace)
    first, second = trace["1_features/p2"], trace["1_features/p2"]
    assert np.shares_memory(first, second)
    assert not first.flags.owndata and not first.flags.writeable
    total = float(np.abs(first).sum())
    detector.detect(image[:100, :120], trace=trace)  # filled anew
    assert trace["1_features/p2"].shape != first.shape
    del trace
    assert float(np.abs(first).sum()) == total
    with pytest.raises(ValueError):
        first[0, 0, 0] = 1


def test_a_trace_is_a_mapping(trace):
    assert "2_proposals/boxes" in trace and "2_proposals/hats" not in trace
    assert trace.get("2_proposals/hats") is None
    assert len(trace) == len(list(trace.keys())) == len(list(trace.values()))
    with pytest.raises(KeyError, match="2_proposals/hats"):
        trace["2_proposals/hats"]


def test_an_empty_trace_says_so(tmp_path):
    assert list(m.Trace()) == []
    with pytest.raises(m.InputError, match="the trace is empty"):
        m.Trace().write(tmp_path / "trace")


def test_a_folder_that_holds_something_else_is_refused(trace, tmp_path):
    (tmp_path / "letter.txt").write_text("text")
    for call in (lambda: trace.write(tmp_path), lambda: m.Trace.read(tmp_path), lambda: m.Trace.read(tmp_path / "no")):
        with pytest.raises(m.InputError) as raised:
            call()
        assert str(tmp_path) in str(raised.value) and "\n" not in str(raised.value)


def test_what_cannot_be_written_is_an_os_error(trace):
    with pytest.raises(OSError):
        trace.write("/proc/trace")


def test_rows_that_are_apart_are_not_copied_and_others_are(detector, image):
    expected = detector.detect(image)
    padded = np.zeros((image.shape[0], image.shape[1] + 9, 3), np.uint8)
    padded[:, :-9] = image
    upside_down = image[::-1].copy()
    for same_pixels in (padded[:, :-9], upside_down[::-1], np.asfortranarray(image), image.astype(np.int64),
                        image.tolist(), image[:, :, ::-1].copy()[:, :, ::-1]):
        assert same(detector.detect(same_pixels), expected)


@pytest.mark.parametrize("wrong, beginning", [
    (np.zeros((5, 5), np.uint8), "image: expected (height, width, 3) uint8, RGB, got (5, 5)"),
    (np.zeros((5, 5, 4), np.uint8), "image: expected (height, width, 3) uint8, RGB, got (5, 5, 4)"),
    (np.zeros((0, 5, 3), np.uint8), "image: has 0 rows of 5 pixels, expected 1 or more"),
    (np.zeros((5, 5, 3)), "image: wrong dtype, expected uint8, got float64"),
    (np.full((5, 5, 3), 256), "image: int64 holds 256 at [0, 0, 0], which uint8 cannot"),
    (np.full((5, 5, 3), np.nan), "image: wrong dtype, expected uint8, got float64"),
    ("street.jpg", "image: wrong dtype, expected uint8, got <U10"),
    (None, "image: wrong dtype, expected uint8, got object"),
])
def test_what_is_no_image_is_one_line(detector, wrong, beginning):
    with pytest.raises(m.InputError) as raised:
        detector.detect(wrong)
    assert str(raised.value).startswith(beginning)


@pytest.mark.parametrize("arguments, part", [
    ({"model": "/no/such.safetensors"}, "/no/such.safetensors"),
    ({"overrides": {"box_head.hats": 1}}, "hats"),
    ({"overrides": {"box_head.score_threshold": "much"}}, "score_threshold"),
    ({"conv": "magic"}, "conv is 'magic', expected reference or "),
    ({"threads": -1}, "threads is -1"),
])
def test_a_wrong_argument_is_one_line(arguments, part):
    with pytest.raises(m.InputError) as raised:
        m.Detector(**arguments)
    assert part in str(raised.value) and "\n" not in str(raised.value)


@pytest.mark.parametrize("call", [
    lambda d, i: m.Detector(5), lambda d, i: m.Detector(threads="two"), lambda d, i: m.Detector(overrides={"a": {1}}),
    lambda d, i: m.Detector(overrides=5), lambda d, i: d.detect(i, min_score="high"),
    lambda d, i: d.detect(i, trace={}),
    lambda d, i: m.Trace.read(5), lambda d, i: m.read_image(None), lambda d, i: d.detect()])
def test_an_argument_of_the_wrong_kind_is_a_type_or_value_error_of_one_line(detector, image, call):
    with pytest.raises((TypeError, ValueError)) as raised:
        call(detector, image)
    assert "\n" not in str(raised.value)


def test_a_thread_may_read_a_trace_that_another_fills(detector, image):
    trace = m.Trace()
    done = threading.Event()

    def fill():
        for _ in range(5):
            detector.detect(image[:64, :64], trace=trace)
        done.set()

    thread = threading.Thread(target=fill)
    thread.start()
    while not done.is_set():
        for name in list(trace):
            assert trace[name].nbytes >= 0
    thread.join()


def test_overrides_are_those_of_the_program(image):
    for value in (0.9, np.float64(0.9)):
        strict = m.Detector(overrides={"box_head.score_threshold": value, "image.mean": (0.485, 0.456, 0.406)})
        assert all(d.score > 0.9 for d in strict.detect(image))


def test_min_score_leaves_out_the_rest(detector, image):
    everything = detector.detect(image)
    likely = detector.detect(image, min_score=0.8)
    assert same(likely, [d for d in everything if d.score >= np.float32(0.8)])
    assert 0 < len(likely) < len(everything)


def test_any_number_of_threads_finds_the_same(detector, image):
    expected = detector.detect(image)
    for threads in (1, 3):
        assert same(m.Detector(threads=threads).detect(image), expected)


def test_host_and_device_agree(image):
    expected = m.Detector(conv="im2col").detect(image)  # the device's way to convolve
    assert same(m.Detector(device=True).detect(image), expected)


def test_threads_may_share_a_detector(detector, image):
    expected = detector.detect(image)
    found = []
    threads = [threading.Thread(target=lambda: found.append(detector.detect(image))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3 and all(same(one, expected) for one in found)


def test_a_detection_says_what_it_is_and_can_be_sent_elsewhere(detector, image):
    first = detector.detect(image)[0]
    assert first.class_name in repr(first)
    assert pickle.loads(pickle.dumps(first)).box.tolist() == first.box.tolist()


def test_read_image_gives_what_the_trace_holds_and_one_line_for_a_bad_file(image, trace, tmp_path):
    assert image.dtype == np.uint8 and np.array_equal(trace["0_image/image"], image)
    for file in (tmp_path / "no.png", tmp_path):
        with pytest.raises(m.InputError) as raised:
            m.read_image(file)
        assert str(raised.value).startswith(str(file))
