"""One peer in a separate process: worker.py PEER MODEL WORK THREADS RUNS [check | export]. Prints one line of JSON.

WORK holds the trace of an mrcnn run: its input is every peer's input, its detections are what a check expects.
"""
import json
import os
import pathlib
import sys
import time

PEER, MODEL, WORK, THREADS, RUNS = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
MODE = sys.argv[6] if len(sys.argv) > 6 else ""
os.environ["OMP_NUM_THREADS"] = str(THREADS)

import numpy as np  # noqa: E402  (reads OMP_NUM_THREADS)

WARM_RUNS = 2  # torch specialises what it runs in the first three calls
NAMES = ("boxes", "labels", "scores", "masks")
TOOLS = pathlib.Path(__file__).resolve().parents[2] / "data/tools"


def network_input():
    return np.ascontiguousarray(np.load(WORK / "trace/0_image/input.npy")[None])


def torch_network():
    """The network between resizing and paste, as a module of one tensor."""
    import torch
    from torchvision.models.detection.image_list import ImageList
    sys.path.insert(0, str(TOOLS))
    import torchvision_model

    class Network(torch.nn.Module):
        def __init__(self, model, size):
            super().__init__()
            self.backbone, self.rpn, self.roi_heads = model.backbone, model.rpn, model.roi_heads
            self.size, self.transform = size, model.transform

        def forward(self, x):
            maps = self.backbone(x)
            proposals, _ = self.rpn(ImageList(x, [self.size]), maps)
            found = self.roi_heads(maps, proposals, [self.size])[0][0]
            return tuple(found[name] for name in NAMES)

    torch.set_num_threads(THREADS)
    model, _ = torchvision_model.load(MODEL)
    height, width = (int(side) for side in np.load(WORK / "trace/0_image/resized_size.npy"))
    return Network(model.eval(), (height, width)).eval()


def export():
    import torch
    options = {} if torch.__version__.startswith("1.") else {"dynamo": False}  # which cannot export batched_nms
    with torch.no_grad():
        torch.onnx.export(torch_network(), (torch.from_numpy(network_input()),), str(WORK / "network.onnx"),
                          opset_version=13, input_names=["image"], output_names=list(NAMES), **options)
    return {"torch": torch.__version__}


def with_torch():
    """Returns the network as a function, another that pastes what it returned, and versions."""
    import torch
    import torchvision
    network, x = torch_network(), torch.from_numpy(network_input())
    if PEER == "torch_compile":
        import torch._inductor.config
        torch._inductor.config.freezing = True  # weights are constants
        network, x = network.to(memory_format=torch.channels_last), x.to(memory_format=torch.channels_last)
        for part in (network.backbone, network.rpn.head, network.roi_heads.box_head, network.roi_heads.mask_head):
            part.compile()
    original = tuple(int(side) for side in np.load(WORK / "trace/0_image/original_size.npy"))

    def run():
        with torch.no_grad():
            return [tensor.numpy() for tensor in network(x)]

    def paste(result):
        found = {name: torch.from_numpy(values) for name, values in zip(NAMES, result)}
        return network.transform.postprocess([found], [network.size], [original])
    return run, paste, {"torch": torch.__version__, "torchvision": torchvision.__version__}


def with_onnxruntime():
    import onnxruntime
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads, settings.inter_op_num_threads, settings.log_severity_level = THREADS, 1, 3
    session = onnxruntime.InferenceSession(str(WORK / "network.onnx"), settings, providers=["CPUExecutionProvider"])
    feed = {"image": network_input()}
    return lambda: session.run(list(NAMES), feed), None, {"ONNX Runtime": onnxruntime.__version__}


def with_openvino():
    import openvino
    core = openvino.Core()
    compiled = core.compile_model(core.read_model(str(WORK / "network.onnx")), "CPU", {
        "INFERENCE_PRECISION_HINT": "bf16" if PEER.endswith("bf16") else "f32", "INFERENCE_NUM_THREADS": THREADS,
        "PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": 1})
    request, x = compiled.create_infer_request(), network_input()

    def run():
        request.infer([x])
        return [request.get_tensor(name).data.copy() for name in NAMES]
    return run, None, {"OpenVINO": openvino.__version__.split("-")[0]}


def partners(boxes, labels, scores):
    """How many of mrcnn's detections have one of the same class with IoU >= 0.99 and a score within 1e-3."""
    stage = WORK / "trace/5_iou_filter"
    expected = [np.load(stage / f"{name}.npy") for name in ("boxes", "labels", "scores")]
    found, free = 0, [True] * len(boxes)
    for box, label, score in zip(*expected):
        for i in np.argsort(np.abs(boxes - box).max(axis=1)):
            width, height = np.minimum(boxes[i, 2:], box[2:]) - np.maximum(boxes[i, :2], box[:2])
            inter = max(width, 0) * max(height, 0)
            area = np.prod(boxes[i, 2:] - boxes[i, :2]) + np.prod(box[2:] - box[:2])
            if free[i] and labels[i] == label and abs(scores[i] - score) <= 1e-3 and inter >= 0.99 * (area - inter):
                found, free[i] = found + 1, False
                break
    return {"expected": len(expected[0]), "found": len(boxes), "partners": found}


def timed(work, *arguments):
    start = time.perf_counter()
    result = work(*arguments)
    return result, 1e3 * (time.perf_counter() - start)


def main():
    if MODE == "export":
        print(json.dumps({"versions": export()}))
        return
    run, paste, versions = with_torch() if PEER.startswith("torch") else with_onnxruntime() if PEER == "onnxruntime" else with_openvino()
    result = run()
    if MODE == "check":
        print(json.dumps({**partners(*result[:3]), "versions": versions}))
        return
    for _ in range(WARM_RUNS):
        run()
    times = {"ms": [], "paste": []}
    for _ in range(RUNS):
        result, taken = timed(run)
        times["ms"].append(taken)
        if paste:
            times["paste"].append(timed(paste, result)[1])
    print(json.dumps({**{name: taken for name, taken in times.items() if taken}, "versions": versions}))


if __name__ == "__main__":
    main()
