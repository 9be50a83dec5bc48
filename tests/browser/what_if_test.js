// SPDX-License-Identifier: Apache-2.0
// What the page computes on other terms is what the program computes: 1,000 random settings, each
// through 'fleetmark cost --set ...' and through the page's own formula, to 1e-9. And the fields in
// the page lead to that formula.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makePage, openBrowser, openPage, program, temporary } from './page.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const whatIf = createRequire(import.meta.url)('../../harness/report/html/assets/what_if.js');
const tolerance = 1e-9;

// An economics file of the project with other words or inputs in it.
const economics = (id, change = {}) => {
  const file = temporary() + '/' + id + '.json';
  const data = JSON.parse(readFileSync(root + '/profiles/economics/' + id + '.json'));
  writeFileSync(file, JSON.stringify({ ...data, ...change }));
  return file;
};

// Goodput follows from failures and checkpoints, and is not stated.
const failing = (id) => {
  const { inputs, sources } = JSON.parse(readFileSync(root + '/profiles/economics/' + id + '.json'));
  const { goodput, ...others } = inputs;
  const input = (value, unit) => ({ ...goodput, value, low: value / 2, high: value * 2, unit });
  return economics(id, { sources, inputs: { ...others, accelerator_mtbf_h: input(50000, 'h'),
    checkpoint_s: input(60, 's'), restart_s: input(600, 's') } });
};

// Between them: own and rented, both kinds of hall, both ways to compound, quotes in three
// currencies, power prices of their own for domestic devices, devices without a price.
const devices = 'h200-sxm-141,h20-96,ascend-910c,ascend-910b2,h800-sxm,metax-c500,mi300x,l20';
const worlds = [
  { name: 'owned, in colocation', economics: () => 'us-colo-2026', workload: 'micro-pb-triad', settings: 400 },
  { name: 'owned, in a region with a power price for domestic devices', economics: () => 'cn-west-2026',
    workload: 'micro-pb-triad', settings: 250 },
  { name: 'owned, in a hall of its own, compounding', workload: 'micro-eflop-bf16', settings: 150,
    economics: () => economics('eu-colo-2026', { facility: 'owned', compounding: 'effective' }) },
  { name: 'rented', workload: 'micro-pb-triad', settings: 100,
    economics: () => economics('us-colo-2026', { tenure: 'rented' }) },
  { name: 'served, with porting', economics: () => 'cn-guangdong-2026', workload: 'llama-3.1-8b', settings: 50 },
  { name: 'trained, goodput from failures', economics: () => failing('us-colo-2026'), workload: 'llama-3.1-8b',
    words: ['--phase', 'train', '--training-devices', '1024'], settings: 50 },
];

const dataOf = (file) => {
  const html = readFileSync(file, 'utf8');
  return JSON.parse(/<script type="application\/json" id="what-if-data">([^]*?)<\/script>/.exec(html)[1]);
};

// The same on every run (mulberry32).
const generator = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

const randomSettings = (random, data) => {
  const moved = {};
  const maybe = (key, low, high) => {
    const value = low + (high - low) * random();
    if (random() < 0.6) moved[key] = value;
  };
  const known = data.devices.filter((device) => device.as_is || device.at_stated_price);
  const { terms } = (known[0].as_is || known[0].at_stated_price);
  const isOwned = terms.tenure === 'owned';
  maybe('utilisation', 0.05, 1);
  maybe('pue', 1, 3);
  maybe('life_months', 24, 120);
  maybe('throughput_scale', 0.2, 5);
  if (isOwned) maybe('power_price', 0, 1.5);
  const hasDomestic = known.some(({ power_price_key: key }) => key !== 'power_price');
  if (hasDomestic) maybe('power_price_domestic_devices', 0, 1.5);
  for (const { id } of known) {
    if (isOwned) maybe('purchase_price.' + id, 0, 400000);
    maybe('throughput_scale.' + id, 0.2, 5);
  }
  return moved;
};

const near = (found, expected, what) => {
  const error = Math.abs(found / expected - 1);
  assert.ok(error < tolerance, `${what}: page ${found}, program ${expected}, off by ${error}`);
};

