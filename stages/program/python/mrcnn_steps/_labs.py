"""Labs in a notebook: functions are graded as `mrcnn lab check` grades a script."""
from __future__ import annotations

import ast
import dis
import inspect
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable
from types import CodeType
from typing import Any

from ._arrays import InputError, one_line


def lab_check(number: int, *functions: Callable[..., Any], program: str | os.PathLike[str] | None = None) -> bool:
    """Prints what `mrcnn lab check` prints for these functions, and returns whether every case is right.

        number     the lab
        functions  those of the lab, with the names of its page, and the helpers that they call
        program    the program mrcnn; None: MRCNN_PROGRAM of the environment, else the mrcnn in PATH

    The source of the functions is graded in a separate process, which has time and memory limits and does not see
    the notebook. It can use NumPy as np and what the page gives. The script is kept as lab_NUMBER.py beside
    the progress of the labs. Raises InputError if a function cannot be moved there, or the program cannot be found.
    """
    command = os.fspath(program or os.environ.get("MRCNN_PROGRAM") or shutil.which("mrcnn") or "")
    if not command:
        raise InputError("lab_check: the program mrcnn is not in PATH: build it (docs/index.md), then give "
                         "program='build/release/mrcnn'")
    stub = _stub(command, number)
    sources = _sources(functions, stub, number)
    given, main = stub.split('if __name__ == "__main__":')
    # Each source is compiled on its own, so that errors count lines from its `def`.
    lines = "".join(f"exec(compile({source!r}, __file__, 'exec'))\n" for source in sources)
    script = pathlib.Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share").expanduser() / f"mrcnn/lab_{number}.py"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(f'{given}{lines}\n\nif __name__ == "__main__":{main}', encoding="utf-8")
    done = _run(command, "check", number, script)
    print(done.stdout, end="")
    return done.returncode == 0


def _run(command: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    # python3 is the notebook's, with its NumPy.
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", os.defpath)])
    try:
        done = subprocess.run([command, "lab", *map(str, arguments)], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, env={**os.environ, "PATH": path})
    except OSError as error:
        raise InputError(f"lab_check: {command}: cannot be started: {error.strerror}") from None
    if done.returncode not in (0, 1):
        raise InputError(one_line(done.stderr).removeprefix("mrcnn: ") or f"{command}: ended with {done.returncode}")
    return done


def _stub(command: str, number: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "stub.py")
        _run(command, "start", number, "-o", file)
        return file.read_text(encoding="utf-8")


def _sources(functions: tuple[Callable[..., Any], ...], stub: str, number: int) -> list[str]:
    """The sources of the functions. Raises InputError if the lab asks for none of them, or one uses what stays in
    the notebook."""
    names = [getattr(function, "__name__", repr(function)) for function in functions]
    outputs = next(line for line in stub.splitlines() if line.startswith("OUTPUTS = "))
    asked = ast.literal_eval(outputs.removeprefix("OUTPUTS = "))
    if not set(asked) & set(names):
        raise InputError(f"lab_check: lab {number} expects functions called {' and '.join(asked)}, "
                         f"got {', '.join(names) or 'none'}")
    known = {*compile(stub, "stub", "exec").co_names, *names}
    for function, name in zip(functions, names):
        if not inspect.isfunction(function) or name == "<lambda>":
            raise InputError(f"lab_check: {name}: expected a function made with def, got {function!r}")
        code = function.__code__
        lost = sorted({*(_globals_of(code) & function.__globals__.keys()), *code.co_freevars} - known)
        if lost:
            raise InputError(f"lab_check: {name} uses {', '.join(lost)} of the notebook, which the graded process does "
                             "not see: define or import it inside the function, or pass a helper as one more argument")
    try:
        return [textwrap.dedent(inspect.getsource(function)) for function in functions]
    except OSError:
        raise InputError("lab_check: Python does not know the source of these functions; define them in a notebook "
                         "or in a file") from None


def _globals_of(code: CodeType) -> set[str]:
    """Names that a function, or one inside it, looks up outside of itself."""
    names = {i.argval for i in dis.get_instructions(code) if i.opname == "LOAD_GLOBAL"}
    return names.union(*(_globals_of(c) for c in code.co_consts if inspect.iscode(c)))
