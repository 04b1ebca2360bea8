"use strict";
/* The two heads once more, on one region: RoIAlign of all channels, fully connected layers,
   convolutions. Pure functions of typed arrays, tested against runs of the program. Maps of the
   pyramid are (C, H, W), everything after RoIAlign is (H, W, C). Sums of products are double, results
   float32, so they differ from the program's by rounding only. */
const Networks = (() => {
  const f = Math.fround;

  /* Where each sample of a grid reads a map: four cells and their weights, 8 numbers a sample. */
  function samplesOf(map, grid) {
    const taps = [];
    for (let by = 0; by < grid.bins; ++by) {
      for (let bx = 0; bx < grid.bins; ++bx) {
        for (let iy = 0; iy < grid.samplesY; ++iy) {
          const v = Arithmetic.neighbours(
              Arithmetic.samplePosition(grid.y1, grid.binHeight, by, iy, grid.samplesY), map.rows);
          for (let ix = 0; ix < grid.samplesX; ++ix) {
            const h = Arithmetic.neighbours(
                Arithmetic.samplePosition(grid.x1, grid.binWidth, bx, ix, grid.samplesX), map.columns);
            const inside = v.inside && h.inside ? 1 : 0;
            taps.push(
                v.low * map.columns + h.low, v.low * map.columns + h.high, v.high * map.columns + h.low,
                v.high * map.columns + h.high, inside * f(v.lowWeight * h.lowWeight),
                inside * f(v.lowWeight * h.highWeight), inside * f(v.highWeight * h.lowWeight),
                inside * f(v.highWeight * h.highWeight));
          }
        }
      }
    }
    return taps;
  }

  /* map: {data, channels, rows, columns}. Returns (bins, bins, C), rounded as RoIAlign rounds. */
  function alignAll(map, grid) {
    const {data, channels} = map, bins = grid.bins ** 2;
    const region = new Float32Array(bins * channels);
    if (!grid.finite) return region;
    const taps = samplesOf(map, grid), perBin = grid.samplesY * grid.samplesX, cells = map.rows * map.columns;
    for (let c = 0; c < channels; ++c) {
      for (let bin = 0; bin < bins; ++bin) {
        let sum = 0;
        for (let t = 8 * bin * perBin; t < 8 * (bin + 1) * perBin; t += 8) {
          let value = f(taps[t + 4] * data[c * cells + taps[t]]);
          for (let i = 1; i < 4; ++i) value = f(value + f(taps[t + 4 + i] * data[c * cells + taps[t + i]]));
          sum = f(sum + value);
        }
        region[bin * channels + c] = f(sum / Math.max(1, perBin));
      }
    }
    return region;
  }

  /* The same with RoIPool: corners rounded to cells, the largest cell of each bin. */
  function poolAll(map, box, scale, bins) {
    const region = new Float32Array(bins * bins * map.channels);
    for (let c = 0; c < map.channels; ++c) {
      const own = {...map, offset: c * map.rows * map.columns};
      Arithmetic.poolRegion(own, box, scale, bins).forEach((value, bin) => {
        region[bin * map.channels + c] = value;
      });
    }
    return region;
  }

  /* sums[0 .. n) += x * weights[start .. start + n) */
  function addScaled(sums, x, weights, start) {
    if (x === 0) return;
    for (let o = 0; o < sums.length; ++o) sums[o] += x * weights[start + o];
  }

  function rounded(sums, relu) { return Float32Array.from(sums, relu ? (v) => Math.max(0, v) : (v) => v); }

  /* matrix: (inputs, outputs) */
  function linear(input, matrix, bias, relu) {
    const sums = Float64Array.from(bias);
    for (let i = 0; i < input.length; ++i) addScaled(sums, input[i], matrix, i * sums.length);
    return rounded(sums, relu);
  }

  /* 3 x 3, padding 1, ReLU. input (S, S, C), kernel (3, 3, C, O). */
  function conv3x3(input, side, kernel, bias) {
    const channels = input.length / side ** 2, outputs = bias.length;
    const result = new Float32Array(side * side * outputs);
    for (let y = 0; y < side; ++y) {
      for (let x = 0; x < side; ++x) {
        const sums = Float64Array.from(bias);
        for (let ky = 0; ky < 3; ++ky) {
          for (let kx = 0; kx < 3; ++kx) {
            const iy = y + ky - 1, ix = x + kx - 1;
            if (iy < 0 || ix < 0 || iy >= side || ix >= side) continue;
            for (let c = 0; c < channels; ++c)
              addScaled(sums, input[(iy * side + ix) * channels + c], kernel, ((ky * 3 + kx) * channels + c) * outputs);
          }
        }
        result.set(rounded(sums, true), (y * side + x) * outputs);
      }
    }
    return result;
  }

  /* Transposed 2 x 2, stride 2, ReLU: (S, S, C) to (2S, 2S, O). */
  function deconv2x2(input, side, kernel, bias) {
    const channels = input.length / side ** 2, outputs = bias.length;
    const result = new Float32Array(4 * side * side * outputs);
    for (let y = 0; y < 2 * side; ++y) {
      for (let x = 0; x < 2 * side; ++x) {
        const sums = Float64Array.from(bias), cell = ((y >> 1) * side + (x >> 1)) * channels,
              tap = 2 * (y & 1) + (x & 1);
        for (let c = 0; c < channels; ++c) addScaled(sums, input[cell + c], kernel, (tap * channels + c) * outputs);
        result.set(rounded(sums, true), (2 * side * y + x) * outputs);
      }
    }
    return result;
  }

  /* One class of the last 1 x 1 layer: (S, S) logits. kernel (C, K). */
  function classLogits(input, side, kernel, bias, label) {
    const channels = input.length / side ** 2, classes = bias.length;
    return Float32Array.from({length: side * side}, (_, cell) => {
      let sum = bias[label];
      for (let c = 0; c < channels; ++c) sum += input[cell * channels + c] * kernel[c * classes + label];
      return sum;
    });
  }

  /* The map that a box is read from, and the grid on it. maps: {2: map, ..., 5: map}. */
  function gridOf(maps, box, bins, params) {
    const {level} = Arithmetic.roiLevel(box, params, 2, 5);
    return {
      level,
      map: maps[level],
      grid: Arithmetic.roiGrid(box, 2 ** -level, bins, params.sampling_ratio, params.aligned)
    };
  }

  /* Stage 3 and 4 for one box: {level, region, logits, probabilities, deltas}. */
  function boxHead(net, config, box) {
    const {level, map, grid} = gridOf(net.maps, box, config.box_head.pool, config.roi_align);
    const region = alignAll(map, grid), {weights} = net;
    const fc6 = linear(region, weights.fc6, weights.fc6_bias, true);
    const hidden = linear(fc6, weights.fc7, weights.fc7_bias, true);
    const logits = linear(hidden, weights.classes, weights.classes_bias, false);
    return {
      level,
      region,
      logits,
      probabilities: Arithmetic.softmax(logits),
      deltas: linear(hidden, weights.deltas, weights.deltas_bias, false)
    };
  }

  /* Stage 6 up to the logits: (2 S, 2 S) of one class. */
  function maskHead(net, config, box, label, rounding = false) {
    const side = config.masks.pool, {level, map, grid} = gridOf(net.maps, box, side, config.roi_align), {weights} = net;
    let x = rounding ? poolAll(map, box, 2 ** -level, side) : alignAll(map, grid);
    for (let layer = 0; `conv${layer}` in weights; ++layer)
      x = conv3x3(x, side, weights[`conv${layer}`], weights[`conv${layer}_bias`]);
    x = deconv2x2(x, side, weights.upsample, weights.upsample_bias);
    return classLogits(x, 2 * side, weights.logits, weights.logits_bias, label);
  }

  /* ---- FPN: what one cell of P2..P5 is made of. laterals: {2: map, ..., 5: map} ---- */

  function at(map, channel, y, x) { return map.data[(channel * map.rows + y) * map.columns + x]; }

  /* The cell of the coarser level that is repeated at a cell; null where nothing comes down. */
  function cellAbove(laterals, level, y, x) {
    const fine = laterals[level], coarse = laterals[level + 1];
    return coarse ? [Math.floor((y * coarse.rows) / fine.rows), Math.floor((x * coarse.columns) / fine.columns)] : null;
  }

  /* Lateral plus what comes down, as float32: what the 3 x 3 convolution reads. */
  function pyramidSum(laterals, level, channel, y, x) {
    const lateral = at(laterals[level], channel, y, x), coarser = cellAbove(laterals, level, y, x);
    return coarser ? f(lateral + pyramidSum(laterals, level + 1, channel, ...coarser)) : lateral;
  }

  /* The 3 x 3 convolution behind a cell. Per input channel: 3 x 3 cells (0 outside), 3 x 3 weights,
     their sum of products. */
  function pyramidTerms(net, level, channel, y, x) {
    const map = net.laterals[level], kernel = net.weights[`output${level}`],
          outputs = net.weights[`output${level}_bias`].length;
    return Array.from({length: map.channels}, (_, input) => {
      const cells = [], weights = [];
      for (let ky = 0; ky < 3; ++ky) {
        for (let kx = 0; kx < 3; ++kx) {
          const row = y + ky - 1, column = x + kx - 1,
                inside = row >= 0 && column >= 0 && row < map.rows && column < map.columns;
          cells.push(inside ? pyramidSum(net.laterals, level, input, row, column) : 0);
          weights.push(kernel[((ky * 3 + kx) * map.channels + input) * outputs + channel]);
        }
      }
      return {input, cells, weights, sum: cells.reduce((total, v, i) => total + v * weights[i], 0)};
    });
  }

  return {at, cellAbove, pyramidSum, pyramidTerms, linear, conv3x3, deconv2x2, classLogits, boxHead, maskHead};
})();
