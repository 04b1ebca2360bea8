"""m.lab_check() grades functions as `mrcnn lab check` grades a script."""
import inspect
import os

import numpy as np
import pytest

import mrcnn_steps as m

SCALE = np.float32(1)


def iou(a, b):
    result = np.zeros((len(a), len(b)), np.float32)
    for i, j in np.ndindex(result.shape):
        result[i, j] = overlap(a[i], b[j])
    return result


def overlap(a, b):
    x1, y1, x2, y2 = *np.maximum(a[:2], b[:2]), *np.minimum(a[2:], b[2:])
    both = max(x2 - x1, np.float32(0)) * max(y2 - y1, np.float32(0))
    union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both
    return both / union if 0 < union < np.inf else np.float32(0)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Where progress and scripts are kept during a test."""
    if not os.environ.get("MRCNN_PROGRAM"):
        pytest.skip("MRCNN_PROGRAM is not set")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path / "mrcnn"


def test_a_right_function_passes_and_counts_as_progress(folder, mrcnn, capsys):
    assert m.lab_check(1, iou, overlap)
    printed = capsys.readouterr().out
    assert f"lab 1 overlap   {folder / 'lab_1.py'}: passed" in printed
    assert mrcnn("lab", "check", "1", folder / "lab_1.py").stdout == printed
    assert '"state": "passed"' in (folder / "labs.json").read_text()


def test_functions_of_notebook_cells_are_graded(folder, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(folder.parent / "ipython"))
    shell = pytest.importorskip("IPython.core.interactiveshell").InteractiveShell()
    for cell in ("import numpy as np\nimport mrcnn_steps as m", inspect.getsource(overlap), inspect.getsource(iou)):
        shell.run_cell(cell).raise_error()
    assert shell.run_cell("m.lab_check(1, iou, overlap)").result is True


def test_a_change_of_an_input_is_named_with_its_line(capsys):
    def iou(a, b):
        a[:, 2:] -= a[:, :2]
        return np.zeros((len(a), len(b)), np.float32)

    assert not m.lab_check(1, iou)
    assert "line 2: ValueError: output array is read-only" in capsys.readouterr().out


def test_nan_in_a_hostile_case_is_no_warning(capsys):
    def iou(a, b):
        return np.float32(0) * (a[:, None, 0] - b[None, :, 0])

    assert not m.lab_check(1, iou)
    assert "RuntimeWarning" not in capsys.readouterr().out


def test_a_misconception_is_named(capsys):
    def overlap(a, b):
        x1, y1, x2, y2 = *np.maximum(a[:2], b[:2]), *np.minimum(a[2:], b[2:])
        both = max(x2 - x1, np.float32(0)) * max(y2 - y1, np.float32(0))
        total = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
        return both / total if 0 < total < np.inf else np.float32(0)

    assert not m.lab_check(1, iou, overlap)
    assert "your results are those of `union_is_sum` on all cases" in capsys.readouterr().out


def test_an_exception_inside_numpy_names_the_line_of_the_function(capsys):
    def iou(a, b):
        middle = (a[:, :2] + a[:, 2:]) / 2
        return np.stack([middle, b])  # the third line, counted from def

    assert not m.lab_check(1, iou)
    assert ": line 3: ValueError: all input arrays must have the same shape" in capsys.readouterr().out


def test_a_missing_return_is_named(capsys):
    def iou(a, b):
        a + b if len(a) == len(b) else None

    assert not m.lab_check(1, iou)
    assert ": TypeError: iou has to return iou; is a return missing?" in capsys.readouterr().out

    def proposals(anchors, deltas, objectness, levels, **rest):
        return anchors

    assert not m.lab_check(4, proposals)
    assert ": TypeError: proposals has to return boxes and scores" in capsys.readouterr().out


def test_results_may_be_laid_out_by_columns():
    def iou(a, b):
        table = np.float32([[overlap(x, y) for x in a] for y in b]).reshape(len(b), len(a))
        return table.T

    assert m.lab_check(1, iou, overlap)


def test_an_exit_counts_as_an_exception_of_its_case(capsys):
    def iou(a, b):
        exit(3)

    assert not m.lab_check(1, iou)
    assert ": line 2: SystemExit: 3" in capsys.readouterr().out


def test_an_endless_loop_ends(capsys):
    def iou(a, b):
        while True:
            pass

    assert not m.lab_check(1, iou)
    assert "timed out\nit took more than 20 s" in capsys.readouterr().out


def message(*arguments, **options):
    with pytest.raises(m.InputError) as error:
        m.lab_check(*arguments, **options)
    return str(error.value)


def test_what_the_graded_process_does_not_see_is_named():
    local = 2

    def of_a_closure(a, b):
        return a * local

    of_a_closure.__name__ = "iou"
    assert message(1, iou).startswith("lab_check: iou uses overlap of the notebook")

    def scaled(a, b):
        return [SCALE * x for x in a]

    assert message(1, iou, overlap, scaled).startswith("lab_check: scaled uses SCALE of the notebook")
    assert message(1, of_a_closure).startswith("lab_check: iou uses local of the notebook")


def test_what_is_no_function_of_the_lab_is_named():
    assert message(1, overlap) == "lab_check: lab 1 expects functions called iou, got overlap"
    assert message(4) == "lab_check: lab 4 expects functions called nms and proposals, got none"
    assert message(1, iou, overlap, max).startswith("lab_check: max: expected a function made with def")
    assert message(99, iou).startswith("lab 99: no such lab, expected one of: 0, 1, 3")


def test_a_function_without_source_and_a_missing_program_are_named(monkeypatch):
    scope = {}
    exec("def iou(a, b):\n    return a", scope)
    assert message(1, scope["iou"]).startswith("lab_check: Python does not know the source")
    assert message(1, iou, program="/no/such") == "lab_check: /no/such: cannot be started: No such file or directory"
    monkeypatch.delenv("MRCNN_PROGRAM")
    monkeypatch.setenv("PATH", "")
    assert message(1, iou).startswith("lab_check: the program mrcnn is not in PATH")
