// SPDX-License-Identifier: Apache-2.0
// Tooltips, and the panel that tells where a number comes from: of marks in charts and of numbers.
(() => {
  const { all, byId, make, words } = fleetmark;
  const panel = byId('origin');
  const facts = byId('origin-facts');
  let opener = null;

  // What a mark does not say of its origin, the group around it says of all.
  const told = (node) => {
    const around = node.closest('.origins');
    return { ...(around ? around.dataset : {}), ...node.dataset };
  };
  const rows = (data, shown) => [
    [words('number', '数字'), [data.name, data.value || shown].filter(Boolean).join(': ')],
    [words('kind', '类别'), data.kind],
    [words('evidence', '证据'), data.tier],
    [words('source', '来源'), data.source],
    [words('date', '日期'), data.date],
    [words('note', '说明'), data.note],
  ].filter(([, value]) => value);

  const close = () => {
    if (panel.hidden) return;
    panel.hidden = true;
    if (opener) {
      opener.removeAttribute('aria-expanded');
      if (opener.tabIndex >= 0) opener.focus();
    }
    opener = null;
  };
  const open = (node) => {
    if (opener === node) return close();
    if (opener) opener.removeAttribute('aria-expanded');
    opener = node;
    if (node.getAttribute('role') === 'button') node.setAttribute('aria-expanded', 'true');
    facts.replaceChildren(...rows(told(node), node.textContent)
      .flatMap(([term, value]) => [make('dt', {}, term), make('dd', {}, value)]));
    panel.hidden = false;
  };

  byId('origin-close').addEventListener('click', close);
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') close(); });
  document.addEventListener('click', (event) => {
    const node = event.target.closest('.n, .mark');
    if (node) open(node); else if (!event.target.closest('#origin')) close();
  });

  // One stop of the Tab key for the numbers of a table; arrows move between them.
  const roving = (table) => {
    const numbers = all('.n', table);
    numbers.forEach((node, i) => {
      node.setAttribute('role', 'button');
      node.tabIndex = i === 0 ? 0 : -1;
    });
  };
  const neighbour = (node, key) => {
    const cell = node.closest('td, th');
    if (!cell) return null;
    const table = node.closest('table');
    const numbers = all('.n', table);
    const at = numbers.indexOf(node);
    if (key === 'ArrowRight') return numbers[at + 1];
    if (key === 'ArrowLeft') return numbers[at - 1];
    const sameColumn = numbers.filter((n) => n.closest('td, th').cellIndex === cell.cellIndex);
    return sameColumn[sameColumn.indexOf(node) + (key === 'ArrowDown' ? 1 : -1)];
  };
  document.addEventListener('keydown', (event) => {
    const node = event.target;
    if (!node.classList || !node.classList.contains('n')) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      open(node);
    } else if (event.key.startsWith('Arrow')) {
      const next = neighbour(node, event.key);
      if (!next) return;
      event.preventDefault();
      node.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    }
  });
  for (const table of all('table')) roving(table);
  for (const node of all('.n')) {
    if (node.closest('table')) continue;
    node.setAttribute('role', 'button');
    node.tabIndex = 0;
  }

  // Our tooltip is at once and in our type; the browser's own stands in without script.
  const tip = make('div', { id: 'tip', hidden: true });
  tip.setAttribute('aria-hidden', 'true');
  document.body.append(tip);
  for (const title of all('.mark > title')) title.remove();
  const place = (event) => {
    tip.style.left = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8) + 'px';
    tip.style.top = Math.max(8, event.clientY - tip.offsetHeight - 10) + 'px';
  };
  document.addEventListener('mousemove', (event) => {
    const node = event.target.closest && event.target.closest('.mark');
    tip.hidden = !node;
    if (!node) return;
    const { name, value, kind, note } = told(node);
    tip.replaceChildren(...[name, value, kind, note].filter(Boolean).map((t) => make('span', {}, t)));
    place(event);
  });
})();
