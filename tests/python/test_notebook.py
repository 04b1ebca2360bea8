"""docs/notebook.ipynb runs from its first cell to its last, and draws every stage."""
import json

import pytest
from conftest import ROOT

NOTEBOOK = ROOT / "docs/notebook.ipynb"


def test_it_is_kept_without_outputs():
    for cell in json.loads(NOTEBOOK.read_text())["cells"]:
        assert cell.get("outputs", []) == [] and cell.get("execution_count") is None


def test_every_cell_runs_and_every_stage_is_drawn(tmp_path):
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("matplotlib")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": tmp_path}}).execute()
    drawn = set()
    title = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            title = next((line for line in cell.source.splitlines() if line.startswith("## ")), title)
        elif any("image/png" in output.get("data", {}) for output in cell.outputs):
            drawn.add(title[3:4])
    assert {"1", "2", "3", "4", "5", "6"} <= drawn
