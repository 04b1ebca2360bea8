"""Golden arrays of single layers: torch in double, rounded once to float32."""
import os

import numpy as np
import torch
from torch.nn import functional

from safetensors_file import write_safetensors

BN_EPS = 1e-5
CONVOLUTIONS = {  # name: kernel, stride, padding, C_in, C_out, rows, columns, batch norm behind it
    "conv_3x3": (3, 1, 1, 5, 7, 11, 13, False),
    "conv_3x3_stride2": (3, 2, 1, 5, 7, 11, 14, False),
    "conv_1x1": (1, 1, 0, 9, 6, 7, 5, False),
    "conv_1x1_stride2": (1, 2, 0, 9, 6, 7, 10, False),
    "conv_7x7_stride2": (7, 2, 3, 3, 8, 19, 22, False),
    "conv_norm_3x3": (3, 1, 1, 6, 5, 8, 9, True),
}


def write(folder, **arrays):
    os.makedirs(folder, exist_ok=True)
    for name, array in arrays.items():
        array = array.numpy() if isinstance(array, torch.Tensor) else np.asarray(array)
        dtype = {"f": "<f4", "i": "<i4", "u": "|u1"}[array.dtype.kind]
        np.save(os.path.join(folder, name + ".npy"), np.ascontiguousarray(array.astype(dtype)))


def normal(random, *shape):
    return random.normal(size=shape).astype(np.float32)


def double(array):
    return torch.from_numpy(array).double()


def products(operation, inputs, kernel, bias):
    """The layer's result, and the sum of |a||b| behind each element, which its rounding error is judged by."""
    return {"output": operation(double(inputs), kernel, bias),
            "magnitude": operation(double(inputs).abs(), kernel.abs(), bias.abs())}


def make_convolutions(random, folder, weights):
    for name, (size, stride, padding, inputs, outputs, rows, columns, has_norm) in CONVOLUTIONS.items():
        kernel, bias = normal(random, outputs, inputs, size, size), normal(random, outputs)
        weights[f"{name}.weight"] = ("F32", kernel)
        kernel = double(kernel)
        if has_norm:
            norm = {"weight": normal(random, outputs), "bias": bias, "running_mean": normal(random, outputs),
                    "running_var": random.uniform(1e-4, 2, outputs).astype(np.float32)}
            weights.update({f"{name}.norm.{part}": ("F32", values) for part, values in norm.items()})
            scale = double(norm["weight"]) / torch.sqrt(double(norm["running_var"]) + BN_EPS)
            kernel, bias = kernel * scale[:, None, None, None], double(bias) - double(norm["running_mean"]) * scale
        else:
            weights[f"{name}.bias"] = ("F32", bias)
            bias = double(bias)
        image = normal(random, inputs, rows, columns)
        result = products(lambda x, w, b: functional.conv2d(x[None], w, b, stride, padding)[0], image, kernel, bias)
        write(f"{folder}/{name}", input=image, **result)


def make_other_products(random, folder, weights):
    def relu_of(operation):
        return lambda x, w, b: functional.relu(operation(x, w, b))

    rows, kernel, bias = normal(random, 4, 37), normal(random, 10, 37), normal(random, 10)
    weights["linear.weight"], weights["linear.bias"] = ("F32", kernel), ("F32", bias)
    write(f"{folder}/linear", input=rows, **products(functional.linear, rows, double(kernel), double(bias)))

    regions, kernel, bias = normal(random, 3, 4, 3, 3), normal(random, 6, 36), normal(random, 6)
    weights["linear_on_map.weight"], weights["linear_on_map.bias"] = ("F32", kernel), ("F32", bias)
    write(f"{folder}/linear_on_map", input=regions,
          **products(relu_of(lambda x, w, b: functional.linear(x.flatten(1), w, b)), regions, double(kernel),
                     double(bias)))

    regions, kernel, bias = normal(random, 2, 5, 3, 4), normal(random, 5, 7, 2, 2), normal(random, 7)
    weights["deconv_2x2.weight"], weights["deconv_2x2.bias"] = ("F32", kernel), ("F32", bias)
    write(f"{folder}/deconv_2x2", input=regions,
          **products(relu_of(lambda x, w, b: functional.conv_transpose2d(x, w, b, stride=2)), regions, double(kernel),
                     double(bias)))


def make_selections(random, folder):
    """Layers that only move numbers: float32 in, the same float32 out."""
    features = torch.from_numpy(normal(random, 4, 11, 14))
    write(f"{folder}/max_pool_3x3_stride2", input=features,
          output=functional.max_pool2d(features[None], 3, stride=2, padding=1)[0])
    lateral, coarse = (torch.from_numpy(normal(random, 3, *size)) for size in ((9, 11), (4, 6)))
    write(f"{folder}/add_upsampled", lateral=lateral, coarse=coarse,
          output=lateral + functional.interpolate(coarse[None], size=(9, 11), mode="nearest")[0])


def make_functions(random, folder):
    special = [0.0, -0.0, 1.0, -1.0, 88.7, 89.5, -87.3, -103.0, -104.5, 1e-8, -1e-8, np.inf, -np.inf]
    x = np.concatenate([np.array(special), random.normal(scale=20, size=300)]).astype(np.float32)
    write(f"{folder}/exp", input=x, output=torch.exp(double(x)).float())
    write(f"{folder}/sigmoid", input=x, output=torch.sigmoid(double(x)).float())
    logits = random.normal(scale=5, size=(6, 91)).astype(np.float32)
    logits[1] += 200  # large logits must not overflow
    logits[2] = 0
    write(f"{folder}/softmax", input=logits, output=torch.softmax(double(logits), 1).float())


def make_resizes(random, folder):
    """torch's own float32 kernel, whose interpolation weights are part of the definition."""
    for name, source, target in (("up", (3, 7, 10), (16, 23)), ("down", (3, 29, 40), (9, 13)),
                                 ("odd", (3, 17, 9), (16, 31)), ("same_rows", (3, 8, 21), (8, 13)),
                                 ("from_one_pixel", (3, 1, 1), (3, 2)), ("wide", (1, 1, 1921), (1, 800))):
        image = torch.from_numpy(random.uniform(-2, 2, source).astype(np.float32))
        write(f"{folder}/resize_{name}", input=image,
              output=functional.interpolate(image[None], size=target, mode="bilinear", align_corners=False)[0])


def make(folder):
    random, weights = np.random.default_rng(20240), {}
    make_convolutions(random, folder, weights)
    make_other_products(random, folder, weights)
    make_selections(random, folder)
    make_functions(random, folder)
    make_resizes(random, folder)
    write_safetensors(f"{folder}/weights.safetensors", weights, {"format": "pt"})
