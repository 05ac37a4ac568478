'use strict';

// The answer: outputs as bars, the float network beside them, and how far it can be.

/** What one model says to the input. */
class AnswerPanel {
  /**
   * @param {PageModel} entry
   */
  constructor(entry) {
    /** @private */ this.entry = entry;
    /** @private */ this.headline = make('p', { class: 'headline', 'aria-live': 'polite' });
    /** @private */ this.badge = make('p', { class: 'badge' });
    /** @private */ this.runnerUp = make('p', { class: 'quiet' });
    /** @private */ this.rows = make('tbody');
    const heads = ['Output', '', 'Value', 'Word'].map((text) =>
      make('th', { scope: 'col' }, text || make('span', { class: 'hidden' }, 'As a bar')));
    this.element = make('div', { class: 'answer' }, this.headline, this.badge, this.runnerUp,
      make('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `Outputs of ${entry.name}` },
        make('table', { class: 'outputs' }, make('thead', {}, make('tr', {}, ...heads)), this.rows)),
      make('p', { class: 'key' }, entry.float
        ? 'The bar is what the device gives. The tick is the float network; the whisker is how far it can be, as proved.'
        : 'The bar is what the device gives. The whisker is how far the float network can be, as proved.'));
  }

  /**
   * Shows a run.
   * @param {Evaluation} evaluation
   */
  show(evaluation) {
    const { run, floatOutputs } = evaluation;
    const { model } = this.entry;
    const values = Array.from(run.output, (word) => word * model.outputUlp);
    this.headline.textContent = this.headlineText(evaluation, values);
    const reads = model.text.answer !== 'values';
    this.badge.textContent = !reads ? this.boundText(run.errors)
      : run.isCertified ? '✓ Certified: the float network provably gives the same answer.'
        : '○ Not certified: this run alone does not prove the float network’s answer.';
    this.badge.classList.toggle('certified', reads && run.isCertified);
    this.runnerUp.textContent = this.runnerUpText(run, values);
    const low = Math.min(0, ...values);
    const high = Math.max(0, ...values, low + 1e-9);
    const share = (/** @type {number} */ value) => 100 * Math.max(0, Math.min(1, (value - low) / (high - low)));
    this.rows.replaceChildren(...values.map((value, index) => {
      const bar = make('div', { class: 'bar' });
      const [from, to] = [share(Math.min(0, value)), share(Math.max(0, value))];
      const fill = make('span', { class: 'fill' });
      fill.style.cssText = `left:${from}%;width:${to - from}%`;
      bar.append(fill);
      const error = run.errors[index] * model.outputUlp;
      if (Number.isFinite(error)) {
        const whisker = make('span', { class: 'whisker' });
        whisker.style.cssText = `left:${share(value - error)}%;width:${share(value + error) - share(value - error)}%`;
        bar.append(whisker);
      }
      if (floatOutputs) {
        const tick = make('span', { class: 'tick' });
        tick.style.left = `${share(floatOutputs[index])}%`;
        bar.append(tick);
      }
      const isAnswer = model.text.answer === 'threshold' ? value >= model.text.threshold
        : reads && index === run.answer;
      const title = floatOutputs ? `float ${numberText(floatOutputs[index], 6)}` : '';
      return make('tr', isAnswer ? { class: 'chosen', title } : { title },
        make('th', { scope: 'row' }, this.entry.className(index)), make('td', { class: 'bar-cell' }, bar),
        make('td', {}, numberText(value)), make('td', { class: 'word' }, wordText(run.output[index])));
    }));
  }

  /** @private @param {Evaluation} evaluation @param {number[]} values */
  headlineText({ run }, values) {
    const { model } = this.entry;
    switch (model.text.answer) {
      case 'values':
        return values.length === 1 ? numberText(values[0], 5) : `${values.length} values`;
      case 'threshold': {
        const names = values.map((value, index) => value >= model.text.threshold ? this.entry.className(index) : '')
          .filter((name) => name !== '');
        return names.length > 0 ? names.join(', ') : 'None';
      }
      default: return this.entry.className(run.answer);
    }
  }

  /** @private @param {Float64Array} errors */
  boundText(errors) {
    const largest = errors.reduce((most, error) => Math.max(most, error), 0);
    return Number.isFinite(largest)
      ? `Proved: each output is within ${numberText(largest * this.entry.model.outputUlp, 3)} of the float network’s.`
      : 'This run proves no bound of its errors.';
  }

  /** @private @param {RunResult} run @param {number[]} values */
  runnerUpText(run, values) {
    const { answer } = this.entry.model.text;
    if ((answer !== 'largest' && answer !== 'smallest') || values.length < 2) return '';
    const sign = answer === 'largest' ? 1 : -1;
    const others = values.map((value, index) => ({ value: sign * value, index }))
      .filter(({ index }) => index !== run.answer).sort((a, b) => b.value - a.value);
    const lead = sign * values[run.answer] - others[0].value;
    return `Runner-up: ${this.entry.className(others[0].index)}, ${numberText(lead, 3)} behind.`;
  }
}
