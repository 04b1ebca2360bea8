"""mrcnn eval under mpirun against a single process: compare_ranks.py PROGRAM TEST

PROGRAM and TEST, test_mpi_ranks, are built with -DMRCNN_MPI=ON. Standard output and every file must be the same bytes for any number of ranks. A
rank that is killed, whichever it is, ends the run with one line, and --continue, with another number of ranks, loses
nothing that was finished.
"""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

SCENES = 12


def mpirun(ranks, program, *arguments):
    as_root = ["--allow-run-as-root"] if os.geteuid() == 0 else []
    return ["mpirun", "--quiet", *as_root, "--oversubscribe", "--bind-to", "none", "-n", str(ranks), program, *arguments]


def files_of(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix != ".png"}


def ranks_of(command):
    """The processes below mpirun."""
    children = pathlib.Path(f"/proc/{command.pid}/task/{command.pid}/children").read_text().split()
    return [int(child) for child in children]


def kill_a_rank(rank, command, progress):
    """Kills a rank when rank 1 has finished an image; returns whether the run ended well, before that."""
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while run.poll() is None and not (progress.exists() and progress.stat().st_size):
        time.sleep(0.01)
    if run.poll() is None:
        os.kill(ranks_of(run)[rank], signal.SIGKILL)
    _, errors = run.communicate(timeout=120)
    if run.returncode in (0, 3):
        return True
    assert errors.startswith(b"mrcnn: another process of this run died") and errors.count(b"\n") == 1, (rank, errors)
    return False


def main(program, test):
    subprocess.run(mpirun(3, test), check=True)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([program, "scenes", "--count", str(SCENES), "--seed", "1", "--out", folder / "scenes"], check=True,
                       capture_output=True)
        (folder / "scenes/scene_000004.png").write_bytes(b"not an image")

        def evaluation(out, *more):
            return ["eval", "--images", folder / "scenes", "--truth", folder / "scenes/truth.json", "--out", folder / out, *more]

        alone = subprocess.run([program, *evaluation("alone")], capture_output=True)
        assert alone.returncode == 3, alone.stderr
        for ranks in (1, 2, 3):
            run = subprocess.run(mpirun(ranks, program, *evaluation(f"of_{ranks}")), capture_output=True)
            assert run.stdout == alone.stdout, (ranks, run.stdout, run.stderr)
            assert run.stderr == alone.stderr, (ranks, run.stderr)
            assert files_of(folder / f"of_{ranks}") == files_of(folder / "alone"), ranks

        wrong = subprocess.run(mpirun(2, program, *evaluation("wrong", "--model", "missing.safetensors")), capture_output=True)
        assert wrong.returncode != 0 and wrong.stderr.count(b"mrcnn: ") == 1, wrong.stderr

        slow = ["--conv", "reference"]  # half a second an image: time to die
        for rank in (0, 2, 1):
            for attempt in range(5):
                out = folder / f"killed_{rank}_{attempt}"
                command = mpirun(3, program, "--threads", "1", *evaluation(out.name, *slow))
                if not kill_a_rank(rank, command, out / "progress.1.jsonl"):
                    break
        finished = sum(path.read_text().count("\n") for path in out.glob("progress*.jsonl"))
        assert 0 < finished < SCENES, finished
        again = subprocess.run(mpirun(3, program, *evaluation(out.name, "--continue", *slow)), capture_output=True)
        whole = subprocess.run([program, *evaluation("whole", *slow)], capture_output=True)
        assert again.stdout == whole.stdout, again.stderr
        assert files_of(out) == files_of(folder / "whole")
    print("ranks: 1, 2 and 3 give the same bytes; a killed run goes on")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*(pathlib.Path(file).resolve() for file in sys.argv[1:]))
