'use strict';

// The page: one input, the models that it is given to, and all that they say.

/** Puts the parts together. */
class Page {
  /**
   * @param {HTMLElement} root
   * @param {WebAssembly.Module} module
   * @param {PageModel[]} entries
   * @param {boolean} isPlayground
   */
  constructor(root, module, entries, isPlayground) {
    /** @private */ this.module = module;
    /** The models that can be chosen. */
    this.entries = entries;
    /** The one that is shown, and the one beside it. @type {PageModel} */
    this.entry = entries[0];
    /** @type {PageModel | null} */
    this.other = null;
    /** @private */ this.isPlayground = isPlayground;
    /** @private @type {Evaluation | null} */ this.evaluation = null;
    /** @private */ this.sample = -1;
    /** @private */ this.linkNumber = 0;
    /** @private */ this.root = root;
    /** @private */ this.chooser = make('div', { class: 'chooser' });
    /** @private */ this.inputCard = make('section', { class: 'card input-card', 'aria-label': 'Input' });
    /** @private */ this.answers = make('div', { class: 'answers' });
    /** @private */ this.details = make('div', { class: 'details' });
    /** @private */ this.message = make('p', { class: 'message', role: 'status' });
    root.replaceChildren(this.chooser, this.message,
      make('div', { class: 'stage' }, this.inputCard, this.answers), this.details);
    /** @private @type {InputField} */ this.field = { element: make('div'), show: () => undefined };
    /** @private @type {DrawingPad | null} */ this.pad = null;
    /** @private */ this.label = make('p', { class: 'quiet sample' });
    /** @private */ this.numbers = make('textarea', { rows: 3, spellcheck: 'false', 'aria-label': 'The input as numbers' });
    /** @private */ this.logResult = make('p', { class: 'log-result', role: 'status' });
    /** @private @type {Panel[]} */ this.panels = [];
    /** @private @type {Panel[]} */ this.otherPanels = [];
    this.numbers.addEventListener('input', () => this.takeNumbers(this.numbers.value));
    this.acceptFiles();
  }

  /**
   * Shows a model, and its first sample or an empty input.
   * @param {PageModel} entry
   * @param {Int16Array} [words]
   */
  choose(entry, words) {
    this.entry = entry;
    if (this.other && this.other.model.inputCount !== entry.model.inputCount) this.other = null;
    this.sample = -1;
    this.showChooser();
    this.showInputs();
    this.showPanels();
    if (words && words.length === entry.model.inputCount) this.setWords(words);
    else if (entry.samples.length > 0) this.nextSample();
    else this.clear();
  }

  /**
   * Takes an input as words, shows and runs it.
   * @param {Int16Array} words
   */
  setWords(words) {
    this.field.show(this.entry.values(words));
    this.update(words);
  }

  /**
   * Takes an input as values.
   * @param {ArrayLike<number>} values
   */
  setValues(values) {
    this.field.show(Float64Array.from(values));
    this.update(this.entry.words(values));
  }

  /** Empties the input. */
  clear() {
    this.label.textContent = '';
    const { lowest, highest, shape } = this.entry;
    const isPicture = shape[0] * shape[1] > 1;
    this.setValues(lowest.map((low, index) => isPicture ? Math.min(...lowest)
      : Math.max(low, Math.min(highest[index], (low + highest[index]) / 2))));
  }

  /** Shows the next of the samples that the page has. */
  nextSample() {
    const { samples } = this.entry;
    this.sample = (this.sample + 1) % samples.length;
    const sample = samples[this.sample];
    this.setWords(sample.words);
    this.label.textContent = `Sample ${sample.number}`
      + (sample.label === undefined ? '' : `, which is ${this.entry.className(sample.label)}`);
  }

  /** @private @param {Int16Array} words */
  update(words) {
    try {
      this.evaluation = this.entry.evaluate(words);
      this.panels.forEach((panel) => panel.show(/** @type {Evaluation} */ (this.evaluation)));
      if (this.other) {
        const evaluation = this.other.evaluate(this.other.words(this.entry.values(words)));
        this.otherPanels.forEach((panel) => panel.show(evaluation));
      }
      if (document.activeElement !== this.numbers) {
        this.numbers.value = Array.from(this.entry.values(words), (value) => String(Number(value.toPrecision(7)))).join(',');
      }
      this.logResult.textContent = '';
      this.say('');
    } catch (error) {
      this.say(`The model did not run: ${error instanceof Error ? error.message : error}`);
    }
    this.keepLink(words);
  }

