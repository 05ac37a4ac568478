'use strict';

// What each layer gives: bars or pictures, colored by how near each word comes to saturation.

/** The layers of one model. */
class LayerPanel {
  /** @param {PageModel} entry */
  constructor(entry) {
    /** @private */ this.entry = entry;
    /** @private */ this.parting = make('p', { class: 'parting' });
    /** @private */ this.list = make('div', { class: 'layers' });
    this.element = make('div', {}, this.parting, this.list);
  }

  /** @param {Evaluation} evaluation */
  show(evaluation) {
    const { layers } = this.entry.model.text;
    const shown = layers.map((layer, index) => ({ layer, index })).filter(({ layer }) => !layer.isAddedTo);
    const gaps = layers.map((_, index) => gap(this.entry.model, evaluation, index));
    const parting = shown.map(({ index }) => ({ ...gaps[index], index })).find(({ share }) => share > 0.01);
    const largest = Math.max(...gaps.map(({ share }) => share));
    this.parting.textContent = !evaluation.float
      ? 'This page has no float network for this model, and shows the device’s words alone.'
      : parting ? `Float and fixed point first part in layer ${parting.index + 1}: value ${parting.unit} differs by `
        + `${numberText(100 * parting.share, 2)} % of the layer’s largest value.`
        : 'Float and fixed point do not part: in each layer every value differs by less than '
          + `${numberText(100 * largest, 2)} % of the layer’s largest.`;
    this.list.replaceChildren(...shown.map(({ layer, index }) => this.card(layer, index, evaluation, gaps[index])));
  }

  /**
   * @private
   * @param {ImageLayer} layer
   * @param {number} index
   * @param {Evaluation} evaluation
   * @param {Gap} difference
   */
  card(layer, index, evaluation, difference) {
    const words = evaluation.layers[index];
    const largest = words.reduce((most, word, unit) => Math.abs(word) > Math.abs(words[most]) ? unit : most, 0);
    const share = Math.abs(words[largest]) / 32767;
    const size = layer.shape[0] * layer.shape[1] > 1 ? layer.shape.join(' × ') : `${words.length} values`;
    const activation = layer.kind.endsWith('pooling') ? '' : `, ${layer.activation}`;
    // Weights of 16 bits go without saying.
    const weights = layer.weightBits > 0 && layer.weightBits < 16 ? `, weights of ${layer.weightBits} bits` : '';
    const text = `Its largest word is ${wordText(words[largest])} at value ${largest}, `
      + `${numberText(100 * share, 3)} % of what 16 bits hold.`
      + (evaluation.float ? ` Float is at most ${numberText(difference.steps, 3)} steps away, at value ${difference.unit}.` : '');
    const picture = layer.shape[0] * layer.shape[1] > 1 ? tensorPicture(words, layer.shape) : wordBars(words);
    picture.setAttribute('role', 'img');
    picture.setAttribute('aria-label', `Layer ${index + 1}. ${text}`);
    return make('figure', { class: share > 0.999 ? 'layer saturated' : 'layer' },
      make('figcaption', {}, make('b', {}, `${index + 1} · ${layer.kind}${activation}`), ` ${size}${weights}`),
      picture, make('p', { class: 'quiet' }, text));
  }
}

/**
 * The largest difference between float and fixed in a layer: in steps of the value's word, as a share of the layer's
 * largest value, and where.
 * @typedef {{steps: number, share: number, unit: number}} Gap
 */

/**
 * @param {Model} model
 * @param {Evaluation} evaluation
 * @param {number} index
 * @returns {Gap}
 */
function gap(model, { layers, float }, index) {
  const found = { steps: 0, share: 0, unit: 0 };
  if (!float) return found;
  const { exponents } = model.text.layers[index];
  const largest = float[index].reduce((most, value) => Math.max(most, Math.abs(value)), 1e-30);
  layers[index].forEach((word, unit) => {
    const ulp = 2 ** (exponents[unit % exponents.length] - 8);
    const difference = Math.abs(word * ulp - float[index][unit]);
    if (difference / largest <= found.share) return;
    Object.assign(found, { steps: difference / ulp, share: difference / largest, unit });
  });
  return found;
}

/**
 * Words of a vector as bars around 0.
 * @param {Int16Array} words
 */
function wordBars(words) {
  const { canvas, context } = makeCanvas(480, 96);
  const largest = words.reduce((most, word) => Math.max(most, Math.abs(word)), 1);
  const hasNegative = words.some((word) => word < 0);
  const base = hasNegative ? 48 : 94;
  const width = 480 / words.length;
  const space = width > 4 ? 1 : 0;
  words.forEach((word, index) => {
    const height = Math.abs(word) / largest * (hasNegative ? 46 : 92);
    context.fillStyle = nearnessColor(Math.abs(word) / 32767);
    context.fillRect(index * width, word >= 0 ? base - height : base, Math.max(0.5, width - space), Math.max(height, 0.5));
  });
  context.fillStyle = 'rgb(128 128 128 / 0.6)';
  context.fillRect(0, base, 480, 1);
  return canvas;
}

/**
 * The channels of a tensor as pictures side by side, at most 64 of them.
 * @param {Int16Array} words
 * @param {number[]} shape
 */
function tensorPicture(words, [height, width, channels]) {
  const shown = Math.min(channels, 64);
  const columns = Math.min(shown, Math.max(1, Math.ceil(Math.sqrt(shown * 3 * height / width))));
  const cell = Math.max(1, Math.floor(480 / (columns * (width + 1))));
  const rows = Math.ceil(shown / columns);
  const { canvas, context } = makeCanvas(columns * (width + 1) * cell, rows * (height + 1) * cell);
  const largest = words.reduce((most, word) => Math.max(most, Math.abs(word)), 1);
  for (let channel = 0; channel < shown; channel++) {
    const [left, top] = [channel % columns * (width + 1) * cell, Math.floor(channel / columns) * (height + 1) * cell];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const size = Math.abs(words[(y * width + x) * channels + channel]);
        context.globalAlpha = 0.06 + 0.94 * size / largest;
        context.fillStyle = nearnessColor(size / 32767);
        context.fillRect(left + x * cell, top + y * cell, cell, cell);
      }
    }
  }
  return canvas;
}
