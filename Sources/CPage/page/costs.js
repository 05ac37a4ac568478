'use strict';

// What a run costs, by core.

/** Instructions and time on each core, for a clock that the reader chooses. */
class CostPanel {
  /** @param {PageModel} entry */
  constructor(entry) {
    const { facts, model } = entry;
    const sizes = make('p', {}, make('b', {}, countText(model.image.length)), ' bytes of flash for the model and ',
      make('b', {}, countText(model.workspaceSize)), ' bytes of RAM for a run, besides its inputs and outputs.');
    this.element = make('div', {}, sizes);
    const cores = Object.entries(facts.instructions || {}).sort(([a], [b]) => a < b ? -1 : 1);
    if (cores.length === 0) return;
    const clock = make('input', { type: 'number', min: 1, value: 64, id: `clock-${entry.identifier}`, class: 'clock' });
    const rows = make('tbody');
    const show = () => {
      const clockRate = Math.max(0.001, Number(clock.value) || 1) * 1e6;
      rows.replaceChildren(...cores.map(([core, count]) => {
        const proof = (facts.instructionsWithProof || {})[core];
        return make('tr', {}, make('th', { scope: 'row' }, core), make('td', {}, countText(count)),
          make('td', {}, timeText(count / clockRate)), make('td', {}, proof ? countText(proof) : '—'),
          make('td', {}, proof ? timeText(proof / clockRate) : '—'));
      }));
    };
    clock.addEventListener('input', show);
    show();
    const heads = ['Core', 'Instructions', 'Time', 'With its proof', 'Time'].map((text) => make('th', { scope: 'col' }, text));
    this.element.append(
      make('p', {}, make('label', { for: clock.id }, 'The clock of the core in MHz '), clock),
      make('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `What a run of ${entry.name} costs` },
        make('table', {}, make('thead', {}, make('tr', {}, ...heads)), rows)),
      make('p', { class: 'quiet' }, 'A run takes the same number of instructions for every input. The time is that of one '
        + 'instruction a cycle; a core whose loads or branches take longer needs more.'));
  }
}

/** @param {number} seconds */
function timeText(seconds) {
  if (seconds < 1e-3) return `${numberText(seconds * 1e6, 3)} µs`;
  return seconds < 1 ? `${numberText(seconds * 1e3, 3)} ms` : `${numberText(seconds, 3)} s`;
}
