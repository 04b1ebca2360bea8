"""A file of Google Benchmark: the median of every benchmark, and the machine."""
import statistics

TO_MILLISECONDS = {"ns": 1e-6, "us": 1e-3, "ms": 1.0, "s": 1e3}


class Result:
    """One benchmark: the median of its repetitions."""

    def __init__(self, name, runs):
        self.name = name
        self.milliseconds = statistics.median(run["real_time"] * TO_MILLISECONDS[run["time_unit"]] for run in runs)
        flops = [run["FLOP"] for run in runs if "FLOP" in run]  # per second
        self.gflops = statistics.median(flops) / 1e9 if flops else 0.0
        bandwidths = [run["bytes"] for run in runs if "bytes" in run]
        self.gbytes = statistics.median(bandwidths) / 1e9 if bandwidths else 0.0


def results_of(document):
    """By name, without the parts that Google Benchmark appends."""
    runs = {}
    for run in document["benchmarks"]:
        if run.get("run_type", "iteration") == "iteration" and not run.get("error_occurred"):
            name = run.get("run_name", run["name"]).replace("/real_time", "").replace("/manual_time", "")
            runs.setdefault(name, []).append(run)
    return {name: Result(name, of_one) for name, of_one in runs.items()}


def three_digits(number):
    """Three significant digits, and no fewer than those before the point: 0.0123, 12.3, 1230."""
    return f"{number:.0f}" if abs(number) >= 1000 else f"{number:.3g}"


def machine(context):
    load = context.get("load_avg", [])
    return (f"{context.get('processor', 'unknown processor')}, {context.get('threads', '?')} threads, "
            f"OpenBLAS {context.get('openblas_core', '?')}, {context['date'][:10]}"
            + (f", load {load[0]:.1f}" if load else ""))


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"
