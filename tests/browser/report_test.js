// SPDX-License-Identifier: Apache-2.0
// What a person does with the page, in a real browser without a network.
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { makePage, openBrowser, openPage, temporary } from './page.js';
import { hostileRecord, richRecord, write, writeFleet, writeHistory, writeSides } from './records.js';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const pages = {};
let browser;

before(async () => {
  browser = await openBrowser();
  const make = (name, fill) => {
    const folder = temporary();
    pages[name] = makePage(folder, fill(folder + '/data'));
  };
  make('device', (at) => [write(at, 'run.json', richRecord()), '--workload', 'micro-pb-triad,llama-3.1-70b',
    '--devices', 'h200-sxm-141,h20-96,ascend-910b2']);
  make('changes', (at) => (writeSides(at), [at + '/new', '--against', at + '/base']));
  make('history', (at) => (writeHistory(at), ['--history', at]));
  make('fleet', (at) => (writeFleet(at, 128), [at]));
  make('plan', () => ['--workload', 'llama-3.1-8b', '--devices', 'h200-sxm-141,h20-96,ascend-910c',
    '--economics', 'cn-guangdong-2026', '--scenario', 'state-centre', '--plan-values',
    '--plan-against', 'open,quota-halved,ban-from-3', '--plan-time-limit', '20']);
  make('hostile', (at) => [write(at, 'run.json', hostileRecord())]);
});
after(() => browser.close());

const names = ['device', 'changes', 'history', 'fleet', 'hostile'];
const charts = {
  device: ['clock-0', 'power-0', 'temperature-0', 'roofline-0-chart', 'sweep-B-0-linear', 'sweep-s-0-linear',
    'gap-0-0'],
  changes: ['forest'], history: ['history-0', 'history-1'], fleet: ['strip-0', 'map-0'], hostile: ['roofline-0-chart'],
};

for (const name of names) {
  test(`${name}: opens without an error and asks for nothing`, async () => {
    const { seen, close } = await openPage(browser, pages[name]);
    assert.deepEqual(seen.errors, []);
    assert.equal(seen.requests.length, 1);
    await close();
  });

  test(`${name}: every chart is there, as an image with a title`, async () => {
    const { page, close } = await openPage(browser, pages[name]);
    for (const id of charts[name]) assert.equal(await page.locator(`svg#${id}`).count(), 1, id);
    const untitled = await page.$$eval('svg.chart', (all) => all.filter((svg) =>
      svg.getAttribute('role') !== 'img' || !svg.querySelector('title').textContent ||
      !document.getElementById(svg.getAttribute('aria-labelledby').split(' ')[0])).map((svg) => svg.id));
    assert.deepEqual(untitled, []);
    const broken = await page.$$eval('svg *', (all) => all.filter((node) =>
      [...node.attributes].some(({ value }) => /NaN|Infinity|undefined/.test(value))).length);
    assert.equal(broken, 0);
    await close();
  });

  test(`${name}: ids are unique and every link of the contents leads somewhere`, async () => {
    const { page, close } = await openPage(browser, pages[name]);
    const twice = await page.$$eval('[id]', (all) => all.map(({ id }) => id)
      .filter((id, at, ids) => ids.indexOf(id) !== at));
    assert.deepEqual(twice, []);
    const lost = await page.$$eval('nav a', (all) => all.map((a) => a.getAttribute('href').slice(1))
      .filter((id) => !document.getElementById(id)));
    assert.deepEqual(lost, []);
    await close();
  });

  for (const colorScheme of ['light', 'dark']) {
    test(`${name}: axe finds nothing in the ${colorScheme} theme`, async () => {
      const { page, close } = await openPage(browser, pages[name], { colorScheme, bypassCSP: true });
      await page.addScriptTag({ path: axe });
      const found = await page.evaluate(async () => {
        const { violations } = await axe.run(document, { resultTypes: ['violations'] });
        return violations.map(({ id, nodes }) => `${id}: ${nodes.length}, ${nodes[0].html.slice(0, 160)} ` +
          `${nodes[0].any.concat(nodes[0].all).map((one) => one.message).join('; ').slice(0, 200)}`);
      });
      assert.deepEqual(found, []);
      await close();
    });
  }
}

