// SPDX-License-Identifier: Apache-2.0
// The fields of a what-if panel and the table that follows them. The arithmetic is what_if.js. A field
// of one key stands in the panel of each task, and all move together: they are one price, one hall.
fleetmark.startWhatIf = (panel) => {
  const { all, byId, state } = fleetmark;
  const data = JSON.parse(byId(panel.dataset.of).textContent);
  const { costPerTask, bundlePerTask, breakEvenPrice, termsOf, draw, quantile } = fleetmarkWhatIf;
  const costOf = (t) => costPerTask(t)[data.compares_allocation ? 'allocation' : 'usage'];
  const byName = new Map(data.devices.map((device) => [device.id, device]));

  // Three digits, as everywhere in the page.
  const plain = (value) => {
    if (!Number.isFinite(value)) return '';
    const digits = Math.abs(value) >= 100 ? 0 : undefined;
    const rounded = Number(value.toPrecision(3));
    return digits === 0 ? rounded.toLocaleString('en-US', { maximumFractionDigits: 0 })
      : value.toPrecision(3);
  };
  const percent = (ratio) => plain(100 * ratio) + ' %';

  const inputs = all('input[data-key]', panel);
  // A device without a price begins with none.
  const startOf = (input) => input.dataset.start || '';
  const moved = () => {
    const values = {};
    for (const input of inputs) {
      if (input.type !== 'number' || input.value === '' || input.value === startOf(input)) continue;
      const value = Number(input.value);
      if (Number.isFinite(value) && input.checkValidity()) values[input.dataset.key] = value;
    }
    return values;
  };

  // Draws at the start: what new ones are held against, so that bars begin where all draws put them.
  const atStart = new Map();
  const drawn = (device, found) => data.draws === 0 ? null
    : draw(found, device, data.columns, data.draws, costOf);
  for (const device of data.devices) {
    const found = termsOf(device, {});
    if (found) atStart.set(device.id, drawn(device, found));
  }
  const end = (device, draws, p, name, typical) => {
    const first = atStart.get(device.id);
    const value = quantile(draws, p);
    if (!first || !device.start) return value;
    return device.start[name] * value / quantile(first, p);
  };

  const results = (values) => data.devices.map((device) => {
    const found = termsOf(device, values);
    if (!found) return { device };
    const cost = costOf(found.terms);
    const draws = drawn(device, found);
    const result = { device, found, cost, draws };
    if (draws) {
      result.p10 = end(device, draws, 0.1, 'p10', cost);
      result.p90 = end(device, draws, 0.9, 'p90', cost);
    }
    return result;
  });
  // Share of the draws in which each device costs least.
  const sharesCheapest = (draws) => {
    const shares = new Map([...draws.keys()].map((id) => [id, 0]));
    for (let i = 0; i < data.draws; ++i) {
      let best = null;
      for (const [id, costs] of draws) if (!best || costs[i] < draws.get(best)[i]) best = id;
      if (best) shares.set(best, shares.get(best) + 1 / data.draws);
    }
    return shares;
  };
  const startShares = sharesCheapest(new Map([...atStart].filter(([, draws]) => draws)));
  const addCheapest = (found) => {
    const priced = found.filter(({ draws }) => draws);
    const shares = sharesCheapest(new Map(priced.map(({ device, draws }) => [device.id, draws])));
    for (const one of priced) {
      const { id, start } = one.device;
      const moved = shares.get(id) - (startShares.get(id) || 0);
      one.cheapest = Math.min(1, Math.max(0, (start ? start.cheapest : 0) + moved));
    }
  };

  const svg = (tag, attributes) => {
    const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };
  const WIDTH = 200;
  const bar = (one, most) => {
    const at = (value) => WIDTH * value / most;
    const frame = svg('svg', { class: 'row-bar', width: WIDTH, height: 20, 'aria-hidden': 'true',
                               viewBox: `0 0 ${WIDTH} 20` });
    frame.append(svg('rect', { x: 0, y: 3, width: at(one.cost), height: 14 }));
    if (one.draws) {
      const whisker = svg('g', {});
      whisker.append(svg('line', { x1: at(one.p10), x2: at(one.p90), y1: 10, y2: 10 }));
      for (const x of [at(one.p10), at(one.p90)]) {
        whisker.append(svg('line', { x1: x, x2: x, y1: 7, y2: 13 }));
      }
      frame.append(whisker);
    }
    if (one.device.start) {
      const x = at(one.device.start.typical);
      frame.append(svg('line', { x1: x, x2: x, y1: 1, y2: 19, class: 'start' }));
    }
    return frame;
  };

  const breakEvenText = (one, reference) => {
    if (one.device.id === data.reference) return '=';
    if (!reference || one.found.terms.tenure === 'rented') return '';
    const price = breakEvenPrice(one.found.terms, reference.cost, costOf);
    return price > 0 ? plain(price) : '< 0';
  };
  const fillRow = (row, one, most, reference) => {
    const set = (name, text) => { row.querySelector('td.' + name).textContent = text; };
    const cell = row.querySelector('td.bar');
    if (!one.found) {
      for (const name of ['interval', 'cheapest', 'change', 'break-even']) set(name, '');
      set('cost', fleetmark.words('UNKNOWN', '未知'));
      cell.replaceChildren();
      return;
    }
    cell.replaceChildren(bar(one, most));
    row.dataset.cost = String(one.cost);
    set('cost', plain(one.cost));
    set('interval', one.draws ? plain(one.p10) + ' .. ' + plain(one.p90) : '');
    set('cheapest', one.draws ? percent(one.cheapest) : '');
    const change = one.device.start ? one.cost / one.device.start.typical - 1 : 0;
    const isMoved = Math.abs(change) > 1e-9;
    set('change', isMoved ? (change > 0 ? '+' : '') + percent(change) : '');
    row.querySelector('td.change').classList.toggle('up', isMoved && change > 0);
    row.querySelector('td.change').classList.toggle('down', isMoved && change < 0);
    set('break-even', breakEvenText(one, reference));
  };

  const inPanel = (selector) => panel.querySelector(selector);
  const rows = new Map(all('.what-if-table tbody tr', panel).map((row) => [row.dataset.id, row]));
  const showTie = (found) => {
    const answer = inPanel('.tie-answer');
    if (!answer) return;
    const of = (name) => found.find(({ device }) => device.id === inPanel('select.' + name).value);
    const imported = of('tie-imported');
    const domestic = of('tie-domestic');
    const ratio = Number(inPanel('input[data-key=tie][type=number]').value);
    if (!imported || !imported.found || !domestic || !domestic.found) {
      answer.textContent = fleetmark.words('UNKNOWN', '未知');
      return;
    }
    const cost = bundlePerTask(imported.found.terms, domestic.found.terms, ratio);
    answer.dataset.cost = String(cost);
    answer.textContent = `${plain(cost)} ${data.currency} (1 : ${plain(ratio)}; ${imported.device.id} ` +
      `${plain(imported.cost)}, ${domestic.device.id} ${plain(domestic.cost)})`;
  };
  const show = () => {
    const found = results(moved());
    addCheapest(found);
    const reference = found.find(({ device, cost }) => device.id === data.reference && cost);
    const most = Math.max(...found.filter(({ cost }) => cost)
      .map((one) => Math.max(one.cost, one.p90 || 0, one.device.start ? one.device.start.typical : 0)));
    for (const one of found) {
      const row = rows.get(one.device.id);
      if (row) fillRow(row, one, most, reference);
    }
    showTie(found);
  };

  let asked = false;
  const later = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; show(); });
  };
  // A range and a number may stand for one key.
  const put = (key, value) => {
    for (const input of inputs) {
      if (input.dataset.key !== key) continue;
      // Who empties a field is about to type into it.
      const isTyping = input === document.activeElement && input.value === '';
      if (!isTyping) input.value = value === null ? startOf(input) : value;
      input.classList.toggle('moved', value !== null);
    }
    later();
  };
  for (const input of inputs) {
    const key = input.dataset.key;
    input.addEventListener('input', () => {
      const isStart = input.value === '' || input.value === startOf(input);
      state.set('w-' + key, isStart ? null : input.value);
    });
    if (input.type === 'number') state.on('w-' + key, (value) => put(key, value));
  }
  for (const select of all('select', panel)) select.addEventListener('change', later);
  inPanel('.what-if-reset').addEventListener('click', () => {
    for (const input of inputs) if (input.type === 'number') state.set('w-' + input.dataset.key, null);
  });
  panel.hidden = false;
  show();
};
