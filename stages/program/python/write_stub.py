"""Writes the type stub of the native module: write_stub.py FOLDER_OF_THE_MODULE STUB.pyi"""
import pathlib
import sys

sys.path.insert(0, sys.argv[1])
import _native  # noqa: E402

pathlib.Path(sys.argv[2]).write_text(_native.stub())
