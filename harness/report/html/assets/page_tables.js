// SPDX-License-Identifier: Apache-2.0
// Tables that sort by a click on a heading and keep the rows that hold a word.
(() => {
  const { all, make, state } = fleetmark;

  const key = (row, column) => {
    const cell = row.cells[column];
    if (!cell) return null;
    if (cell.dataset.v !== undefined) return Number(cell.dataset.v);
    if (cell.querySelector('.unknown')) return null;
    return cell.textContent.trim();
  };
  // What is not known stands last, whichever way is up.
  const order = (up) => (a, b) => {
    if (a.key === null || b.key === null) return (a.key === null) - (b.key === null);
    const sign = typeof a.key === 'number' && typeof b.key === 'number'
      ? a.key - b.key : String(a.key).localeCompare(String(b.key), undefined, { numeric: true });
    return up ? sign : -sign;
  };
  const sort = (table, column, up) => {
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => ({ row, key: key(row, column) }));
    rows.sort(order(up));
    body.append(...rows.map(({ row }) => row));
    all('thead th', table).forEach((head, i) => {
      if (i === column) head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      else head.removeAttribute('aria-sort');
    });
  };

  const makeSortable = (table) => {
    const heads = all('thead th', table);
    heads.forEach((head, column) => {
      if (!head.textContent.trim()) return;
      const button = make('button', { type: 'button' });
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener('click', () => {
        const up = head.getAttribute('aria-sort') !== 'ascending';
        state.set('sort-' + table.id, column + (up ? 'a' : 'd'));
      });
    });
    state.on('sort-' + table.id, (value) => {
      const found = /^(\d+)([ad])$/.exec(value || '');
      if (found && Number(found[1]) < heads.length) sort(table, Number(found[1]), found[2] === 'a');
    });
  };

  const makeFilterable = (table) => {
    const label = make('label', { className: 'filter' });
    const words = make('span', {}, table.dataset.filter);
    if (table.dataset.zhDataFilter) words.setAttribute('data-zh-text', table.dataset.zhDataFilter);
    const input = make('input', { type: 'search' });
    label.append(words, input);
    table.closest('.scroll').before(label);
    const keep = (word) => {
      for (const row of table.tBodies[0].rows) {
        row.hidden = !row.textContent.toLowerCase().includes(word.toLowerCase());
      }
    };
    input.addEventListener('input', () => state.set('filter-' + table.id, input.value));
    state.on('filter-' + table.id, (word) => {
      if (input.value !== (word || '')) input.value = word || '';
      keep(word || '');
    });
  };

  fleetmark.startTables = () => {
    for (const table of all('table.data')) {
      makeSortable(table);
      if (table.dataset.filter) makeFilterable(table);
    }
  };
})();
