/** A browser as the environment wants it (see README.md), and the steps that several tests take. */
import { execFile } from 'node:child_process';
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { CHROMIUM } from '../../scripts/chromium.js';

export const URL_OF_APP = (process.env.PWA_URL ?? 'http://127.0.0.1:3000').replace(/\/$/, '');
/** Who answers: `mirage`, `mock` or `live`. */
export const API = process.env.PWA_API ?? 'mirage';
export const USER = { email: 'user@dice.local', password: 'dice_dev_password' };
export const ADMIN = { ...USER, email: 'admin@dice.local' };

/** Chromium that trusts PWA_CA and nothing that the system would not trust: a bad certificate fails a test. */
export async function launch() {
  const home = await mkdtemp(join(tmpdir(), 'dice-browser-'));
  if (process.env.PWA_CA) {
    await trust(home, process.env.PWA_CA);
  }
  const rules = process.env.PWA_HOST_RULES;
  const browser = await chromium.launch({
    ...CHROMIUM,
    args: [...CHROMIUM.args, ...(rules ? [`--host-resolver-rules=${rules}`] : [])],
    env: { ...process.env, HOME: home },
  });
  return {
    browser,
    async close() {
      await browser.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Chromium reads the authorities that a user added from an NSS database in the home folder. */
async function trust(home, file) {
  const run = promisify(execFile);
  const database = join(home, '.pki/nssdb');
  await mkdir(database, { recursive: true });
  try {
    await run('certutil', ['-N', '-d', `sql:${database}`, '--empty-password']);
    await run('certutil', ['-A', '-d', `sql:${database}`, '-n', 'dice', '-t', 'C,,', '-i', file]);
  } catch (error) {
    throw error.code === 'ENOENT' ? new Error('certutil is missing: install libnss3-tools') : error;
  }
}

/** A page of a new visitor: nothing is kept from other tests. */
export async function visit(browser, path = '/', options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error)));
  await page.goto(URL_OF_APP + path);
  return page;
}

export async function signIn(page, { email, password } = USER) {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export async function visitSignedIn(browser, options) {
  const page = await visit(browser, '/', options);
  await signIn(page);
  await page.getByRole('heading', { name: 'Test Fighter' }).waitFor();
  return page;
}

/** Makes a character that no other test knows of, and stays on its sheet. */
export async function create(page, name) {
  await page.getByRole('link', { name: 'New character' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Race').selectOption('Dwarf');
  await page.getByLabel('Class', { exact: true }).selectOption('Cleric');
  await page.getByRole('button', { name: 'Elite array' }).click();
  await page.getByRole('button', { name: 'Create character' }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  await everythingIsSent(page);
}

export async function everythingIsSent(page) {
  await page.getByText('Not sent yet').waitFor({ state: 'detached' });
}

export async function showsHitPoints(page, current) {
  await page
    .getByRole('region', { name: 'Hit points' })
    .getByText(String(current), { exact: true })
    .waitFor();
}

/** Loses one, which leaves `left`, and waits until the server knows. */
export async function loseHitPoint(page, left) {
  await page.getByRole('button', { name: 'Lose a hit point' }).click();
  await showsHitPoints(page, left);
  await everythingIsSent(page);
}