test('a number shows where it comes from, by click and by keyboard', async () => {
  const { page, close } = await openPage(browser, pages.device);
  const number = page.locator('#table-measurements-0 .n').first();
  await number.click();
  const panel = page.locator('#origin');
  await panel.waitFor({ state: 'visible' });
  assert.match(await panel.innerText(), /run 2026-11-24T120000Z-000001/);
  assert.match(await panel.innerText(), /2026-11-24/);
  await page.keyboard.press('Escape');
  assert.equal(await panel.isVisible(), false);
  await number.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.equal(await panel.isVisible(), true);
  await close();
});

test('a mark of a chart shows where it comes from', async () => {
  const { page, close } = await openPage(browser, pages.device);
  await page.locator('#roofline-0-chart .mark').last().click();
  assert.match(await page.locator('#origin').innerText(), /run 2026-11-24T120000Z-000001/);
  await close();
});

test('every number of a table can be asked for its origin', async () => {
  const { page, close } = await openPage(browser, pages.device);
  const silent = await page.$$eval('#table-measurements-0 td[data-v]', (all) =>
    all.filter((cell) => !cell.querySelector('.n[data-kind][data-source]')).length);
  assert.equal(silent, 0);
  await close();
});

test('tables sort by value, and the address keeps it', async () => {
  const { page, seen, close } = await openPage(browser, pages.device);
  const head = page.locator('#table-measurements-0 thead th button').nth(3);
  await head.click();
  const values = () => page.$$eval('#table-measurements-0 tbody tr', (rows) =>
    rows.map((row) => Number(row.cells[3].dataset.v)));
  const ascending = await values();
  assert.deepEqual(ascending, [...ascending].sort((a, b) => a - b));
  await head.click();
  assert.deepEqual(await values(), [...ascending].reverse());
  assert.match(page.url(), /sort-table-measurements-0=3d/);
  const again = await openPage(browser, pages.device, { hash: new URL(page.url()).hash });
  assert.equal(await again.page.locator('#table-measurements-0 th[aria-sort=descending]').count(), 1);
  assert.deepEqual(seen.errors, []);
  await again.close();
  await close();
});

test('a filter keeps the rows that hold the word', async () => {
  const { page, close } = await openPage(browser, pages.device);
  const table = '#table-measurements-0';
  await page.locator('section#measured-0 input[type=search]').fill('gemm');
  const shown = await page.$$eval(`${table} tbody tr:not([hidden])`, (rows) => rows.map((r) => r.textContent));
  assert.equal(shown.length, 5);
  assert.ok(shown.every((row) => row.includes('gemm')));
  await close();
});

test('the theme is the system\'s until the button says otherwise', async () => {
  const { page, close } = await openPage(browser, pages.device, { colorScheme: 'dark' });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await ground();
  await page.locator('#theme').click();
  assert.notEqual(await ground(), dark);
  assert.match(page.url(), /theme=light/);
  await page.locator('#theme').click();
  assert.equal(await ground(), dark);
  await close();
});

test('the language changes in the page, titles of charts too', async () => {
  const { page, close } = await openPage(browser, pages.device);
  await page.locator('#language').click();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'zh');
  assert.match(await page.locator('#trust h2').innerText(), /可信/);
  assert.match(await page.locator('#roofline-0-chart title').first().textContent(), /屋顶线/);
  await page.locator('#language').click();
  assert.match(await page.locator('#trust h2').innerText(), /trust/);
  assert.match(await page.locator('#roofline-0-chart title').first().textContent(), /Roofline/);
  await close();
});

