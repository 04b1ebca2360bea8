"""Trains the bundled model on synthetic scenes, from a model file or from nothing.

    mrcnn scenes --count 30000 --seed 1000000 --out scenes/train
    mrcnn scenes --count 500 --seed 1 --out scenes/held_out
    train_scenes.py --scenes scenes/train --held-out scenes/held_out --init data/model/FILE --out model.safetensors

Interrupted, it goes on from its checkpoint; --steps may then be another number.
"""
import argparse
import collections
import math
import os
import time

import torch

from train_data import SceneFolder, batch_of_step
from train_evaluate import accuracy_of, accuracy_text
from train_model import export, set_training, trainable_model
from train_workers import average_gradients, average_statistics, run_workers

WARM_UP_STEPS = 100
LIVE_STATISTICS_UNTIL = 0.7  # share of the steps; afterwards training sees the statistics that inference will use


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", required=True)
    parser.add_argument("--held-out", required=True)
    parser.add_argument("--init", help="model file to start from")
    parser.add_argument("--out", required=True, help="model file to write; the checkpoint lies beside it")
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--workers", type=int, default=2, help="processes of one thread each")
    parser.add_argument("--batch", type=int, default=4, help="scenes per step and worker")
    parser.add_argument("--rate", type=float, default=6e-4, help="peak learning rate")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--bf16", action="store_true", help="bfloat16 arithmetic where it is safe")
    parser.add_argument("--report-every", type=int, default=50)
    parser.add_argument("--save-every", type=int, default=200)
    parser.add_argument("--evaluate-every", type=int, default=1000)
    parser.add_argument("--evaluate-count", type=int, default=100, help="held-out scenes looked at on the way")
    return parser.parse_args()


def learning_rate(step, steps, peak):
    """A linear rise, then half a cosine down to 0."""
    return peak * min(1.0, (step + 1) / WARM_UP_STEPS) * 0.5 * (1 + math.cos(math.pi * step / steps))


def save_checkpoint(path, step, seconds, model, optimizer):
    torch.save({"step": step, "seconds": seconds, "model": model.state_dict(), "optimizer": optimizer.state_dict()},
               path + ".tmp")
    os.replace(path + ".tmp", path)


def train_step(model, optimizer, images, targets, bf16):
    """One update; returns the five losses. A step whose gradient is not finite changes nothing."""
    with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
        losses = model(images, targets)
    optimizer.zero_grad()
    sum(losses.values()).backward()
    average_gradients(model)
    if torch.isfinite(torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)):
        optimizer.step()
    return {name: loss.item() for name, loss in losses.items()}


def train(rank, options):
    torch.manual_seed(1000 * options.seed + rank)  # chooses which anchors and proposals a step looks at
    scenes, held_out = SceneFolder(options.scenes), SceneFolder(options.held_out)
    model, config_text = trainable_model(options.init)
    model.to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(model.parameters(), options.rate, weight_decay=1e-3)
    step, seconds, checkpoint = 0, 0.0, options.out + ".checkpoint"
    if os.path.exists(checkpoint):
        saved = torch.load(checkpoint)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        step, seconds = saved["step"], saved["seconds"]

    sums, start = collections.Counter(), time.monotonic() - seconds
    while step < options.steps:
        set_training(model, step < LIVE_STATISTICS_UNTIL * options.steps)
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, options.steps, options.rate)
        batch = batch_of_step(scenes, step * options.workers + rank, options.batch, options.seed)
        sums.update(train_step(model, optimizer, *batch, options.bf16))
        step += 1
        if step % options.save_every == 0 or step == options.steps:
            average_statistics(model)
            if rank == 0:
                save_checkpoint(checkpoint, step, time.monotonic() - start, model, optimizer)
        if step % options.report_every == 0 and rank == 0:
            means = "  ".join(f"{name} {value / options.report_every:.4f}" for name, value in sums.items())
            print(f"step {step}  seconds {time.monotonic() - start:.0f}  loss "
                  f"{sum(sums.values()) / options.report_every:.4f}  {means}", flush=True)
            sums.clear()
        if step % options.evaluate_every == 0 and step < options.steps and rank == 0:
            accuracy = accuracy_of(model, held_out, min(options.evaluate_count, len(held_out)))
            print(f"step {step}  {accuracy_text(accuracy)}", flush=True)
    if rank == 0:
        export(model, config_text, options.out)
        exported = trainable_model(options.out)[0]  # as F16 left it
        print(f"step {step}  all held-out scenes  {accuracy_text(accuracy_of(exported, held_out, len(held_out)))}")


if __name__ == "__main__":
    run_workers(train, parse_arguments())
