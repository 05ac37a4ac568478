'use strict';

// The float network in double precision: what fixed point is held to.

/**
 * @typedef {object} FloatLayer
 * @property {string} kind
 * @property {number[]} sources
 * @property {number[]} input height, width and channels of what it reads
 * @property {number[]} output
 * @property {string} activation
 * @property {number} pieces
 * @property {number} [cap]
 * @property {string} [function] of a table, as text
 * @property {number[]} [window] kernel, stride, dilation (down and to the right each), padding above and on the left
 * @property {boolean} [countsPadding]
 */

/** A float network that computes what each of its layers gives. */
class FloatNetwork {
  /**
   * @param {FloatLayer[]} layers
   * @param {Float32Array} numbers each layer's weights, row by row, then its biases
   */
  constructor(layers, numbers) {
    let at = 0;
    const take = (/** @type {number} */ count) => numbers.subarray(at, at += count);
    /** @private */
    this.layers = layers.map((layer) => {
      const rows = rowCount(layer);
      return { layer, weights: take(rows * columnCount(layer)), biases: take(rows), activate: activation(layer) };
    });
  }

  /**
   * What each layer gives.
   * @param {Float64Array} input
   * @returns {Float64Array[]}
   */
  trace(input) {
    /** @type {Float64Array[]} */
    const tensors = [input];
    for (const { layer, weights, biases, activate } of this.layers) {
      const read = layer.sources.map((source) => tensors[source]);
      tensors.push(activate(sums(layer, weights, biases, read)));
    }
    return tensors.slice(1);
  }
}

/** @param {FloatLayer} layer */
function hasWeights(layer) {
  return ['dense', 'convolution', 'depthwise'].includes(layer.kind);
}

/** @param {FloatLayer} layer */
function rowCount(layer) {
  return hasWeights(layer) ? layer.output[2] * layer.pieces : 0;
}

/** @param {FloatLayer} layer */
function columnCount(layer) {
  const [height, width, channels] = layer.input;
  const places = layer.window ? layer.window[0] * layer.window[1] : height * width;
  return layer.kind === 'depthwise' ? places : places * channels;
}

/**
 * The sums of a layer, before its activation; of poolings their values.
 * @param {FloatLayer} layer
 * @param {Float32Array} weights
 * @param {Float32Array} biases
 * @param {Float64Array[]} read
 * @returns {Float64Array}
 */
function sums(layer, weights, biases, read) {
  if (layer.kind === 'addition') return read[0].map((value, index) => value + read[1][index]);
  const [height, width] = layer.output;
  const rows = hasWeights(layer) ? rowCount(layer) : layer.output[2];
  const result = new Float64Array(height * width * rows);
  let next = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const places = patch(layer, y, x);
      for (let row = 0; row < rows; row++) {
        result[next++] = hasWeights(layer) ? rowSum(layer, weights, biases, read[0], places, row)
          : pooled(layer, read[0], places, row);
      }
    }
  }
  return result;
}

/**
 * @param {FloatLayer} layer
 * @param {Float32Array} weights
 * @param {Float32Array} biases
 * @param {Float64Array} input
 * @param {{place: number, index: number}[]} places
 * @param {number} row
 */
function rowSum(layer, weights, biases, input, places, row) {
  const first = row * columnCount(layer);
  const channels = layer.input[2];
  let sum = biases[row];
  if (layer.kind === 'depthwise') {
    const channel = Math.floor(Math.floor(row / layer.pieces) / (layer.output[2] / channels));
    for (const { place, index } of places) sum += weights[first + place] * input[index + channel];
    return sum;
  }
  for (const { place, index } of places) {
    for (let channel = 0; channel < channels; channel++) {
      sum += weights[first + place * channels + channel] * input[index + channel];
    }
  }
  return sum;
}

/**
 * @param {FloatLayer} layer
 * @param {Float64Array} input
 * @param {{place: number, index: number}[]} places
 * @param {number} channel
 */
function pooled(layer, input, places, channel) {
  const values = places.map(({ index }) => input[index + channel]);
  if (layer.kind === 'max-pooling') return Math.max(...values);
  const window = layer.window || [1, 1];
  const count = layer.countsPadding ? window[0] * window[1] : values.length;
  return values.reduce((sum, value) => sum + value, 0) / count;
}

/**
 * The places of a kernel that lie inside the input: their numbers in the kernel, and where their channels begin.
 * @param {FloatLayer} layer
 * @param {number} y
 * @param {number} x
 */
function patch(layer, y, x) {
  const [height, width, channels] = layer.input;
  const [rows, columns, down, right, dilationDown, dilationRight, top, left] =
    layer.window || [height, width, 1, 1, 1, 1, 0, 0];
  const places = [];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const [inputY, inputX] = [y * down + i * dilationDown - top, x * right + j * dilationRight - left];
      if (inputY >= 0 && inputY < height && inputX >= 0 && inputX < width) {
        places.push({ place: i * columns + j, index: (inputY * width + inputX) * channels });
      }
    }
  }
  return places;
}

/**
 * What happens to sums.
 * @param {FloatLayer} layer
 * @returns {(sums: Float64Array) => Float64Array}
 */
function activation(layer) {
  const each = (/** @type {(z: number) => number} */ body) => (/** @type {Float64Array} */ z) => z.map(body);
  const { cap = Infinity, pieces } = layer;
  switch (layer.activation) {
    case 'relu': return each((z) => Math.max(0, z));
    case 'capped-relu': return each((z) => Math.min(cap, Math.max(0, z)));
    case 'sigmoid': return each((z) => 1 / (1 + Math.exp(-z)));
    case 'tanh': return each(Math.tanh);
    case 'table': return each(scalarFunction(layer.function || 'x'));
    case 'softmax': return softmax;
    case 'maxout': return (z) => Float64Array.from({ length: z.length / pieces },
      (_, unit) => Math.max(...z.subarray(unit * pieces, (unit + 1) * pieces)));
    default: return (z) => z;
  }
}

/** @param {Float64Array} z */
function softmax(z) {
  const largest = z.reduce((most, value) => Math.max(most, value), -Infinity);
  const exponentials = z.map((value) => Math.exp(value - largest));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}