  /** @private @param {Int16Array} words */
  async keepLink(words) {
    const number = ++this.linkNumber;
    const link = await fragment(this.entry.name, words);
    // Not while somebody draws, as browsers limit how often an address may change.
    setTimeout(() => {
      if (number === this.linkNumber) history.replaceState(null, '', link);
    }, 300);
  }

  /** @private @param {string} text */
  say(text) {
    this.message.textContent = text;
  }

  /** @private */
  showChooser() {
    const select = (/** @type {string} */ text, /** @type {(PageModel | null)[]} */ entries,
      /** @type {PageModel | null} */ chosen, /** @type {(entry: PageModel | null) => void} */ action) => {
      const list = make('select', {}, ...entries.map((entry) => make('option', {}, entry ? entry.name : 'nothing')));
      list.selectedIndex = entries.indexOf(chosen);
      list.addEventListener('change', () => action(entries[list.selectedIndex]));
      return make('label', {}, `${text} `, list);
    };
    const alike = this.entries.filter((entry) => entry !== this.entry
      && entry.model.inputCount === this.entry.model.inputCount);
    this.chooser.replaceChildren();
    if (this.entries.length > 1) {
      this.chooser.append(select('Model', this.entries, this.entry,
        (entry) => this.choose(/** @type {PageModel} */ (entry))));
    }
    if (alike.length > 0) {
      this.chooser.append(select('Compare with', [null, ...alike], this.other, (entry) => {
        this.other = entry;
        this.showPanels();
        if (this.evaluation) this.update(this.evaluation.words);
      }));
    }
    if (this.isPlayground) this.chooser.append(this.fileButton('Open a model (.hwm)', '.hwm'));
  }

  /** @private */
  showInputs() {
    const { entry } = this;
    const [height, width] = entry.shape;
    const changed = (/** @type {Float64Array} */ values) => {
      this.label.textContent = '';
      this.update(entry.words(values));
    };
    const [low, high] = [Math.min(...entry.lowest), Math.max(...entry.highest)];
    const isPicture = height > 1 && width > 1;
    const pad = isPicture ? new DrawingPad(entry.shape, low, high, changed) : null;
    this.field = pad || (entry.model.inputCount <= 48
      ? new SliderField(entry.inputNames, entry.lowest, entry.highest, changed)
      : new CurveField(entry.model.inputCount, low, high, changed));
    this.pad = pad;
    const buttons = make('div', { class: 'buttons' }, makeButton('Clear', () => this.clear()));
    if (entry.samples.length > 0) buttons.append(makeButton('Next sample', () => this.nextSample()));
    buttons.append(this.fileButton(isPicture ? 'Open a picture' : 'Open numbers', isPicture ? 'image/*,.csv,.txt' : '.csv,.txt'));
    this.inputCard.replaceChildren(
      make('h2', {}, isPicture ? 'Draw here' : entry.model.inputCount <= 48 ? 'Set the inputs' : 'Draw the curve'),
      this.field.element, this.label, buttons,
      make('details', {}, make('summary', {}, 'The input as numbers'), this.numbers,
        make('p', { class: 'quiet' }, `Paste a line of ${countText(entry.model.inputCount)} numbers, for example of a CSV file.`)));
  }

  /** @private */
  showPanels() {
    const { entry, other } = this;
    const answer = new AnswerPanel(entry);
    const layers = new LayerPanel(entry);
    this.panels = [answer, layers];
    this.otherPanels = [];
    const card = (/** @type {PageModel} */ of, /** @type {AnswerPanel} */ panel) => make('section',
      { class: 'card answer-card', 'aria-label': `Answer of ${of.name}` }, make('h2', {}, other ? of.name : 'The device answers'),
      panel.element);
    this.answers.replaceChildren(card(entry, answer));
    const inside = other ? `Inside ${entry.name}` : 'Inside the device: what each layer gives';
    const layerCards = [this.section(inside, layers.element, legend())];
    const costs = [this.section(other ? `What ${entry.name} costs` : 'What a run costs', new CostPanel(entry).element)];
    if (other) {
      const [otherAnswer, otherLayers] = [new AnswerPanel(other), new LayerPanel(other)];
      this.otherPanels = [otherAnswer, otherLayers];
      this.answers.append(card(other, otherAnswer));
      layerCards.push(this.section(`Inside ${other.name}`, otherLayers.element));
      costs.push(this.section(`What ${other.name} costs`, new CostPanel(other).element));
    }
    this.root.classList.toggle('compares', other !== null);
    this.details.replaceChildren(...layerCards, ...costs, this.exchangeSection());
  }

