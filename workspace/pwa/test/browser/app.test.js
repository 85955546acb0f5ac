/** What a player does, answered by MirageJS or by the real back end. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import {
  ADMIN,
  create,
  everythingIsSent,
  launch,
  showsHitPoints,
  signIn,
  URL_OF_APP,
  visit,
  visitSignedIn,
} from './browser.js';
import { isUsable } from './usable.js';

const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const PHONE = { viewport: { width: 390, height: 844 } };

let chromium;
before(async () => (chromium = await launch()));
after(() => chromium.close());

test('a wrong password is said to be one, the right one opens the list', async () => {
  const page = await visit(chromium.browser);
  await signIn(page, { email: 'user@dice.local', password: 'wrong' });
  await page.getByText('No account has this e-mail and password.').waitFor();
  await signIn(page);
  await page.getByRole('heading', { name: 'Test Fighter' }).waitFor();
  await page.getByRole('heading', { name: 'Sample Wizard' }).waitFor();
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('a sheet shows what the rules make of a character', async () => {
  const page = await visitSignedIn(chromium.browser);
  await page.getByRole('heading', { name: 'Test Fighter' }).click();
  await page.getByRole('button', { name: 'str +3 16: roll a strength check' }).waitFor();
  await page.getByRole('button', { name: 'Fortitude +4 Fighter +2, Con +2' }).waitFor();
  await page.getByRole('region', { name: 'Hit points' }).getByText('/ 12', { exact: true }).waitFor();
  await page.context().close();
});

test('a character is made, edited and removed', async () => {
  const page = await visitSignedIn(chromium.browser);
  const name = `Cleric ${randomUUID().slice(0, 8)}`;
  await create(page, name);
  // Dwarf: 13 as rolled for Constitution, two more by race.
  await page.getByRole('button', { name: 'con +2 15: roll a constitution check' }).waitFor();
  await showsHitPoints(page, 10);
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('Name').fill(`${name} the Elder`);
  await page.getByLabel('Gear, allies, grudges').fill('A hammer.');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: `${name} the Elder`, level: 1 }).waitFor();
  await everythingIsSent(page);
  await page.reload();
  await page.getByText('A hammer.').waitFor();
  await page.getByRole('button', { name: 'Remove…' }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('heading', { name: 'Test Fighter' }).waitFor();
  await page.getByText(`${name} the Elder`).waitFor({ state: 'detached' });
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('an input that breaks the rules is refused with the reason', async () => {
  const page = await visitSignedIn(chromium.browser);
  await page.getByRole('link', { name: 'New character' }).click();
  await page.getByLabel('Strength', { exact: true }).fill('40');
  await page.getByRole('button', { name: 'Create character' }).click();
  await page.getByText('Not yet: name must not be empty; strength must be 18 or less.').waitFor();
  await page.context().close();
});

test('a level is asked for by a player and granted by the dungeon master', async () => {
  const page = await visitSignedIn(chromium.browser);
  const name = `Novice ${randomUUID().slice(0, 8)}`;
  await create(page, name);
  await page.getByRole('button', { name: 'or take the average' }).click();
  await page.getByText('The dungeon master decides.').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Approve' }).count(), 0);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await signIn(page, ADMIN);
  await page.getByRole('heading', { name }).click();
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('Dwarf Cleric, level 2').waitFor();
  await page.context().close();
});

test('a portrait is shown, and something else is none', async () => {
  const page = await visitSignedIn(chromium.browser);
  await create(page, `Model ${randomUUID().slice(0, 8)}`);
  const input = page.getByLabel('Portrait');
  await input.setInputFiles({ name: 'a.gif', mimeType: 'image/gif', buffer: PICTURE });
  await page.getByText('A portrait is a PNG, JPEG or WebP picture.').waitFor();
  await input.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: PICTURE });
  await page.locator('.medallion img').waitFor();
  await page.context().close();
});

test('what is done without a network is kept, said to be so, and sent later', async () => {
  const page = await visitSignedIn(chromium.browser, PHONE);
  await create(page, `Wanderer ${randomUUID().slice(0, 8)}`);
  await page.context().setOffline(true);
  await page.getByText('You see what this device keeps').waitFor();
  await page.getByRole('button', { name: 'Lose a hit point' }).click();
  await page.getByRole('button', { name: 'Lose a hit point' }).click();
  await showsHitPoints(page, 8);
  await page.getByText('1 change waits to be sent.').waitFor();
  await isUsable(page, 'the sheet, offline');
  await page.getByRole('link', { name: 'Show' }).click();
  await page.getByRole('heading', { name: 'Unsent changes' }).waitFor();
  await isUsable(page, 'unsent changes');
  await page.goBack();
  await page.context().setOffline(false);
  await everythingIsSent(page);
  await page.reload();
  await showsHitPoints(page, 8);
  await page.context().close();
});

const EYES = [
  { name: 'a desk by day', viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  { name: 'a phone by day', ...PHONE, colorScheme: 'light' },
  { name: 'a desk by night', viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  { name: 'a phone by night', ...PHONE, colorScheme: 'dark' },
];

for (const { name, ...options } of EYES) {
  test(`every screen is usable: ${name}`, async () => {
    const page = await visit(chromium.browser, '/', { ...options, reducedMotion: 'reduce' });
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await isUsable(page, 'sign in');
    await signIn(page);
    await page.getByRole('heading', { name: 'Test Fighter' }).waitFor();
    await isUsable(page, 'list');
    await page.getByRole('heading', { name: 'Test Fighter' }).click();
    await page.getByRole('heading', { name: 'Saving throws' }).waitFor();
    await isUsable(page, 'sheet');
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByRole('button', { name: 'Save' }).waitFor();
    await isUsable(page, 'edit');
    for (const [path, heading] of [
      ['/new', 'A new character'],
      ['/changes', 'Unsent changes'],
      ['/nowhere', 'This page is not in the book'],
    ]) {
      await page.goto(URL_OF_APP + path);
      await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
      await isUsable(page, path);
    }
    await page.context().close();
  });
}
