'use strict';

// Functions of one number, written as text such as "mul(x,sigmoid(x))": activations that have no name of their own.

/** @type {Record<string, (x: number, y: number) => number>} */
const scalarOperations = {
  neg: (x) => -x,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  abs: Math.abs,
  rcp: (x) => 1 / x,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  erf: errorFunction,
  softplus: (x) => Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x))),
  sin: Math.sin,
  cos: Math.cos,
  atan: Math.atan,
  floor: Math.floor,
  ceil: Math.ceil,
  sign: (x) => Math.sign(x) || 0,
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  max: (x, y) => Math.max(x, y),
  min: (x, y) => Math.min(x, y),
  pow: (x, y) => x ** y,
};

/**
 * Reads a function.
 * @param {string} text
 * @returns {(x: number) => number}
 */
function scalarFunction(text) {
  let at = 0;
  /** @returns {(x: number) => number} */
  const read = () => {
    const start = at;
    while (at < text.length && !'(),'.includes(text[at])) at++;
    const word = text.slice(start, at);
    if (text[at] !== '(') {
      const constant = Number(word);
      return word === 'x' ? (x) => x : () => constant;
    }
    at++;
    const first = read();
    let second = first;
    if (text[at] === ',') {
      at++;
      second = read();
    }
    at++;
    const operation = scalarOperations[word];
    return (x) => operation(first(x), second(x));
  };
  return read();
}

/**
 * 2/√π · ∫₀ˣ exp(−t²) dt: its series near 0, the continued fraction of what is missing to 1 elsewhere.
 * @param {number} x
 * @returns {number}
 */
function errorFunction(x) {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  if (size < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }
  let fraction = 0;
  for (let n = 60; n >= 1; n--) fraction = n / 2 / (size + fraction);
  return Math.sign(x) * (1 - Math.exp(-size * size) / Math.sqrt(Math.PI) / (size + fraction));
}
