"use strict";
/* What all panels follow: a proposal, and the detection that came of it if there is one. The address
   carries both from panel to panel: object is a row of 4_box_head/boxes, roi one of
   2_proposals/boxes. */
const Selection = (() => {
  let run = null;

  function use(shown) { run = shown; }

  /* The detections that stage 5 kept, best first; all of them if it kept none. */
  function objects() {
    const kept = run.detections.filter((d) => d.kept);
    return kept.length ? kept : run.detections;
  }

  function ofProposal(proposal) {
    const all = run.detections.filter((d) => d.proposal === proposal);
    return all.find((d) => d.kept) ?? all[0] ?? null;
  }

  /* The detection that is followed, or null if the run has none. */
  function detection() {
    if (!run.detections.length) return null;
    const first = objects()[0].index;
    const fromRoi = Address.has("roi") && !Address.has("object") ? ofProposal(Address.row("roi", 0, 1e9)) : null;
    return fromRoi ?? run.detections[Address.row("object", first, run.detections.length)];
  }

  /* The proposal that is followed: that of the detection, unless the address names another. */
  function proposal() {
    const count = run.traceArray("2_proposals/boxes")?.shape[0] ?? 0;
    return Address.row("roi", Math.max(0, detection()?.proposal ?? 0), count);
  }

  /* Row of 2_proposals/candidates, and the anchor it was decoded from; -1 if the trace cannot say. */
  function candidate() { return run.array("2_proposals/kept")?.data[proposal()] ?? -1; }

  function anchor() { return run.array("2_proposals/candidate_anchors")?.data[candidate()] ?? -1; }

  function choose(index) {
    const d = run.detections[index];
    Address.set({object: index, ...(d.proposal >= 0 ? {roi: d.proposal} : {})});
  }

  function chooseProposal(roi) {
    const d = ofProposal(roi);
    Address.set(d ? {object: d.index, roi} : {roi});
  }

  return {use, objects, ofProposal, detection, proposal, candidate, anchor, choose, chooseProposal};
})();
