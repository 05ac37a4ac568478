'use strict';

// What goes out of the page and comes into it: a test in C, a device's log, a link.

/**
 * Words as lines of C.
 * @param {Int16Array} words
 */
function wordLines(words) {
  const lines = [];
  for (let at = 0; at < words.length; at += 12) lines.push(`    ${Array.from(words.subarray(at, at + 12)).join(', ')}`);
  return lines.join(',\n');
}

/**
 * A C function that runs the page's input on a board and compares the words.
 * @param {PageModel} entry
 * @param {Evaluation} evaluation
 */
function cTest(entry, evaluation) {
  const name = entry.identifier;
  const upper = name.toUpperCase();
  return `/* One input and the words that the model ${entry.model.identity} gives for it on every target.
 * Compile it with ${name}.h, which halfword export --c-header or deploy writes, and call ${name}_page_test(). */
#include "halfword.h"
#include "${name}.h"

static const int16_t ${name}_page_input[${upper}_INPUT_COUNT] = {
${wordLines(evaluation.words)}
};

static const int16_t ${name}_page_output[${upper}_OUTPUT_COUNT] = {
${wordLines(evaluation.run.output)}
};

/* 0 where the device gives these words; k where output k - 1 is the first that differs; a negative status where the
 * model did not run. */
int ${name}_page_test(void)
{
    static halfword_model model;
    static int16_t output[${upper}_OUTPUT_COUNT];
    static uint32_t workspace[${upper}_WORKSPACE_WORDS];
    int index;
    halfword_status status = ${name}_open(&model);
    if (status == HALFWORD_OK)
        status = halfword_run(&model, ${name}_page_input, ${upper}_INPUT_COUNT, output, ${upper}_OUTPUT_COUNT,
                              workspace, sizeof workspace);
    if (status != HALFWORD_OK)
        return (int)status;
    for (index = 0; index < (int)${upper}_OUTPUT_COUNT; index++)
        if (output[index] != ${name}_page_output[index])
            return index + 1;
    return 0;
}
`;
}

/**
 * Compares a device's log with the page's words. Lines of "layer,unit,value" are what a layer gives, layers from 1, units
 * from 0, as Tools/run-vectors --trace prints them; a log without such lines is taken as the output words.
 * @param {string} log
 * @param {Evaluation} evaluation
 * @returns {string} the first divergence in words
 */
function compareLog(log, { layers, run }) {
  const lines = log.split('\n').map((line) => /^\s*(\d+)\s*,\s*(\d+)\s*,\s*(-?\d+)\s*$/.exec(line));
  const values = lines.flatMap((line) => line ? [line.slice(1).map(Number)] : []);
  if (values.length === 0) return compareOutputs(numbersIn(log), run.output);
  values.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  for (const [layer, unit, value] of values) {
    const words = layers[layer - 1];
    if (!words || unit >= words.length) {
      return `The log has layer ${layer}, unit ${unit}, which this model does not have.`;
    }
    if (words[unit] !== value) {
      return `The first divergence is in layer ${layer}, unit ${unit}: the device gave ${wordText(value)}, `
        + `the page gives ${wordText(words[unit])}.`;
    }
  }
  return `The device gave the same words in all ${countText(values.length)} values of its log.`;
}

/**
 * @param {number[]} found
 * @param {Int16Array} expected
 */
function compareOutputs(found, expected) {
  if (found.length === 0 || found.some((value) => !Number.isInteger(value))) {
    return 'The log has no lines of "layer,unit,value" and is no list of output words.';
  }
  if (found.length !== expected.length) {
    return `The log has ${found.length} numbers; the model has ${expected.length} outputs.`;
  }
  const index = found.findIndex((value, at) => value !== expected[at]);
  return index < 0 ? 'The device gave the same output words.'
    : `The first divergence is in output ${index}: the device gave ${wordText(found[index])}, `
      + `the page gives ${wordText(expected[index])}.`;
}

/**
 * The part of a link that tells which model and which input is shown.
 * @param {string} name
 * @param {Int16Array} words
 */
async function fragment(name, words) {
  return `#model=${encodeURIComponent(name)}&input=${base64URL(await deflated(bytesOfWords(words)))}`;
}

/**
 * What such a part says; nil where it says nothing that can be read.
 * @param {string} text
 * @returns {Promise<{name: string, words: Int16Array} | null>}
 */
async function readFragment(text) {
  const parts = new URLSearchParams(text.replace(/^#/, ''));
  const packed = parts.get('input');
  if (!packed) return null;
  try {
    return { name: parts.get('model') || '', words: wordsOfBytes(await unpacked(packed)) };
  } catch (_) {
    return null;
  }
}