// Three words of English in a row; "n=1048576" stands in the names of cases alone.
const isEnglish = (text) => /[A-Za-z']{2,} [A-Za-z']{2,} [A-Za-z']{2,}/.test(text) &&
  !/[\u4e00-\u9fff]|\b[nm]=\d/.test(text);
for (const name of ['device', 'changes', 'history', 'fleet', 'plan']) {
  test(`${name}: in Chinese, no sentence stays in English`, async () => {
    const { page, close } = await openPage(browser, pages[name], { hash: '#language=zh' });
    const texts = await page.evaluate(() => {
      const seen = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const { data, parentElement } = walker.currentNode;
        if (!parentElement.closest('script, style, code, [lang=en]')) seen.push(data.trim());
      }
      return seen;
    });
    assert.ok(texts.length > 20);
    assert.deepEqual([...new Set(texts)].filter(isEnglish), []);
    await close();
  });
}

test('a sweep switches between a linear and a logarithmic axis', async () => {
  const { page, close } = await openPage(browser, pages.device);
  assert.equal(await page.locator('#sweep-B-0-log').isVisible(), false);
  await page.locator('#sweep-B-0 [data-pick=log]').click();
  assert.equal(await page.locator('#sweep-B-0-log').isVisible(), true);
  assert.equal(await page.locator('#sweep-B-0-linear').isVisible(), false);
  await close();
});

test('the Tab key reaches the contents, the controls and the tables', async () => {
  const { page, close } = await openPage(browser, pages.device);
  const reached = new Set();
  for (let i = 0; i < 60; ++i) {
    await page.keyboard.press('Tab');
    reached.add(await page.evaluate(() => {
      const node = document.activeElement;
      return node.id || (node.closest('nav') && 'nav') || (node.closest('table') && 'table') || node.tagName;
    }));
  }
  for (const one of ['theme', 'language', 'nav', 'table']) assert.ok(reached.has(one), one);
  await close();
});

test('without script the whole report is there to read', async () => {
  const { page, seen, close } = await openPage(browser, pages.device, { javaScriptEnabled: false });
  assert.deepEqual(seen.errors, []);
  for (const id of charts.device) assert.ok(await page.locator(`svg#${id}`).isVisible(), id);
  assert.equal(await page.locator('#controls').isVisible(), false);
  assert.ok((await page.locator('#measured-0 tbody tr').count()) > 20);
  await close();
});

test('hostile text neither runs nor makes an element', async () => {
  const { page, seen, close } = await openPage(browser, pages.hostile);
  for (const node of await page.locator('.n').all()) {
    await node.click();
    break;
  }
  for (const mark of (await page.locator('.mark').all()).slice(0, 20)) await mark.hover({ force: true });
  assert.equal(await page.evaluate(() => globalThis.pwned), undefined);
  assert.equal(await page.locator('img, iframe, object, embed, link, base, form').count(), 0);
  const scripted = await page.$$eval('*', (all) => all.filter((node) =>
    [...node.attributes].some(({ name }) => name.startsWith('on'))).length);
  assert.equal(scripted, 0);
  assert.equal(await page.locator('script:not([type])').count(), 1);
  assert.deepEqual(seen.errors, []);
  assert.match(await page.locator('h1').innerText(), /<script>globalThis\.pwned=1<\/script>/);
  await close();
});

test('1,024 devices stay below 2 MB, and the slow ones are named', async () => {
  assert.ok(statSync(pages.fleet).size < 2e6, String(statSync(pages.fleet).size));
  const { page, close } = await openPage(browser, pages.fleet);
  const strip = await page.locator('#strip-0').textContent();
  assert.match(strip, /node3 cuda:2/);
  assert.match(strip, /node127 cuda:5/);
  await close();
});

test('a narrow screen scrolls in boxes and not as a page', async () => {
  for (const name of names) {
    const { page, close } = await openPage(browser, pages[name], { viewport: { width: 390, height: 800 } });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `${name}: ${over} px too wide`);
    await close();
  }
});
