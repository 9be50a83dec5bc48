// SPDX-License-Identifier: Apache-2.0
// The last of the scripts: reads the address and starts the parts.
(() => {
  const { root, all, byId, state, speak, swapAttributes, language, isDark, paint } = fleetmark;
  state.read();
  fleetmark.startTables();
  for (const panel of all('.what-if-panel')) fleetmark.startWhatIf(panel);

  byId('controls').hidden = false;
  byId('theme').addEventListener('click', () => state.set('theme', isDark() ? 'light' : 'dark'));
  state.on('theme', paint);
  byId('language').addEventListener('click', () =>
    state.set('language', language() === 'zh' ? 'en' : 'zh'));
  state.on('language', (tag) => speak(tag));
  if (language() === 'zh') swapAttributes();

  // Two drawings of one chart, on a linear and on a logarithmic axis.
  for (const box of all('[data-scales]')) {
    const show = (name) => {
      for (const one of all('[data-scale]', box)) one.hidden = one.dataset.scale !== name;
      for (const one of all('[data-pick]', box)) {
        one.setAttribute('aria-pressed', String(one.dataset.pick === name));
      }
    };
    for (const pick of all('[data-pick]', box)) {
      pick.closest('.picks').hidden = false;
      pick.addEventListener('click', () => state.set('scale-' + box.id, pick.dataset.pick));
    }
    show('linear');
    state.on('scale-' + box.id, (name) => { if (name === 'log' || name === 'linear') show(name); });
  }

  // Paper cannot be clicked: what is folded is printed.
  addEventListener('beforeprint', () => { for (const one of all('details')) one.open = true; });

  // A region that scrolls is reached by the keyboard, and only then.
  const reach = () => {
    for (const box of all('.scroll, figure, nav')) {
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
      else box.removeAttribute('tabindex');
    }
  };
  addEventListener('resize', reach);
  reach();

  for (const link of all('nav a, a.skip')) {
    link.addEventListener('click', (event) => {
      const target = byId(link.getAttribute('href').slice(1));
      if (!target) return;
      event.preventDefault();
      state.set('at', target.id);
      target.scrollIntoView();
      target.tabIndex = -1;
      target.focus({ preventScroll: true });
    });
  }
  const at = state.get('at') && byId(state.get('at'));
  if (at) at.scrollIntoView();
  root.dataset.ready = 'yes';
})();
