'use strict';

// Bytes as text and back: what is embedded in the page, and what goes into a link.

/**
 * The bytes that base64 stands for, in its plain form or that of URLs.
 * @param {string} text
 * @returns {Uint8Array}
 */
function bytesFromBase64(text) {
  const plain = atob(text.trim().replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/**
 * Base64 in the form of URLs, without padding.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
function base64URL(bytes) {
  let plain = '';
  for (const byte of bytes) plain += String.fromCharCode(byte);
  return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/**
 * What a stream makes of bytes.
 * @param {Uint8Array} bytes
 * @param {GenericTransformStream} transform
 * @returns {Promise<Uint8Array>}
 */
async function passed(bytes, transform) {
  const stream = new Blob([bytes]).stream().pipeThrough(transform);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Unpacks raw deflate.
 * @param {Uint8Array} bytes
 */
function inflated(bytes) {
  return passed(bytes, new DecompressionStream('deflate-raw'));
}

/**
 * Packs as raw deflate.
 * @param {Uint8Array} bytes
 */
function deflated(bytes) {
  return passed(bytes, new CompressionStream('deflate-raw'));
}

/**
 * The bytes that packed base64 stands for.
 * @param {string} text
 */
function unpacked(text) {
  return inflated(bytesFromBase64(text));
}

/**
 * Float32 numbers whose bytes were sorted by their place in a number, which packs better.
 * @param {Uint8Array} planes
 * @returns {Float32Array}
 */
function floatsFromPlanes(planes) {
  const count = planes.length / 4;
  const bytes = new Uint8Array(planes.length);
  for (let plane = 0; plane < 4; plane++) {
    for (let index = 0; index < count; index++) {
      bytes[4 * index + plane] = planes[plane * count + index];
    }
  }
  return new Float32Array(bytes.buffer);
}

/**
 * Words as little-endian bytes; and back.
 * @param {Int16Array} words
 */
function bytesOfWords(words) {
  const bytes = new Uint8Array(2 * words.length);
  const view = new DataView(bytes.buffer);
  words.forEach((word, index) => view.setInt16(2 * index, word, true));
  return bytes;
}

/**
 * @param {Uint8Array} bytes
 * @returns {Int16Array}
 */
function wordsOfBytes(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int16Array.from({ length: bytes.length >> 1 }, (_, index) => view.getInt16(2 * index, true));
}
