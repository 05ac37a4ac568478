'use strict';

// Tables of the report that a click on a head sorts.

/** Makes the heads of each table of the report into buttons. */
function makeTablesSortable() {
  for (const table of /** @type {NodeListOf<HTMLTableElement>} */ (document.querySelectorAll('table.sortable'))) {
    const body = table.tBodies[0];
    Array.from(table.tHead ? table.tHead.rows[0].cells : []).forEach((head, column) => {
      const button = makeButton(head.textContent || '', () => {
        const isUp = head.getAttribute('aria-sort') !== 'ascending';
        for (const other of head.parentElement ? Array.from(head.parentElement.children) : []) {
          other.removeAttribute('aria-sort');
        }
        head.setAttribute('aria-sort', isUp ? 'ascending' : 'descending');
        const rows = Array.from(body.rows);
        rows.sort((a, b) => (isUp ? 1 : -1) * compareCells(a.cells[column], b.cells[column]));
        body.append(...rows);
      }, { class: 'sort' });
      head.replaceChildren(button);
    });
  }
}

/**
 * @param {HTMLTableCellElement} a
 * @param {HTMLTableCellElement} b
 */
function compareCells(a, b) {
  const [first, second] = [a.textContent || '', b.textContent || ''];
  const difference = parseFloat(first) - parseFloat(second);
  return Number.isNaN(difference) ? first.localeCompare(second) : difference;
}
