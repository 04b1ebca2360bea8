"""The listings of docs/python.md run, one after the other."""
import re

from conftest import ROOT


def test_the_listings_of_the_page_run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    listings = re.findall(r"^```python\n(.*?)^```$", (ROOT / "docs/python.md").read_text(), re.S | re.M)
    assert len(listings) == 3
    names = {}
    for listing in listings:
        exec(listing, names)
    assert names["regions"].shape == (3, names["trace"]["1_features/p2"].shape[0], 7, 7)
    assert names["keep"].tolist() == [0]
    assert "6_masks/masks" in capsys.readouterr().out
