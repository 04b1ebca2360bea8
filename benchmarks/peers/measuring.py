"""Runs one program at a time and reports what it took, and how much of the machine other processes used meanwhile."""
import os
import subprocess
import tempfile
import time

QUIET = 0.15  # cores used by others
DROPPED = ("OPENBLAS_", "OMP_", "MKL_", "KMP_", "GOMP_", "ONEDNN_", "DNNL_", "TORCH", "OV_", "GLIBC_TUNABLES")


def environment():
    """Without what a shell may carry for BLAS, OpenMP and the peers; no GPU, and nothing compiled in the background."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(DROPPED)}
    return {**kept, "CUDA_VISIBLE_DEVICES": "", "TORCHINDUCTOR_COMPILE_THREADS": "1"}


def busy_seconds():
    """Of all cores together since the machine started; what the host of a virtual machine took counts too."""
    with open("/proc/stat", encoding="ascii") as stat:
        ticks = [int(word) for word in stat.readline().split()[1:9]]
    return (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")


class Run:
    """A finished process: its output, peak memory in MiB, and the cores that others used while it ran."""

    def __init__(self, command):
        command = [str(word) for word in command]
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            busy, start = busy_seconds(), time.monotonic()
            process = subprocess.Popen(command, env=environment(), stdout=out, stderr=err)
            _, status, usage = os.wait4(process.pid, 0)
            wall, own = time.monotonic() - start, usage.ru_utime + usage.ru_stime
            process.returncode = os.waitstatus_to_exitcode(status)
            self.others = max(0.0, busy_seconds() - busy - own) / max(wall, 0.1)
            self.mib = usage.ru_maxrss / 1024
            out.seek(0)
            err.seek(0)
            self.output = out.read()
            if process.returncode != 0:
                last = (err.read().strip() or "nothing on stderr").splitlines()[-1]
                raise RuntimeError(f"{os.path.basename(command[0])}: exit {process.returncode}: {last}")

    @property
    def quiet(self):
        return self.others <= QUIET


def is_quiet(seconds=0.5):
    before = busy_seconds()
    time.sleep(seconds)
    return (busy_seconds() - before) / seconds <= QUIET


def run_quietly(run, longest):
    """Calls run() on a quiet machine, again if it did not stay quiet; the result of the last call after `longest` seconds."""
    end = time.monotonic() + longest
    while True:
        while not is_quiet() and time.monotonic() < end:
            pass
        result = run()
        if result["quiet"] or time.monotonic() >= end:
            return result
