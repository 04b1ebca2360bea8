"use strict";
/* The mask that the mask head makes of one detection, pooled with RoIAlign and with RoIPool (Mask
   R-CNN, table 2c): what rounding to whole cells costs. Only on pages that hold the heads. */
const RoundedMask = (() => {
  const {make, number} = Elements;
  const orange = "#d55e00";

  function maskOf(run, net, d, rounding) {
    const mask = Float32Array.from(Networks.maskHead(net, run.config, d.box, d.label, rounding), Arithmetic.sigmoid);
    const [, , width, height] = run.photoBox.map(Math.ceil);
    const patch = Arithmetic.pasteMask(mask, Math.sqrt(mask.length), d.box, height, width);
    return {patch, bits: Arithmetic.threshold(patch.values, run.config.masks.threshold)};
  }

  /* {element, show(detection or null)}, or null where the page has no heads. */
  function figure(run) {
    if (!run.header.live.length) return null;
    let shown = null;
    const view = new View({
      id: "roi-masks",
      label: Words.say("roi_align.masks"),
      frame: [0, 0, 1, 1],
      height: "clamp(160px, 26vh, 360px)",
      paint: (v) => {
        Draw.photo(v, run);
        if (!shown) return;
        Draw.outline(v, shown.aligned.patch, shown.aligned.bits, {color: "#fff", width: 3});
        Draw.outline(v, shown.rounded.patch, shown.rounded.bits, {color: orange, width: 2, dash: [4, 3]});
      }
    });
    const words = make("span", {id: "roi-masks-iou"});
    const element = Elements.figure(view, words);
    const show = (d) => {
      element.hidden = d === null;
      if (!d) return;
      view.frame = Draw.around([d.box], 0.15);
      Data.live(run).then((net) => {
        shown = {aligned: maskOf(run, net, d, false), rounded: maskOf(run, net, d, true)};
        words.textContent = Words.say(
            "roi_align.masks_caption", {iou: number(Arithmetic.bitsIou(shown.aligned.bits, shown.rounded.bits), 3)});
        view.draw();
      });
    };
    return {element, show};
  }

  return {figure};
})();
