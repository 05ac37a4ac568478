// What the scripts share, and what this version of TypeScript does not know yet. Only the checker reads this file.

declare class DecompressionStream implements GenericTransformStream {
  constructor(format: string);
  readonly readable: ReadableStream;
  readonly writable: WritableStream;
}
declare class CompressionStream implements GenericTransformStream {
  constructor(format: string);
  readonly readable: ReadableStream;
  readonly writable: WritableStream;
}

/** A model as the page's data describe it. */
interface ModelData {
  name: string;
  identifier: string;
  image: string;
  network?: { layers: FloatLayer[]; numbers: string };
  classes?: string[];
  inputNames?: string[];
  shape?: number[];
  lowest?: number[];
  highest?: number[];
  samples?: { number: number; label?: number; words: string }[];
  facts?: ModelFacts;
}

interface ModelFacts {
  instructions?: Record<string, number>;
  instructionsWithProof?: Record<string, number>;
}

/** All that is embedded in a page. */
interface PageData {
  runtime: string;
  models: ModelData[];
  isPlayground: boolean;
}

/** What every network gives for one input. */
interface Evaluation {
  words: Int16Array;
  run: RunResult;
  layers: Int16Array[];
  float: Float64Array[] | null;
  floatOutputs: Float64Array | null;
}

/** A part of the page that shows what networks give. */
interface Panel {
  show(evaluation: Evaluation): void;
}

interface Window {
  /** For tests: the page, once it runs. */
  halfword?: Page;
}
