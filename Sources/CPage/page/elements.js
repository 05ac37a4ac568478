'use strict';

// Making elements, and numbers for people.

/**
 * An element with attributes and children.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/**
 * A button that does something.
 * @param {string} text
 * @param {() => void} action
 * @param {Record<string, string>} [attributes]
 */
function makeButton(text, action, attributes = {}) {
  const button = make('button', { type: 'button', ...attributes }, text);
  button.addEventListener('click', action);
  return button;
}

/**
 * A number with about so many digits, without an exponent where it is near 1.
 * @param {number} value
 * @param {number} [digits]
 */
function numberText(value, digits = 4) {
  if (!Number.isFinite(value)) return 'unknown';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = size >= 1e6 || size < 1e-4 ? value.toExponential(Math.min(3, digits - 1))
    : value.toFixed(Math.max(0, digits - 1 - Math.max(0, Math.floor(Math.log10(size)))));
  return text.replace('-', '−');
}

/**
 * A whole number with its thousands apart.
 * @param {number} value
 */
function countText(value) {
  return value.toLocaleString('en-US');
}

/**
 * A word of 16 bits.
 * @param {number} word
 */
function wordText(word) {
  return String(word).replace('-', '−');
}

/**
 * The color that stands for how near a word comes to saturation: from calm to red.
 * @param {number} share of what 16 bits hold
 */
function nearnessColor(share) {
  const stops = [[0, 120, 165, 205], [0.5, 70, 120, 190], [0.8, 225, 150, 40], [1, 205, 50, 45]];
  const upper = Math.max(1, stops.findIndex(([at]) => at >= Math.min(share, 1)));
  const [low, high] = [stops[upper - 1], stops[upper]];
  const part = (Math.min(share, 1) - low[0]) / (high[0] - low[0]);
  const mixed = [1, 2, 3].map((channel) => Math.round(low[channel] + part * (high[channel] - low[channel])));
  return `rgb(${mixed.join(' ')})`;
}

/**
 * A canvas of so many points, sharp on dense screens, and its context.
 * @param {number} width
 * @param {number} height
 */
function makeCanvas(width, height) {
  const density = Math.max(1, Math.min(3, window.devicePixelRatio || 1));
  const canvas = make('canvas', { width: Math.round(width * density), height: Math.round(height * density) });
  canvas.style.aspectRatio = `${width} / ${height}`;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.scale(density, density);
  return { canvas, context };
}

/**
 * Copies text, and says so on the button for a moment.
 * @param {string} text
 * @param {HTMLButtonElement} button
 */
async function copyText(text, button) {
  const done = () => {
    const before = button.textContent === 'Copied' ? button.title : button.textContent || '';
    button.title = before;
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = before; }, 1500);
  };
  try {
    await navigator.clipboard.writeText(text);
  } catch (_) {
    // Pages opened from a file may not use the clipboard directly.
    const area = make('textarea', { 'aria-hidden': 'true' });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  done();
}
