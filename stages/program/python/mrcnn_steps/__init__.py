"""Mask R-CNN in steps: a detector, every array of a run, every primitive as a function.

    import mrcnn_steps as m

    detector = m.Detector()
    image = m.read_image("street.jpg")                     # (height, width, 3) uint8, RGB
    for d in detector.detect(image, min_score=0.7):
        d.class_name, d.score, d.box, d.mask

    trace = m.Trace()
    detector.detect(image, trace=trace)
    trace["2_proposals/boxes"]                             # docs/trace.md lists the names
    m.roi_align(trace["1_features/p2"], trace["2_proposals/boxes"], size=7)
"""
from ._arrays import InputError
from ._bundled import bundled_model, bundled_scenes, read_image
from ._detector import Detection, Detector
from ._labs import lab_check
from ._native import *  # the operations, from their table
from ._native import __all__ as _operations
from ._trace import Trace

__version__ = "0.1.0"
__all__ = ["Detection", "Detector", "InputError", "Trace", "bundled_model", "bundled_scenes", "lab_check",
           "read_image", *_operations]
