// SPDX-License-Identifier: Apache-2.0
// The program that makes pages and the browser that opens them.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));
// Over the fake backend: its records are marked as such and the page says so.
export const program = process.env.FLEETMARK_PROGRAM || join(root, 'build/bin/fleetmark_fake');

export const temporary = () => mkdtempSync(join(tmpdir(), 'fleetmark-page-'));

export const makePage = (folder, words) => {
  const file = join(folder, 'report.html');
  execFileSync(program, ['report', ...words, '-o', file], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  return file;
};

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  .find((path) => existsSync(path));
if (!browserPath) throw new Error('no chromium at /usr/bin/chromium; ./check --browser installs it');

export const openBrowser = () => chromium.launch({ executablePath: browserPath, args: flags });

// Opens `file` and watches: what went wrong, and what it asked the network for.
export const openPage = async (browser, file, { hash = '', ...options } = {}) => {
  const context = await browser.newContext({ offline: true, viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const seen = { errors: [], requests: [] };
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) seen.errors.push(message.text());
  });
  page.on('pageerror', (error) => seen.errors.push(String(error)));
  page.on('request', (request) => seen.requests.push(request.url().slice(0, 80)));
  await page.goto('file://' + file + hash);
  return { page, seen, close: () => context.close() };
};