const compareOne = (data, moved, answer) => {
  const table = Object.entries(answer.tables).find(([id]) => id.startsWith('cost_'))[1].rows;
  const currency = data.currency.toLowerCase();
  const costs = new Map();
  let compared = 0;
  for (const row of table) {
    const device = data.devices.find(({ id }) => id === row.device);
    const found = whatIf.termsOf(device, moved);
    const usage = row['usage_' + currency];
    if (typeof usage !== 'number') {
      assert.equal(found, null, `${row.device}: the program knows no cost, the page does`);
      continue;
    }
    assert.ok(found, `${row.device}: the page knows no cost, the program does`);
    const cost = whatIf.costPerTask(found.terms);
    near(cost.usage, usage, row.device + ' usage');
    near(cost.allocation, row['allocation_' + currency], row.device + ' allocation');
    near(whatIf.costPerHour(found.terms), row[currency + '_per_hour'], row.device + ' per hour');
    costs.set(row.device, { cost, terms: found.terms });
    compared += 3;
  }
  const reference = costs.get(data.reference);
  for (const row of table) {
    const found = costs.get(row.device);
    const price = row['break_even_' + currency];
    if (!found || !reference || found.terms.tenure === 'rented' || row.device === data.reference) continue;
    const even = whatIf.breakEvenPrice(found.terms, reference.cost.allocation,
      (t) => whatIf.costPerTask(t).allocation);
    if (typeof price === 'number') near(even, price, row.device + ' break-even price');
    else assert.ok(even < 0, `${row.device}: no break-even price in the program, ${even} in the page`);
    ++compared;
  }
  return compared;
};

let total = 0;
for (const [number, world] of worlds.entries()) {
  test(`the formula of the page is the program's: ${world.name}`, { timeout: 600_000 }, async () => {
    const terms = world.economics();
    const words = ['--workload', world.workload, '--devices', devices, '--economics', terms, ...world.words ?? []];
    const data = dataOf(makePage(temporary(), words));
    const random = generator(number + 1);
    const settings = Array.from({ length: world.settings }, () => randomSettings(random, data));
    let compared = 0;
    const worker = async () => {
      for (let moved = settings.pop(); moved; moved = settings.pop()) {
        const set = Object.entries(moved).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
        const { stdout } = await run(program,
          ['cost', ...words, ...set, '--samples', '100', '--format', 'json'], { cwd: root, maxBuffer: 1 << 26 });
        compared += compareOne(data, moved, JSON.parse(stdout));
        ++total;
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
    assert.ok(compared > 4 * world.settings, `only ${compared} numbers compared`);
  });
}
test('a thousand settings were compared', () => assert.equal(total, 1000));

test('a bundle of one for one costs what the program says of the tie', async () => {
  const words = ['--workload', 'micro-pb-triad', '--devices', devices, '--economics', 'us-colo-2026'];
  const data = dataOf(makePage(temporary(), words));
  const { stdout } = await run(program, ['cost', ...words, '--breakeven', '--samples', '100', '--format', 'json'],
    { cwd: root });
  const rows = JSON.parse(stdout).tables.tie.rows;
  assert.ok(rows.length > 0);
  const termsOf = (id) => whatIf.termsOf(data.devices.find((device) => device.id === id), {}).terms;
  for (const row of rows) {
    const bundle = Object.entries(row).find(([key]) => key.startsWith('bundle'))[1];
    near(whatIf.bundlePerTask(termsOf(data.reference), termsOf(row.domestic), 1), bundle, row.domestic);
  }
});

// The page itself.
let browser;
let file;
before(async () => {
  browser = await openBrowser();
  file = makePage(temporary(), ['--workload', 'micro-pb-triad', '--devices', devices]);
});
after(() => browser.close());

const costIn = (page, id) => page.locator(`#what-if-table tr[data-id="${id}"]`)
  .evaluate((row) => Number(row.dataset.cost));
const shown = (page, id, name) => page.locator(`#what-if-table tr[data-id="${id}"] td.${name}`).textContent();
// What was typed is drawn in the next frame.
const settled = (page) => page.evaluate(() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(done))));

test('fields move costs, intervals and break-evens at once, and back', async () => {
  const { page, seen, close } = await openPage(browser, file);
  const data = dataOf(file);
  const start = await costIn(page, 'h20-96');
  near(start, data.devices.find(({ id }) => id === 'h20-96').start.typical, 'start');
  const before = [await shown(page, 'h20-96', 'interval'), await shown(page, 'h20-96', 'break-even')];
  await page.fill('[id="w-utilisation"]', '0.3');
  await page.fill('[id="w-purchase_price.h200-sxm-141"]', '50000');
  await settled(page);
  const moved = { utilisation: 0.3, 'purchase_price.h200-sxm-141': 50000 };
  for (const id of ['h20-96', 'h200-sxm-141']) {
    const { terms } = whatIf.termsOf(data.devices.find((device) => device.id === id), moved);
    near(await costIn(page, id), whatIf.costPerTask(terms).allocation, id);
  }
  const then = [await shown(page, 'h20-96', 'interval'), await shown(page, 'h20-96', 'break-even')];
  assert.notEqual(then[0], before[0]);
  assert.notEqual(then[1], before[1]);
  assert.match(page.url(), /w-utilisation=0.3/);
  await page.click('#what-if-reset');
  await settled(page);
  assert.equal(await costIn(page, 'h20-96'), start);
  assert.equal(await shown(page, 'h20-96', 'interval'), before[0]);
  assert.deepEqual(seen.errors, []);
  await close();
});

