"""Training on several processes, one thread each: on few CPU cores that is faster than one process with threads."""
import os
import socket

import torch
from torch import distributed, multiprocessing


def run_workers(function, options):
    """Calls function(rank, options) in options.workers processes that can average what they have."""
    with socket.socket() as probe:  # a free port for the processes to meet at
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    multiprocessing.spawn(_enter, (function, options, port), nprocs=options.workers)


def average_gradients(model):
    """Every process then makes the same update, so that their models stay equal."""
    gradients = [parameter.grad for parameter in model.parameters() if parameter.grad is not None]
    _average(gradients)


def average_statistics(model):
    """The running means and variances of the batch norms, which each process gathers from its own samples."""
    _average([buffer for buffer in model.buffers() if buffer.is_floating_point()])


def _average(tensors):
    together = torch.cat([tensor.reshape(-1) for tensor in tensors])
    distributed.all_reduce(together)
    together /= distributed.get_world_size()
    at = 0
    for tensor in tensors:
        tensor.copy_(together[at : at + tensor.numel()].view(tensor.shape))
        at += tensor.numel()


def _enter(rank, function, options, port):
    os.environ["MASTER_ADDR"], os.environ["MASTER_PORT"] = "127.0.0.1", str(port)
    torch.set_num_threads(1)
    distributed.init_process_group("gloo", rank=rank, world_size=options.workers)
    function(rank, options)
    distributed.destroy_process_group()
