'use strict';

// The models of a page: embedded ones, and images that are dropped on it.

/** A model with all that the page knows of it. */
class PageModel {
  /**
   * @param {string} name
   * @param {string} identifier its name in C
   * @param {Model} model
   * @param {FloatNetwork | null} float
   * @param {Partial<ModelData>} data
   */
  constructor(name, identifier, model, float, data) {
    this.name = name;
    this.identifier = identifier;
    this.model = model;
    this.float = float;
    this.facts = data.facts || {};
    /** @type {{number: number, label?: number, words: Int16Array}[]} */
    this.samples = [];
    /** @private */
    this.classes = data.classes || [];
    const count = model.inputCount;
    this.inputNames = data.inputNames || Array.from({ length: count }, (_, index) => `input ${index}`);
    this.shape = data.shape || pictureShape(model.text.inputShape);
    const ends = new DataView(model.image.buffer, model.image.byteOffset);
    const [low, high] = [ends.getInt16(40, true), ends.getInt16(42, true)];
    /** The least value of each input that samples have, or that the model is meant for; and the largest. */
    this.lowest = spread(data.lowest, count) || Array.from({ length: count }, (_, index) => model.value(low, index));
    this.highest = spread(data.highest, count) || Array.from({ length: count }, (_, index) => model.value(high, index));
  }

  /**
   * What an output is called.
   * @param {number} index
   */
  className(index) {
    return this.classes[index] || String(index);
  }

  /**
   * Asks both networks.
   * @param {Int16Array} words
   * @returns {Evaluation}
   */
  evaluate(words) {
    const run = this.model.run(words);
    const layers = this.model.layerWords(words);
    // The float network is asked about the very words, as in the proof.
    const values = Float64Array.from(words, (word, index) => this.model.value(word, index));
    const float = this.float ? this.float.trace(values) : null;
    return { words, run, layers, float, floatOutputs: float ? float[float.length - 1] : null };
  }

  /**
   * The words of values.
   * @param {ArrayLike<number>} values
   */
  words(values) {
    return Int16Array.from(values, (value, index) => this.model.word(value, index));
  }

  /**
   * The values of words.
   * @param {Int16Array} words
   */
  values(words) {
    return Float64Array.from(words, (word, index) => this.model.value(word, index));
  }
}

/**
 * Numbers of each input, of which a single one stands for all.
 * @param {number[] | undefined} numbers
 * @param {number} count
 */
function spread(numbers, count) {
  return numbers && numbers.length === 1 ? new Array(count).fill(numbers[0]) : numbers;
}

/**
 * The shape of a picture: the model's own, or a square for as many inputs; a vector otherwise.
 * @param {number[]} shape
 */
function pictureShape(shape) {
  const side = Math.sqrt(shape[2]);
  return shape[0] === 1 && shape[1] === 1 && Number.isInteger(side) && side >= 8 ? [side, side, 1] : shape;
}

/**
 * A model that is embedded in the page.
 * @param {WebAssembly.Module} module
 * @param {ModelData} data
 */
async function embeddedModel(module, data) {
  const model = new Model(module, await unpacked(data.image));
  const float = data.network
    ? new FloatNetwork(data.network.layers, floatsFromPlanes(await unpacked(data.network.numbers))) : null;
  const entry = new PageModel(data.name, data.identifier, model, float, data);
  for (const sample of data.samples || []) {
    entry.samples.push({ ...sample, words: wordsOfBytes(await unpacked(sample.words)) });
  }
  return entry;
}

/**
 * A model of a file that was dropped on the page.
 * @param {WebAssembly.Module} module
 * @param {File} file
 */
async function droppedModel(module, file) {
  const model = new Model(module, new Uint8Array(await file.arrayBuffer()));
  const name = file.name.replace(/\.hwm$/, '');
  return new PageModel(name, name.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_'), model, null, {});
}
