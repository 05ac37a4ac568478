'use strict';

// Reads the descriptions in an image (.hwm): Docs/image-format.md says what each byte is. The runtime has checked the
// image before anything here reads it.

/**
 * @typedef {object} ImageLayer
 * @property {string} kind
 * @property {string} activation
 * @property {number} weightBits the bits of a weight, 16, 8 or 4; 0 where the layer has none
 * @property {number[]} sources the tensors that it reads: 0 is the input, i what layer i gives
 * @property {number[]} shape height, width and channels of what it gives
 * @property {number} offset where its values lie in the workspace, in bytes
 * @property {number[]} exponents of its channels
 * @property {boolean} isAddedTo whether its sums go on into the next layer, so that it has no values of its own
 */

/**
 * @typedef {object} ImageText
 * @property {number[]} inputShape
 * @property {number} outputExponent
 * @property {string} answer
 * @property {number} threshold
 * @property {Map<string, string>} record
 * @property {ImageLayer[]} layers
 */

const layerKinds = ['', 'dense', 'convolution', 'depthwise', 'max-pooling', 'average-pooling', 'average-pooling',
  'addition'];
const activationNames = ['linear', 'relu', 'maxout', 'sigmoid', 'tanh', 'softmax', 'capped-relu', 'table'];
const answerNames = ['largest', 'smallest', 'threshold', 'values'];

/**
 * What an image says of itself.
 * @param {Uint8Array} bytes
 * @returns {ImageText}
 */
function readImage(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (/** @type {number} */ at) => view.getUint16(at, true);
  const long = (/** @type {number} */ at) => view.getUint32(at, true);
  const layerCount = long(32);
  const outputExponent = view.getInt16(52, true);
  /** @type {ImageLayer[]} */
  const layers = [];
  for (let index = 0; index < layerCount; index++) {
    const at = 64 + 64 * index;
    const kind = layerKinds[bytes[at]];
    const channels = word(at + 18);
    const exponentsAt = long(at + 40);
    const own = index === layerCount - 1 ? outputExponent : 0;
    const second = word(at + 6);
    layers.push({
      kind,
      activation: activationNames[bytes[at + 1]],
      weightBits: bytes[at + 3],
      sources: kind === 'addition' ? [word(at + 4), second] : [word(at + 4)],
      shape: [word(at + 14), word(at + 16), channels],
      offset: long(at + 24),
      exponents: Array.from({ length: channels },
        (_, channel) => exponentsAt > 0 ? view.getInt8(exponentsAt + channel) : own),
      isAddedTo: kind !== 'addition' && second !== 0,
    });
  }
  return {
    inputShape: [word(72), word(74), word(76)],
    outputExponent,
    answer: answerNames[bytes[49]],
    threshold: view.getInt32(60, true) / 16 * 2 ** (outputExponent - 8),
    record: readRecord(bytes, view, layers.length),
    layers,
  };
}

/**
 * The lines that the export wrote into the image.
 * @param {Uint8Array} bytes
 * @param {DataView} view
 * @param {number} layerCount
 * @returns {Map<string, string>}
 */
function readRecord(bytes, view, layerCount) {
  const size = view.getUint32(56, true);
  const inputs = view.getUint32(24, true);
  const outputs = view.getUint32(28, true);
  const answerSize = 4 * (Math.ceil(inputs / 2) + Math.ceil(outputs / 2));
  const end = view.getUint32(8, true) - view.getUint32(44, true) * answerSize;
  const record = new Map();
  if (size === 0 || end - size < 64 + 64 * layerCount) return record;
  const text = new TextDecoder().decode(bytes.subarray(end - size, end)).replace(/\0+$/, '');
  for (const line of text.split('\n')) {
    const blank = line.indexOf(' ');
    if (blank > 0) record.set(line.slice(0, blank), line.slice(blank + 1));
  }
  return record;
}
