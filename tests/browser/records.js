// SPDX-License-Identifier: Apache-2.0
// Run records for the tests, made from the golden one: only what a test is about differs.
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const template = JSON.parse(readFileSync(new URL('../golden/run_record.json', import.meta.url)));
const copy = (value) => JSON.parse(JSON.stringify(value));

// A repeatable "noise": the same pages every time.
export const noise = (seed) => {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
};

export const measurement = ({ kernel, variant = 'plain', dtype = 'f64', sizes, metric = 'bytes_per_s',
  read = 0, written = 0, flop = 0, operations = 0, seconds, spread = 0.002, windows = [],
  warnings = [], cache = 'cold: operands of three times the last-level cache' }) => {
  const made = copy(template.measurements[0]);
  made.problem = { kernel, dtype, sizes: Object.entries(sizes).map(([name, value]) => ({ name, value })) };
  Object.assign(made, { variant, metric, windows, warnings });
  made.cache = cache;
  made.work = { read_bytes: read, written_bytes: written, flop };
  if (operations) made.work.operations = operations;
  const at = (factor) => seconds * (1 + factor * spread);
  Object.assign(made.summary, {
    median_s: seconds, median_95_s: { low: at(-1), high: at(1) }, mad_s: seconds * spread,
    q1_s: at(-1.5), q3_s: at(1.5), min_s: at(-3), max_s: at(3), launch_medians_s: [seconds],
  });
  made.samples = Array.from({ length: 30 }, (_, i) => ({
    seconds: at((i - 14.5) / 5), clock_hz: windows.length ? windows[0].clock_hz : null, launch: 0 }));
  made.watch.median_cycles = null;
  return made;
};

export const triad = (n, bytesPerSecond, more = {}) => measurement({
  kernel: 'memory.triad', sizes: { n }, read: 16 * n, written: 8 * n, flop: 2 * n,
  seconds: 24 * n / bytesPerSecond, ...more });

export const record = (changes, measurements) => ({
  ...copy(template), ...changes, measurements,
  environment: { facts: { hostname: changes.host || 'node1' }, unknown: {} },
  host: undefined,
  device: { ...copy(template.device), ...(changes.device || {}) },
});

export const write = (folder, name, value) => {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(value));
  return file;
};

const window = (begin, end, clock, power, temperature, throttle = null) => ({
  begin_s: begin, end_s: end, clock_hz: clock, power_w: power, energy_j: null,
  temperature_c: temperature, throttle, other_load_cpus: 0 });

// One device with all that a device's sections show: a sweep, roofs, products below them and one
// above, clocks that fall under a power cap, warnings, a wrong answer.
export const richRecord = (changes = {}) => {
  const draw = noise(7);
  const windows = (hot) => Array.from({ length: 4 }, (_, i) =>
    window(i * 0.2, i * 0.2 + 0.2, 1.98e9 - 1.5e8 * hot + 1e7 * draw(), 400 + 290 * hot, 48 + 20 * hot,
      hot > 0.5 ? 'power cap' : null));
  const measurements = [];
  for (let n = 2 ** 12; n <= 2 ** 27; n *= 4) {
    const rate = 24 * n < 4e7 ? 8.9e12 : 24 * n < 2e8 ? 5.4e12 : 4.31e12;
    const more = { windows: windows(0.2), ...(24 * n < 2e8 ? { cache: 'hot: the same operands again' } : {}) };
    measurements.push(triad(n, rate * (1 + 0.01 * draw()), { variant: 'bulk', ...more }));
    measurements.push(triad(n, 0.93 * rate * (1 + 0.01 * draw()), { variant: 'tile', ...more }));
  }
  for (let bytes = 2 ** 14; bytes <= 2 ** 29; bytes *= 8) {
    measurements.push(measurement({ kernel: 'latency.chase', variant: 'one-thread', metric: 's_per_operation',
      sizes: { bytes, slot_bytes: 128, hops: 16384 }, operations: 16384, read: 16384 * 128,
      seconds: 16384 * (bytes < 2e5 ? 3.3e-8 : bytes < 5e7 ? 1.9e-7 : 5.6e-7) }));
  }
  const roofs = [['f64', 6.3e13], ['f32', 6.1e13], ['bf16', 7.9e14], ['fp8_e4m3', 1.51e15]];
  for (const [dtype, rate] of roofs) {
    measurements.push(measurement({ kernel: 'compute.fma', variant: 'registers', dtype, metric: 'flop_per_s',
      sizes: { n: 536870400 }, flop: 1e12, seconds: 1e12 / rate, windows: windows(0.8) }));
  }
  const products = [['f64', 5.9e13], ['f32', 5.0e13], ['bf16', 6.9e14], ['fp8_e4m3', 1.28e15], ['bf16', 8.4e14]];
  products.forEach(([dtype, rate], i) => {
    const k = i === 4 ? 8192 : 4096;
    const bytes = { f64: 8, f32: 4, bf16: 2, fp8_e4m3: 1 }[dtype];
    const flop = 2 * k ** 3;
    measurements.push(measurement({ kernel: 'matmul.gemm', variant: 'wgmma', dtype, metric: 'flop_per_s',
      sizes: { m: k, n: k, k }, flop, read: 2 * k * k * bytes, written: k * k * bytes, seconds: flop / rate,
      windows: windows(1),
      warnings: [{ code: 'power_cap', detail: 'power cap for 92 % of the time' }] }));
  });
  return record({
    id: '2026-11-24T120000Z-000001', suite: 'standard', ...changes,
    skipped: [
      { problem: { kernel: 'memory.copy', dtype: 'f64', sizes: [{ name: 'n', value: 8192 }] }, variant: 'cub',
        reason: 'not built here', is_failure: false },
      { problem: { kernel: 'memory.scale', dtype: 'f64', sizes: [{ name: 'n', value: 8192 }] }, variant: 'tile',
        reason: 'element 17: found 3, expected 4', is_failure: true }],
    device: { name: 'NVIDIA H200', architecture: 'sm_90', memory_total_bytes: 1.41e11, compute_units: 132,
      ...(changes.device || {}) },
  }, measurements);
};