test('a slider and its number go together, by the keyboard too', async () => {
  const { page, close } = await openPage(browser, file);
  const start = await costIn(page, 'h20-96');
  await page.focus('[id="w-throughput_scale-range"]');
  await page.keyboard.press('ArrowRight');
  await settled(page);
  const scale = Number(await page.inputValue('[id="w-throughput_scale"]'));
  assert.ok(scale > 1);
  near(await costIn(page, 'h20-96'), start / scale, 'software');
  await close();
});

test('a device without a price is UNKNOWN until one is stated', async () => {
  const { page, close } = await openPage(browser, file);
  assert.equal(await shown(page, 'h800-sxm', 'cost'), 'UNKNOWN');
  await page.fill('[id="w-purchase_price.h800-sxm"]', '20000');
  await settled(page);
  assert.ok((await costIn(page, 'h800-sxm')) > 0);
  await page.fill('[id="w-purchase_price.h800-sxm"]', '');
  await settled(page);
  assert.equal(await shown(page, 'h800-sxm', 'cost'), 'UNKNOWN');
  await close();
});

test('the tie prices the bundle and says that it plans nothing', async () => {
  const { page, close } = await openPage(browser, file);
  const data = dataOf(file);
  await page.fill('[id="w-tie"]', '2.5');
  await settled(page);
  const of = async (id) => {
    const name = await page.inputValue('#' + id);
    return whatIf.termsOf(data.devices.find((device) => device.id === name), {}).terms;
  };
  const expected = whatIf.bundlePerTask(await of('tie-imported'), await of('tie-domestic'), 2.5);
  near(await page.locator('#tie-answer').evaluate((node) => Number(node.dataset.cost)), expected, 'bundle');
  assert.match(await page.locator('#what-if').innerText(), /does not plan the fleet again/);
  await close();
});

test('a link shows what its sender saw', async () => {
  const { page, close } = await openPage(browser, file, { hash: '#w-pue=2&w-purchase_price.h20-96=5000' });
  assert.equal(await page.inputValue('[id="w-pue"]'), '2');
  const { terms } = whatIf.termsOf(dataOf(file).devices.find(({ id }) => id === 'h20-96'),
    { pue: 2, 'purchase_price.h20-96': 5000 });
  near(await costIn(page, 'h20-96'), whatIf.costPerTask(terms).allocation, 'from the address');
  await close();
});

test('nonsense in the address changes nothing', async () => {
  const { page, seen, close } = await openPage(browser, file, { hash: '#w-pue=abc&w-utilisation=-5&w-life_months=1e999' });
  near(await costIn(page, 'h20-96'), dataOf(file).devices.find(({ id }) => id === 'h20-96').start.typical, 'cost');
  assert.deepEqual(seen.errors, []);
  await close();
});

test('what two tasks share moves in the panels of both', async () => {
  const both = makePage(temporary(), ['--workload', 'micro-pb-triad,micro-eflop-bf16', '--devices', devices]);
  const { page, seen, close } = await openPage(browser, both);
  const of = (table) => page.locator(`${table} tr[data-id="h20-96"]`).evaluate((row) => Number(row.dataset.cost));
  const tables = ['#what-if-table', '#what-if-table-2'];
  const before = [await of(tables[0]), await of(tables[1])];
  await page.fill('[id="w-utilisation-2"]', '0.3');
  await settled(page);
  assert.equal(await page.inputValue('[id="w-utilisation"]'), '0.3');
  for (const [i, table] of tables.entries()) assert.ok(await of(table) > 1.01 * before[i], table);
  assert.match(await page.locator('#what-if-2 h2').innerText(), /micro-eflop-bf16/);
  await page.click('#what-if-reset-2');
  await settled(page);
  for (const [i, table] of tables.entries()) assert.equal(await of(table), before[i], table);
  assert.deepEqual(seen.errors, []);
  await close();
});

test('without script the bars are there and the panel is not', async () => {
  const { page, close } = await openPage(browser, file, { javaScriptEnabled: false });
  assert.ok(await page.locator('#cost-bars .mark').count() >= 5);
  assert.equal(await page.locator('#what-if-panel').isVisible(), false);
  assert.match(await page.locator('#what-if').innerText(), /fleetmark cost --set/);
  await close();
});

test('every chart of the money is there, with a title', async () => {
  const { page, close } = await openPage(browser, file);
  for (const id of ['cost-bars', 'frontier', 'tornado-1', 'break-even-chart-1', 'break-even-chart-4']) {
    assert.equal(await page.locator(`svg#${id}[role=img] > title`).count(), 1, id);
  }
  await close();
});
