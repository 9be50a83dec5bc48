// SPDX-License-Identifier: Apache-2.0
// What the page can do beyond being read: theme, language, sorting, filtering, the origin of each
// number. All state stands in the address after '#', so that a link shows what its sender saw.
'use strict';
const fleetmark = (() => {
  const root = document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);

  // Only text is ever put into the page.
  const make = (tag, properties = {}, text = '') => {
    const node = document.createElement(tag);
    Object.assign(node, properties);
    if (text) node.textContent = text;
    return node;
  };

  // State: '#at=roofline&theme=dark'. A plain '#roofline' is a place.
  const state = new URLSearchParams();
  const listeners = new Map();
  const readHash = () => {
    const hash = location.hash.slice(1);
    for (const key of [...state.keys()]) state.delete(key);
    if (hash.includes('=')) {
      new URLSearchParams(hash).forEach((value, key) => state.set(key, value));
    } else if (hash) {
      state.set('at', hash);
    }
  };
  const writeHash = () => {
    const text = state.toString();
    history.replaceState(null, '', text ? '#' + text : location.pathname + location.search);
  };
  const get = (key) => state.get(key);
  const set = (key, value) => {
    if (value === null || value === '') state.delete(key); else state.set(key, value);
    writeHash();
    for (const tell of listeners.get(key) || []) tell(value);
  };
  // Calls `tell` when `key` changes, and once now where the address has it.
  const on = (key, tell) => {
    listeners.set(key, [...(listeners.get(key) || []), tell]);
    if (state.has(key)) tell(state.get(key));
  };

  const language = () => root.dataset.language;
  const words = (en, zh) => language() === 'zh' ? zh : en;

  // Attributes and titles hold one language each: the other waits beside them.
  const swapAttributes = () => {
    for (const node of all('*')) {
      for (const { name, value } of [...node.attributes]) {
        if (!name.startsWith('data-zh-')) continue;
        const target = name.slice('data-zh-'.length);
        const english = 'data-en-' + target;
        const current = target === 'text' ? node.textContent : node.getAttribute(target);
        if (!node.hasAttribute(english)) node.setAttribute(english, current);
        const wanted = language() === 'zh' ? value : node.getAttribute(english);
        if (target === 'text') node.textContent = wanted; else node.setAttribute(target, wanted);
      }
    }
  };
  const speak = (tag) => {
    root.lang = root.dataset.language = tag === 'zh' ? 'zh' : 'en';
    swapAttributes();
  };

  const isDark = () => root.dataset.theme
    ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  const paint = (theme) => {
    if (theme === 'dark' || theme === 'light') root.dataset.theme = theme;
    else delete root.dataset.theme;
  };

  return { root, all, byId, make, state: { get, set, on, read: readHash }, language, words, speak,
           swapAttributes, isDark, paint };
})();
