'use strict';

// Runs the page's scripts without a browser on random graphs of layers of all kinds, and compares what each layer gives:
// words with the numbers' definition, bit by bit, and the float network with the program's.
//
//     node Tests/Page/networks.js SCRIPTS HALFWORD.wasm GRAPHS.json

const fs = require('fs');
const path = require('path');
const vm = require('vm');

const [folder, runtime, graphs] = process.argv.slice(2);
const context = vm.createContext({
  WebAssembly, TextDecoder, Blob, Response, DecompressionStream, atob, console, process,
  graphs: JSON.parse(fs.readFileSync(graphs, 'utf8')), runtime: fs.readFileSync(runtime),
});
for (const name of ['bytes', 'image', 'runtime', 'functions', 'float', 'models']) {
  vm.runInContext(fs.readFileSync(path.join(folder, `${name}.js`), 'utf8'), context);
}
vm.runInContext(`
async function check() {
  const module = await WebAssembly.compile(runtime);
  let largest = 0;
  for (const graph of graphs) {
    const entry = await embeddedModel(module, graph.model);
    const { layers, float } = entry.evaluate(Int16Array.from(graph.words));
    graph.layers.forEach((words, index) => {
      const { isAddedTo } = entry.model.text.layers[index];
      if (!isAddedTo && words.join() !== layers[index].join()) throw new Error(graph.model.name + ': words of layer ' + (index + 1));
      graph.float[index].forEach((value, unit) => {
        const error = Math.abs(float[index][unit] - value) / Math.max(1, Math.abs(value));
        if (!(error < 1e-9)) throw new Error(graph.model.name + ': float layer ' + (index + 1) + ', value ' + unit
          + ': ' + float[index][unit] + ' in place of ' + value);
        largest = Math.max(largest, error);
      });
    });
  }
  console.log(graphs.length + ' graphs: every word is right, and float differs by at most ' + largest.toExponential(1));
}
check().catch((error) => { console.log(error.message); process.exitCode = 1; });
`, context);