const day = (i) => new Date(Date.UTC(2026, 8, 1 + i, 12)).toISOString().replace('.000', '');

// The same case every day; from `step` on at another level.
export const writeHistory = (folder, days = 40, step = 25) => {
  const draw = noise(11);
  for (let i = 0; i < days; ++i) {
    const rate = 4.3e12 * (i < step ? 1 : 0.94) * (1 + 0.006 * draw());
    write(folder, `day${String(i).padStart(3, '0')}.json`, record({ id: 'run-' + i, started_at: day(i),
      finished_at: day(i) }, [triad(2 ** 24, rate), triad(2 ** 20, 2 * rate * (1 + 0.004 * draw()))]));
  }
};

export const writeSides = (folder) => {
  const draw = noise(3);
  const cases = [1, 1.06, 0.95, 1.001, 1.03];
  for (const side of ['base', 'new']) {
    for (let i = 0; i < 5; ++i) {
      write(join(folder, side), `run${i}.json`, record({ id: `${side}-${i}` }, cases.map((slower, at) =>
        triad(2 ** (18 + at), 4.3e12 * (1 + 0.004 * draw()) / (side === 'new' ? slower : 1)))));
    }
  }
};

// Devices of a cluster, two of them slow.
export const writeFleet = (folder, hosts, perHost = 8) => {
  const draw = noise(5);
  for (let host = 0; host < hosts; ++host) {
    for (let slot = 0; slot < perHost; ++slot) {
      const isSlow = (host === 3 && slot === 2) || (host === hosts - 1 && slot === 5);
      const rate = 4.3e12 * (1 + 0.006 * (draw() + draw())) * (isSlow ? 0.9 : 1);
      write(folder, `n${host}-${slot}.json`, record({ id: `run-${host}-${slot}`, host: `node${host}`,
        device: { id: `cuda:${slot}`, name: 'NVIDIA H200' } },
      [triad(2 ** 24, rate), triad(2 ** 20, 1.6 * rate * (1 + 0.002 * draw())),
        measurement({ kernel: 'matmul.gemm', dtype: 'bf16', metric: 'flop_per_s', sizes: { m: 4096, n: 4096, k: 4096 },
          flop: 1.37e11, read: 1e8, written: 5e7, seconds: 2e-4 * (1 + 0.004 * draw()) })]));
    }
  }
};

export const hostileStrings = [
  '<script>globalThis.pwned=1</script>', '</script><script>globalThis.pwned=1</script>',
  '</title></style><img src=x onerror="globalThis.pwned=1">', '" onmouseover="globalThis.pwned=1" x="',
  "' autofocus onfocus='globalThis.pwned=1", '<svg/onload=globalThis.pwned=1>', '<!--', ']]>', '{{7*7}}${7*7}',
  'javascript:globalThis.pwned=1', '\u202Egnp.exe', 'line\u2028break', '\u001b[31mred', '../../etc/passwd', '&lt;b&gt;'];

// Every text that a file may bring: all of the above where there is room, one at a time where not.
export const hostileRecord = () => {
  const all = hostileStrings.join(' ');
  const one = (i, most) => hostileStrings[i % hostileStrings.length].slice(0, most);
  const made = richRecord({ id: one(1, 100), suite: all, host: all, device: { id: one(5, 80), name: all,
    vendor: all, architecture: all, facts: [{ key: 'fact', number: null, text: all, unknown_reason: '' },
      { key: 'other', number: null, text: null, unknown_reason: all }] } });
  made.measurements.forEach((measured, i) => {
    measured.variant = one(i, 190);
    measured.implementation = all;
    measured.energy_unknown_reason = all;
    for (const w of measured.windows) w.throttle = all;
    for (const w of measured.warnings) w.detail = all;
  });
  for (const skipped of made.skipped) Object.assign(skipped, { reason: all, variant: one(2, 190) });
  made.tool.version = all;
  return made;
};
