'use strict';

// Fields for inputs that are no pictures: sliders for a few, a curve for many.

/**
 * @typedef {object} InputField
 * @property {HTMLElement} element
 * @property {(values: Float64Array) => void} show
 */

/** A slider and a number for each input. */
class SliderField {
  /**
   * @param {string[]} names
   * @param {number[]} lowest
   * @param {number[]} highest
   * @param {(values: Float64Array) => void} changed
   */
  constructor(names, lowest, highest, changed) {
    /** @private */ this.values = new Float64Array(names.length);
    /** @private @type {{slider: HTMLInputElement, number: HTMLInputElement}[]} */ this.controls = [];
    this.element = make('div', { class: 'sliders' });
    names.forEach((name, index) => {
      const step = (highest[index] - lowest[index]) / 200 || 0.01;
      const slider = make('input', {
        type: 'range', min: lowest[index], max: highest[index], step, 'aria-label': name,
      });
      const number = make('input', { type: 'number', step: 'any', 'aria-label': `${name}, as a number` });
      const take = (/** @type {string} */ text) => {
        const value = Number(text);
        if (!Number.isFinite(value)) return;
        this.values[index] = value;
        changed(this.values);
      };
      slider.addEventListener('input', () => { number.value = slider.value; take(slider.value); });
      number.addEventListener('input', () => { slider.value = number.value; take(number.value); });
      this.controls.push({ slider, number });
      this.element.append(make('label', { class: 'slider' }, make('span', {}, name), slider, number));
    });
  }

  /** @param {Float64Array} values */
  show(values) {
    this.values = Float64Array.from(values);
    this.controls.forEach(({ slider, number }, index) => {
      slider.value = String(values[index]);
      if (document.activeElement !== number) number.value = String(Number(values[index].toPrecision(6)));
    });
  }
}

/** A curve over all inputs, which the mouse or a finger draws. */
class CurveField {
  /**
   * @param {number} count
   * @param {number} lowest
   * @param {number} highest
   * @param {(values: Float64Array) => void} changed
   */
  constructor(count, lowest, highest, changed) {
    /** @private */ this.lowest = lowest;
    /** @private */ this.highest = highest > lowest ? highest : lowest + 1;
    /** @private */ this.values = new Float64Array(count);
    const { canvas, context } = makeCanvas(640, 240);
    /** @private */ this.context = context;
    canvas.className = 'curve';
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', `The curve of ${count} inputs. Draw it with the mouse or a finger, or write the `
      + 'numbers below.');
    /** @private @type {number | null} */ let last = null;
    const stroke = (/** @type {PointerEvent} */ event) => {
      const box = canvas.getBoundingClientRect();
      const share = Math.max(0, Math.min(0.999999, (event.clientX - box.left) / box.width));
      const at = Math.floor(share * count);
      const height = 1 - Math.max(0, Math.min(1, (event.clientY - box.top) / box.height));
      const value = this.lowest + height * (this.highest - this.lowest);
      const [from, to] = [Math.min(at, last === null ? at : last), Math.max(at, last === null ? at : last)];
      this.values.fill(value, from, to + 1);
      last = at;
      this.draw();
      changed(this.values);
    };
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      last = null;
      stroke(event);
    });
    canvas.addEventListener('pointermove', (event) => { if (event.buttons !== 0) stroke(event); });
    this.element = make('div', { class: 'curve-frame' }, canvas);
  }

  /** @param {Float64Array} values */
  show(values) {
    this.values = Float64Array.from(values);
    this.draw();
  }

  /** @private */
  draw() {
    const { context, values } = this;
    context.clearRect(0, 0, 640, 240);
    context.beginPath();
    values.forEach((value, index) => {
      const share = (value - this.lowest) / (this.highest - this.lowest);
      context.lineTo((index + 0.5) / values.length * 640, 236 - 232 * share);
    });
    context.strokeStyle = '#3b74b8';
    context.lineWidth = 2;
    context.stroke();
  }
}

/**
 * Numbers that stand in a line of a table, separated by commas, semicolons, blanks or lines.
 * @param {string} text
 * @returns {number[]}
 */
function numbersIn(text) {
  return text.split(/[\s,;]+/).filter((part) => part !== '').map(Number);
}
