"""The tables of a file that peers.py wrote."""
import statistics

OURS = "mrcnn"
NAMES = {"im2col": "mrcnn, im2col", "torch_compile": "torch.compile", "onnxruntime": "ONNX Runtime", "openvino": "OpenVINO, f32",
         "openvino_bf16": "OpenVINO, bf16"}
OPERATORS = {"roi_align": "RoIAlign, all proposals, 7 x 7", "nms": "NMS, 4700 boxes, one group", "paste": "paste"}


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def quiet_or_all(items, is_quiet):
    return [item for item in items if is_quiet(item)] or items


def spread(values, write="{:.0f}".format):
    """Median (least to most)."""
    return f"{write(statistics.median(values))} ({write(min(values))} to {write(max(values))})"


def hundredths(ratio):
    return f"{ratio:.2f}"


def three_digits(ms):
    return f"{ms:.0f}" if ms >= 100 else f"{ms:.3g}"


def ratios(rounds, peer, time=lambda one: statistics.median(one["ms"])):
    """mrcnn's time divided by the peer's, in every round in which both were quiet."""
    pairs = quiet_or_all([(r[OURS], r[peer]) for r in rounds if peer in r], lambda pair: pair[0]["quiet"] and pair[1]["quiet"])
    return [time(ours) / time(theirs) for ours, theirs in pairs]


def with_paste(one):
    return statistics.median(a + b for a, b in zip(one["ms"], one["paste"]))


def network_table(document):
    rounds = document["rounds"]
    rows = []
    for peer in [p for p in rounds[0] if "ms" in rounds[0][p]]:
        measured = quiet_or_all([r[peer] for r in rounds], lambda one: one["quiet"])
        name = NAMES.get(peer, peer)
        if peer == "openvino_bf16" and not document["amx"]:
            name += " without AMX"
        row = [name, spread([statistics.median(one["ms"]) for one in measured]),
               "1" if peer == OURS else spread(ratios(rounds, peer), hundredths)]
        row += [f"{statistics.median(map(with_paste, measured)):.0f}", "1" if peer == OURS else spread(ratios(rounds, peer, with_paste), hundredths)
                ] if "paste" in measured[0] else ["", ""]
        rows.append((statistics.median(statistics.median(one["ms"]) for one in measured),
                     [*row, f"{max(one['mib'] for one in measured):.0f}"]))
    rows = [row for _, row in sorted(rows, key=lambda row: row[0])]
    rows += [[NAMES.get(peer, peer), f"not measured: {why[:120]}", "", "", "", ""] for peer, why in document["left_out"].items()]
    return table(["program", "network, ms", "mrcnn's time / this", "with paste, ms", "mrcnn's time / this", "peak memory, MiB"], rows)


def part_table(document, part, names):
    """Single operators or layers: both sides were measured in one process each, one after the other."""
    measured = quiet_or_all([r[part] for r in document["rounds"]], lambda one: one["quiet"])
    rows = []
    for key in measured[0]["ours"]:
        pairs = [(one["ours"][key], one["theirs"][key]) for one in measured]
        agreement = pairs[0][1].get("agreement", "")
        if "result" in pairs[0][0]:
            agreement = f"{pairs[0][0]['result']} and {pairs[0][1]['result']} kept"
        rows.append([names.get(key, key), spread([ours["ms"] for ours, _ in pairs], three_digits),
                     spread([theirs["ms"] for _, theirs in pairs], three_digits),
                     spread([ours["ms"] / theirs["ms"] for ours, theirs in pairs], hundredths), agreement])
    head = ["", "mrcnn, ms", "torch, ms", "mrcnn's time / this", "agreement"]
    return table(head, rows) if part == "operators" else table(head[:-1], [row[:-1] for row in rows])


def machine(document):
    measured = [one for r in document["rounds"] for one in r.values()]
    versions = ", ".join(f"{name} {version}" for name, version in sorted(document["versions"].items()))
    return (f"{document['processor']}, {document['threads']} threads, float32 unless the name says otherwise; {versions}; "
            f"{document['date']}; {sum(one['quiet'] for one in measured)} of {len(measured)} measurements in "
            f"{len(document['rounds'])} rounds were quiet. Median (least to most) over rounds.\n")


def claim(document):
    """One sentence with the machine, the precision, and every peer that is faster."""
    medians = {peer: statistics.median(statistics.median(one["ms"]) for one in
                                       quiet_or_all([r[peer] for r in document["rounds"]], lambda one: one["quiet"]))
               for peer in document["rounds"][0] if "ms" in document["rounds"][0][peer] and peer != "im2col"}
    ours = medians.pop(OURS)
    same = {peer: ms for peer, ms in medians.items() if not peer.endswith("bf16")}
    sentence = (f"On {document['threads']} threads of {document['processor']}, in float32, the network takes {ours:.0f} ms for one image, "
                f"against {min(same.values()):.0f} to {max(same.values()):.0f} ms in {len(same)} other programs")
    faster = {peer: ms for peer, ms in medians.items() if ms < ours}
    named = ", ".join(f"{NAMES.get(peer, peer)} takes {ms:.0f} ms" for peer, ms in sorted(faster.items(), key=lambda item: item[1]))
    return f"{sentence}. Faster: {named}.\n" if faster else f"{sentence}.\n"


def tables(document):
    """{name of a block in the docs: Markdown}."""
    made = {document["peers"]: network_table(document)}
    for part, names in (("operators", OPERATORS), ("layers", {})):
        if part in document["rounds"][0]:
            made[part] = part_table(document, part, names)
    made = {name: f"{text}\n{machine(document)}" for name, text in made.items()}
    if len([peer for peer in document["rounds"][0] if "ms" in document["rounds"][0][peer]]) > 2:
        made[f"claim_{document['peers']}"] = claim(document)
    return made
