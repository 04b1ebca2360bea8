"""What the scripts of this folder share: a source file that is broken for a while, and commands."""
import contextlib
import pathlib
import signal
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def run(*words, cwd=ROOT, **options):
    return subprocess.run(words, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)


def restore_on_signals():
    """Ends by exception at SIGTERM and SIGHUP, as at Ctrl-C, so that a broken file is put back."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))


@contextlib.contextmanager
def broken(path, text):
    """The file holds this text inside the block. Its new time of change after it makes the next build whole."""
    whole = path.read_text()
    try:
        path.write_text(text)
        yield
    finally:
        path.write_text(whole)
