'use strict';

// A field to draw in: each of its cells is an input of the model.

/** A picture of the model's own size, which the mouse, a finger or the keyboard draws. */
class DrawingPad {
  /**
   * @param {number[]} shape height, width and channels
   * @param {number} paper the value of a cell that is empty
   * @param {number} ink the value of one that is full
   * @param {(values: Float64Array) => void} changed
   */
  constructor([height, width, channels], paper, ink, changed) {
    /** @private */ this.height = height;
    /** @private */ this.width = width;
    /** @private */ this.channels = channels;
    /** @private */ this.paper = paper;
    /** @private */ this.ink = ink;
    /** @private */ this.changed = changed;
    /** @private */ this.values = new Float64Array(height * width * channels).fill(paper);
    /** @private @type {{x: number, y: number} | null} */ this.last = null;
    /** @private @type {{x: number, y: number} | null} */ this.cursor = null;
    /** @private */ this.isErasing = false;
    this.canvas = make('canvas', {
      class: 'pad', width: 20 * width, height: 20 * height, tabindex: 0, role: 'application',
      'aria-label': `Drawing field of ${width} by ${height} cells. Draw with the mouse or a finger. `
        + 'With the keyboard, arrows move the cell, Space fills it and Delete empties it.',
    });
    this.canvas.style.aspectRatio = `${width} / ${height}`;
    this.element = make('div', { class: 'pad-frame' }, this.canvas);
    this.listen();
    this.show(this.values);
  }

  /** @param {Float64Array} values */
  show(values) {
    this.values = Float64Array.from(values);
    this.draw();
  }

  /**
   * Fills the field with a picture, shrunk to its size.
   * @param {ImageBitmap} picture
   */
  take(picture) {
    const canvas = make('canvas', { width: this.width, height: this.height });
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    context.fillStyle = '#fff';
    context.fillRect(0, 0, this.width, this.height);
    const scale = Math.min(this.width / picture.width, this.height / picture.height);
    const [width, height] = [picture.width * scale, picture.height * scale];
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, (this.width - width) / 2, (this.height - height) / 2, width, height);
    const pixels = context.getImageData(0, 0, this.width, this.height).data;
    const gray = (/** @type {number} */ at) => (pixels[at] + pixels[at + 1] + pixels[at + 2]) / 765;
    // Dark on light is ink on paper; a picture with a dark corner is light on dark.
    const isInk = this.channels === 1 && gray(0) > 0.5;
    for (let cell = 0; cell < this.width * this.height; cell++) {
      for (let channel = 0; channel < this.channels; channel++) {
        const light = this.channels === 3 ? pixels[4 * cell + channel] / 255 : gray(4 * cell);
        this.values[cell * this.channels + channel] =
          this.paper + (isInk ? 1 - light : light) * (this.ink - this.paper);
      }
    }
    this.draw();
    this.changed(this.values);
  }

  /** @private */
  listen() {
    const { canvas } = this;
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.isErasing = event.button === 2 || event.shiftKey;
      this.last = null;
      this.stroke(event);
      event.preventDefault();
      canvas.focus();
    });
    canvas.addEventListener('pointermove', (event) => { if (event.buttons !== 0) this.stroke(event); });
    canvas.addEventListener('contextmenu', (event) => event.preventDefault());
    canvas.addEventListener('keydown', (event) => this.press(event));
    canvas.addEventListener('blur', () => { this.cursor = null; this.draw(); });
  }

  /** @private @param {PointerEvent} event */
  stroke(event) {
    const box = this.canvas.getBoundingClientRect();
    const to = {
      x: (event.clientX - box.left) / box.width * this.width,
      y: (event.clientY - box.top) / box.height * this.height,
    };
    const from = this.last || to;
    const steps = Math.max(1, Math.ceil(4 * Math.hypot(to.x - from.x, to.y - from.y)));
    for (let step = 0; step <= steps; step++) {
      this.dab(from.x + (to.x - from.x) * step / steps, from.y + (to.y - from.y) * step / steps);
    }
    this.last = to;
    this.draw();
    this.changed(this.values);
  }

  /**
   * Fills the cells whose middle lies under a round pen.
   * @private @param {number} x @param {number} y
   */
  dab(x, y) {
    const radius = Math.min(1.75, Math.min(this.width, this.height) / 8);
    for (let row = Math.floor(y - radius); row <= y + radius; row++) {
      for (let column = Math.floor(x - radius); column <= x + radius; column++) {
        const isUnder = Math.hypot(column + 0.5 - x, row + 0.5 - y) <= radius;
        if (isUnder) this.fill(column, row, this.isErasing ? this.paper : this.ink);
      }
    }
  }

  /** @private @param {number} x @param {number} y @param {number} value */
  fill(x, y, value) {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const cell = (y * this.width + x) * this.channels;
    this.values.fill(value, cell, cell + this.channels);
  }

  /** @private @param {KeyboardEvent} event */
  press(event) {
    const moves = /** @type {Record<string, number[]>} */ (
      { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] });
    const cursor = this.cursor || { x: this.width >> 1, y: this.height >> 1 };
    const move = moves[event.key];
    if (move) {
      cursor.x = Math.max(0, Math.min(this.width - 1, cursor.x + move[0]));
      cursor.y = Math.max(0, Math.min(this.height - 1, cursor.y + move[1]));
    } else if (event.key === ' ' || event.key === 'Delete' || event.key === 'Backspace') {
      this.fill(cursor.x, cursor.y, event.key === ' ' ? this.ink : this.paper);
      this.changed(this.values);
    } else {
      return;
    }
    this.cursor = cursor;
    event.preventDefault();
    this.draw();
  }

  /** @private */
  draw() {
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    const span = this.ink - this.paper || 1;
    for (let y = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++) {
        const cell = (y * this.width + x) * this.channels;
        const shades = [0, 1, 2].map((channel) => {
          const value = this.values[cell + (this.channels === 3 ? channel : 0)];
          const share = Math.max(0, Math.min(1, (value - this.paper) / span));
          return Math.round(this.channels === 3 ? 255 * share : 252 - 228 * share);
        });
        context.fillStyle = `rgb(${shades.join(' ')})`;
        context.fillRect(20 * x, 20 * y, 20, 20);
        context.strokeStyle = 'rgb(128 128 128 / 0.13)';
        context.strokeRect(20 * x + 0.5, 20 * y + 0.5, 19, 19);
      }
    }
    if (this.cursor) {
      context.strokeStyle = '#d2691e';
      context.lineWidth = 3;
      context.strokeRect(20 * this.cursor.x + 1.5, 20 * this.cursor.y + 1.5, 17, 17);
      context.lineWidth = 1;
    }
  }
}
