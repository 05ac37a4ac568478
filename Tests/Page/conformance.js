'use strict';

// Holds the page's WebAssembly to the conformance suite, in a browser or in a runtime without one:
//
//     node Tests/Page/conformance.js halfword.wasm conformance.wasm suite.hwv

/**
 * Checks every record.
 * @param {Uint8Array} runtime the page's module
 * @param {Uint8Array} checker Tests/Page/checker.c as a module
 * @param {Uint8Array} suite what `halfword vectors` writes
 * @returns {Promise<{passed: number, failed: string[]}>}
 */
async function checkConformance(runtime, checker, suite) {
  const library = (await WebAssembly.instantiate(runtime, {})).instance.exports;
  const memory = /** @type {WebAssembly.Memory} */ (library.memory);
  // The checker's data and stack lie at 16 MB, the records behind them, the scratch memory behind those.
  const recordsAt = 32 << 20;
  const scratchAt = recordsAt + Math.ceil(suite.length / 65536) * 65536;
  const scratchSize = 32 << 20;
  memory.grow((scratchAt + scratchSize - memory.buffer.byteLength) / 65536);
  const imports = { env: { ...library } };
  const exports = (await WebAssembly.instantiate(checker, imports)).instance.exports;
  const call = /** @type {Record<string, (...values: number[]) => number>} */ (/** @type {unknown} */ (exports));
  const bytes = new Uint8Array(memory.buffer);
  bytes.set(suite, recordsAt);
  const text = (/** @type {number} */ at) => new TextDecoder().decode(bytes.slice(at, bytes.indexOf(0, at)));
  const failed = [];
  const count = call.record_count(recordsAt);
  let at = recordsAt + 32;
  let passed = 0;
  for (let index = 0; index < count; index++) {
    const size = call.record_size(at);
    if (call.check(scratchAt, scratchSize, at, size) === 0) passed++;
    else failed.push(`${text(call.name(at, size))}: ${text(call.message())}`);
    at += size;
  }
  return { passed, failed: failed.slice(0, 10) };
}

if (typeof process !== 'undefined' && typeof require !== 'undefined') {
  const fs = require('fs');
  const [runtime, checker, suite] = process.argv.slice(2).map((file) => new Uint8Array(fs.readFileSync(file)));
  checkConformance(runtime, checker, suite).then(({ passed, failed }) => {
    for (const failure of failed) console.log(failure);
    console.log(`${passed} records pass`);
    process.exitCode = failed.length === 0 && passed > 0 ? 0 : 1;
  });
}
