"use strict";
/* The run that this page shows: the header as it was written, the arrays unpacked, and what follows
   from both. */
const Data = (() => {
  async function gunzip(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  function fromBase64(text) {
    const characters = atob(text);
    const bytes = new Uint8Array(characters.length);
    for (let i = 0; i < bytes.length; ++i) bytes[i] = characters.charCodeAt(i);
    return bytes;
  }

  const undo = {
    plain: (bytes) => bytes,
    planes(bytes) {
      const count = bytes.length / 4;
      const whole = new Uint8Array(bytes.length);
      for (let b = 0; b < 4; ++b) {
        for (let e = 0; e < count; ++e) whole[4 * e + b] = bytes[b * count + e];
      }
      return whole;
    },
    left(bytes, shape) {
      const row = 3 * shape[1];
      for (let i = 0; i < bytes.length; ++i) {
        if (i % row >= 3) bytes[i] += bytes[i - 3];
      }
      return bytes;
    },
  };
  const types = {f32: Float32Array, i32: Int32Array, u8: Uint8Array};

  async function unpack(entry, streams) {
    const packed = streams.subarray(entry.offset, entry.offset + entry.packed);
    const bytes = undo[entry.coding](await gunzip(packed), entry.shape);
    return {shape: entry.shape, data: new types[entry.dtype](bytes.buffer)};
  }

  /* The arrays of one of the page's two packs, by name. */
  async function arraysOf(id, index) {
    const streams = fromBase64(document.getElementById(id).textContent);
    const arrays = {};
    await Promise.all(index.map(async (entry) => {
      arrays[entry.name] = await unpack(entry, streams);
    }));
    return arrays;
  }

  /* Weights of both heads, all channels of P2..P5 and the laterals of P3..P5, some pages have that of P2:
     {weights: {fc6: ...}, maps: {2: ...}, laterals: {3: ...}}. Unpacked when a panel first asks for them. */
  let net = null;
  function live(run) {
    net ??= arraysOf("live", run.header.live).then((arrays) => {
      const result = {weights: {}, maps: {}, laterals: {}};
      for (const [name, {shape, data}] of Object.entries(arrays)) {
        const own = name.replace("live/", "");
        const [, kind, level] = own.match(/^(p|lateral)(\d)$/) ?? [];
        if (kind)
          result[kind === "p" ? "maps" : "laterals"][level] =
              {data, channels: shape[0], rows: shape[1], columns: shape[2]};
        else
          result.weights[own] = data;
      }
      return result;
    });
    return net;
  }

  /* Row i of an array (N, n) as a plain array. */
  function row(array, i) {
    const n = array.shape[1];
    return Array.from(array.data.subarray(n * i, n * i + n));
  }

  function rows(array) { return array ? Array.from({length: array.shape[0]}, (_, i) => row(array, i)) : []; }

  /* The levels P2..P6 that the trace has: grid, stride, row of the first anchor. */
  function levelsOf(run) {
    const levels = [];
    let firstAnchor = 0;
    const ratios = run.config.proposals.aspect_ratios.length;
    for (let level = 2; level <= 6; ++level) {
      const entry = run.traceArray(`1_features/p${level}`);
      if (!entry) continue;
      const [, rowCount, columns] = entry.shape;
      levels.push({
        level,
        rows: rowCount,
        columns,
        firstAnchor,
        strideY: Math.floor(run.padded[0] / rowCount),
        strideX: Math.floor(run.padded[1] / columns)
      });
      firstAnchor += rowCount * columns * ratios;
    }
    return levels;
  }

  function anchorsOf(run) {
    if (run.arrays["2_proposals/anchors"]) return run.arrays["2_proposals/anchors"].data;
    if (!run.header.regular_anchors) return null;
    const {anchor_sizes: sizes, aspect_ratios: ratios} = run.config.proposals;
    return Arithmetic.makeAnchors(run.padded, run.levels, sizes, ratios);
  }

  /* Every detection: box, score, class, the proposal it came from, whether stage 5 kept it, and if so
     its row in stage 6. */
  function detectionsOf(run) {
    const boxes = rows(run.arrays["4_box_head/boxes"]);
    const keep = run.arrays["5_iou_filter/keep"];
    const proposals = run.arrays["4_box_head/proposals"];
    let masks = 0;
    return boxes.map((box, i) => {
      const kept = keep ? keep.data[i] === 1 : true;
      return {
        index: i,
        box,
        score: run.arrays["4_box_head/scores"].data[i],
        label: run.arrays["4_box_head/labels"].data[i],
        proposal: proposals ? proposals.data[i] : -1,
        kept,
        mask: kept ? masks++ : -1
      };
    });
  }

  function truthOf(run) {
    const boxes = run.arrays["5_iou_filter/truth_boxes"];
    if (!boxes) return null;
    return rows(boxes).map((box, i) => ({index: i, box, label: run.arrays["5_iou_filter/truth_labels"].data[i]}));
  }

  /* The page of an evaluation has no arrays. */
  function evaluationOf(header) {
    const {accuracy, errors} = header.evaluation;
    const kinds = ["bbox", "segm"].filter((kind) => accuracy[kind]);
    return {header, evaluation: {...header.evaluation, kinds, images: errors?.images.length ?? 0}};
  }

  /* The laterals of the pyramid by level, in the channels of the page; empty if it has none. */
  function lateralsOf(arrays) {
    const laterals = {};
    for (let level = 2; level <= 5; ++level) {
      const array = arrays[`1_features/lateral${level}`];
      if (array)
        laterals[level] = {data: array.data, channels: array.shape[0], rows: array.shape[1], columns: array.shape[2]};
    }
    return laterals;
  }

  async function load() {
    const header = JSON.parse(document.getElementById("header").textContent);
    if (header.evaluation) return evaluationOf(header);
    const arrays = await arraysOf("arrays", header.arrays);
    const run = {header, arrays, config: header.config, classes: header.config.classes};
    const inTrace = new Map(header.trace.map((entry) => [entry.name, entry]));
    run.traceArray = (name) => inTrace.get(name);
    run.array = (name) => arrays[name] ?? null;
    run.original = inTrace.get("0_image/image").shape.slice(0, 2);
    run.resized = arrays["0_image/resized_size"] ? Array.from(arrays["0_image/resized_size"].data) : run.original;
    const input = inTrace.get("0_image/input");
    run.padded = input ? input.shape.slice(1) : run.resized.map((v) => 32 * Math.ceil(v / 32));
    run.photoBox = header.image_box;
    run.clip = header.clip;
    run.levels = levelsOf(run);
    run.anchors = anchorsOf(run);
    run.detections = detectionsOf(run);
    run.truth = truthOf(run);
    run.laterals = lateralsOf(arrays);
    run.channels = arrays["1_features/channels"] ? Array.from(arrays["1_features/channels"].data) : [];
    run.className = (label) => run.classes[label] ?? `class ${label}`;
    return run;
  }

  return {load, live, row, rows};
})();
