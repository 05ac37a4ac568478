'use strict';

// The device's runtime as WebAssembly: the same source as on every other target, and so the same bits.

/**
 * @typedef {object} RunResult
 * @property {Int16Array} output
 * @property {Float64Array} errors how far the float network can be from each output, in ulps; Infinity where no bound is
 *   known
 * @property {number} answer
 * @property {boolean} isCertified
 */

/** The library refused an image or a run. */
class StatusError extends Error {
  /**
   * @param {string} name of the status
   */
  constructor(name) {
    super(name);
    /** The name in halfword.h. */
    this.statusName = name;
  }
}

/** One image, open in an instance of the runtime of its own. */
class Model {
  /**
   * Opens and verifies an image.
   * @param {WebAssembly.Module} module
   * @param {Uint8Array} image
   */
  constructor(module, image) {
    const exports = new WebAssembly.Instance(module, {}).exports;
    /** @private @type {WebAssembly.Memory} */
    this.memory = /** @type {any} */ (exports.memory);
    /** @private @type {Record<string, (...values: number[]) => number>} */
    this.call = /** @type {any} */ (exports);
    /** @private */
    this.end = Number(/** @type {any} */ (exports.__heap_base).value);
    this.image = image;
    const at = this.reserve(image.length);
    new Uint8Array(this.memory.buffer, at, image.length).set(image);
    /** @private */
    this.handle = this.reserve(16);
    this.check(this.call.halfword_open(this.handle, at, image.length));
    this.check(this.call.halfword_verify(this.handle));
    this.text = readImage(image);
    this.inputCount = this.call.halfword_input_count(this.handle);
    this.outputCount = this.call.halfword_output_count(this.handle);
    this.workspaceSize = this.call.halfword_workspace_size(this.handle);
    this.outputUlp = 2 ** (this.text.outputExponent - 8);
    this.identity = this.readIdentity();
    /** @private */
    this.at = {
      input: this.reserve(2 * this.inputCount),
      output: this.reserve(2 * this.outputCount),
      errors: this.reserve(4 * this.outputCount),
      answer: this.reserve(8),
      progress: this.reserve(16),
      workspace: this.reserve(this.call.halfword_bounded_workspace_size(this.handle)),
    };
  }

  /**
   * Runs the model with its proof.
   * @param {Int16Array} words
   * @returns {RunResult}
   */
  run(words) {
    const { input, output, errors, answer, workspace } = this.at;
    this.setInput(words);
    this.check(this.call.halfword_classify_certified(this.handle, input, this.inputCount, 0, output, errors,
      this.outputCount, workspace, this.call.halfword_bounded_workspace_size(this.handle), answer, answer + 4));
    const found = new Uint32Array(this.memory.buffer, answer, 2);
    return {
      output: this.words(output, this.outputCount),
      errors: Float64Array.from(new Uint32Array(this.memory.buffer, errors, this.outputCount),
        (error) => error === 0xffffffff ? Infinity : error / 16),
      answer: found[0],
      isCertified: found[1] !== 0,
    };
  }

  /**
   * The words that each layer gives, read between the steps of a run.
   * @param {Int16Array} words
   * @returns {Int16Array[]}
   */
  layerWords(words) {
    const { input, output, progress, workspace } = this.at;
    this.setInput(words);
    new Uint32Array(this.memory.buffer, progress, 4).fill(0);
    /** @type {Int16Array[]} */
    const values = this.text.layers.map(() => new Int16Array(0));
    let status = 1;
    while (status === 1) {
      const layer = new Uint32Array(this.memory.buffer, progress, 1)[0];
      status = this.check(this.call.halfword_step(this.handle, progress, 0x7fffffff, input, this.inputCount, output,
        this.outputCount, workspace, this.workspaceSize, 0));
      // Where the layer's last step is the addition that follows it, the values are the addition's.
      const index = layer + (this.text.layers[layer].isAddedTo ? 1 : 0);
      const described = this.text.layers[index];
      const isLast = index === values.length - 1;
      const count = described.shape.reduce((product, size) => product * size, 1);
      values[index] = this.words(isLast ? output : workspace + described.offset, count);
    }
    return values;
  }

  /**
   * The word of an input's value: the value in the input's grid, rounded half up, less the offset.
   * @param {number} value
   * @param {number} index
   */
  word(value, index) {
    const exponent = this.call.halfword_input_exponent(this.handle, index);
    const offset = this.call.halfword_input_offset(this.handle, index);
    const rounded = Math.floor(Math.fround(value) * 2 ** (8 - exponent) + 0.5);
    const grid = Math.max(-0x80000000, Math.min(0x7fffffff, rounded));
    return Math.max(-32768, Math.min(32767, grid - offset)) || 0;
  }

  /**
   * What an input's word stands for.
   * @param {number} word
   * @param {number} index
   */
  value(word, index) {
    const exponent = this.call.halfword_input_exponent(this.handle, index);
    return (word + this.call.halfword_input_offset(this.handle, index)) * 2 ** (exponent - 8);
  }

  /** @private @returns {string} */
  readIdentity() {
    const at = this.reserve(20);
    this.check(this.call.halfword_identity_text(this.handle, at));
    return new TextDecoder().decode(new Uint8Array(this.memory.buffer, at, 16).slice());
  }

  /** @private @param {Int16Array} words */
  setInput(words) {
    if (words.length !== this.inputCount) throw new StatusError('HALFWORD_WRONG_COUNT');
    new Int16Array(this.memory.buffer, this.at.input, this.inputCount).set(words);
  }

  /** @private @param {number} at @param {number} count */
  words(at, count) {
    return new Int16Array(this.memory.buffer, at, count).slice();
  }

  /** @private @param {number} size */
  reserve(size) {
    const at = (this.end + 15) & ~15;
    this.end = at + size;
    const missing = this.end - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / 65536));
    return at;
  }

  /** @private @param {number} status */
  check(status) {
    if (status >= 0) return status;
    const at = this.call.halfword_status_name(status);
    const bytes = new Uint8Array(this.memory.buffer, at, 64);
    throw new StatusError(new TextDecoder().decode(bytes.slice(0, bytes.indexOf(0))));
  }
}