  /** @private @param {string} title @param {...HTMLElement} parts */
  section(title, ...parts) {
    return make('section', { class: 'card' }, make('h2', {}, title), ...parts);
  }

  /** @private */
  exchangeSection() {
    const copy = makeButton('Copy as C test', () => {
      if (this.evaluation) copyText(cTest(this.entry, this.evaluation), copy);
    });
    const link = makeButton('Copy a link to this input', () => copyText(location.href, link));
    const log = make('textarea', { rows: 4, spellcheck: 'false', id: 'device-log', placeholder: '1,0,-217\n1,1,80\n…' });
    log.addEventListener('input', () => {
      this.logResult.textContent = log.value.trim() && this.evaluation ? compareLog(log.value, this.evaluation) : '';
    });
    return this.section('Take it to the board', make('div', { class: 'buttons' }, copy, link),
      make('p', {}, make('label', { for: 'device-log' }, 'Paste a device’s log of this input: lines of layer, unit and word, '
        + 'as Tools/run-vectors prints them with --trace, or the output words alone.')),
      log, this.logResult);
  }

  /** @private @param {string} text @param {string} accept */
  fileButton(text, accept) {
    const input = make('input', { type: 'file', accept, class: 'hidden', tabindex: -1, 'aria-label': text });
    input.addEventListener('change', () => {
      const file = input.files && input.files[0];
      if (file) this.takeFile(file);
      input.value = '';
    });
    return make('span', {}, makeButton(text, () => input.click()), input);
  }

  /** @private */
  acceptFiles() {
    document.addEventListener('dragover', (event) => event.preventDefault());
    document.addEventListener('drop', (event) => {
      event.preventDefault();
      const file = event.dataTransfer && event.dataTransfer.files[0];
      if (file) this.takeFile(file);
    });
  }

  /**
   * Takes a model, a picture or numbers.
   * @param {File} file
   */
  async takeFile(file) {
    try {
      if (file.name.endsWith('.hwm')) {
        const entry = await droppedModel(this.module, file);
        this.entries.push(entry);
        this.choose(entry, this.evaluation ? this.evaluation.words : undefined);
      } else if (this.pad && file.type.startsWith('image/')) {
        this.label.textContent = file.name;
        this.pad.take(await createImageBitmap(file));
      } else {
        this.takeNumbers((await file.text()).split('\n').filter((line) => !/[A-DF-Za-df-z]/.test(line)).join(' '));
      }
    } catch (error) {
      this.say(`${file.name} cannot be opened: ${error instanceof Error ? error.message : error}`);
    }
  }

  /** @private @param {string} text */
  takeNumbers(text) {
    const values = numbersIn(text);
    const count = this.entry.model.inputCount;
    if (values.length < count || values.slice(0, count).some((value) => !Number.isFinite(value))) {
      this.say(`The model takes ${countText(count)} numbers; these are ${countText(values.length)}, or some are no numbers.`);
      return;
    }
    this.label.textContent = '';
    this.setValues(values.slice(0, count));
  }
}

/** What the colors of layers mean. */
function legend() {
  const bar = make('span', { class: 'legend-bar', 'aria-hidden': 'true' });
  bar.style.background = `linear-gradient(90deg, ${[0, 0.5, 0.8, 1].map((at) => `${nearnessColor(at)} ${100 * at}%`).join(', ')})`;
  return make('p', { class: 'key legend' }, 'far from saturation ', bar, ' saturated');
}

/** Starts the page with what is embedded in it. */
async function startPage() {
  makeTablesSortable();
  const root = document.getElementById('live');
  const source = document.getElementById('halfword-data');
  if (!root || !source) return;
  try {
    const data = /** @type {PageData} */ (JSON.parse(source.textContent || ''));
    const module = await WebAssembly.compile(await unpacked(data.runtime));
    const entries = await Promise.all(data.models.map((model) => embeddedModel(module, model)));
    const page = new Page(root, module, entries, data.isPlayground);
    const link = await readFragment(location.hash);
    const linked = link && entries.find((entry) => entry.name === link.name);
    page.choose(linked || entries[0], link && (linked || entries.length === 1) ? link.words : undefined);
    window.halfword = page;
  } catch (error) {
    root.replaceChildren(make('p', { class: 'message' },
      `This browser cannot run the model: ${error instanceof Error ? error.message : error}. `
      + 'Chrome, Edge, Firefox and Safari of 2023 or later can.'));
  }
}

startPage();
