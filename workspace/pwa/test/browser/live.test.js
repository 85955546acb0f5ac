/** The built app on a real back end: what a service worker and two devices make of it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import {
  API,
  create,
  everythingIsSent,
  launch,
  showsHitPoints,
  URL_OF_APP,
  visit,
  visitSignedIn,
} from './browser.js';
import { isUsable } from './usable.js';

const MAX_SCRIPT_BYTES = 200 * 1024;

describe('on a real back end', { skip: API === 'live' ? false : 'PWA_API is not `live`' }, () => {
  let chromium;
  before(async () => (chromium = await launch()));
  after(() => chromium.close());

  test('the app opens without a network, edits there, and sends it later', async () => {
    const page = await visitSignedIn(chromium.browser);
    await create(page, `Hermit ${randomUUID().slice(0, 8)}`);
    const name = await page.getByRole('heading', { level: 1 }).innerText();
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.context().setOffline(true);
    await page.reload();
    await page.getByRole('heading', { name, level: 1 }).waitFor();
    assert.ok(await page.evaluate(() => navigator.serviceWorker.controller !== null));
    await page.getByRole('button', { name: 'Lose a hit point' }).click();
    await page.getByText('Not sent yet').waitFor();
    await showsHitPoints(page, 9);
    await page.reload();
    await page.getByText('Not sent yet').waitFor();
    await page.context().setOffline(false);
    await everythingIsSent(page);

    const other = await visitSignedIn(chromium.browser);
    await other.getByRole('heading', { name }).click();
    await showsHitPoints(other, 9);
    assert.deepEqual([...page.problems, ...other.problems], []);
    await page.context().close();
    await other.context().close();
  });

  test('two edits of one character: both are shown, the choice is kept', async () => {
    const mine = await visitSignedIn(chromium.browser);
    const name = `Twin ${randomUUID().slice(0, 8)}`;
    await create(mine, name);
    const theirs = await visitSignedIn(chromium.browser);
    await theirs.getByRole('heading', { name }).click();
    await mine.context().setOffline(true);
    for (const page of [mine, theirs]) {
      await page.getByRole('link', { name: 'Edit' }).click();
      await page.getByLabel('Name').fill(page === mine ? `${name} of mine` : `${name} of theirs`);
      await page.getByRole('button', { name: 'Save' }).click();
    }
    await theirs.getByRole('heading', { name: `${name} of theirs`, level: 1 }).waitFor();
    await everythingIsSent(theirs);
    await mine.context().setOffline(false);
    await mine.getByRole('link', { name: 'Decide' }).click();
    await mine.getByText(`${name} of theirs`).waitFor();
    await isUsable(mine, 'two versions');
    await mine.getByRole('radio', { name: `Yours ${name} of mine` }).check();
    await mine.getByRole('button', { name: 'Keep what is chosen' }).click();
    await mine.getByText('Everything has reached the server.').waitFor();
    await theirs.reload();
    await theirs.getByRole('heading', { name: `${name} of mine`, level: 1 }).waitFor();
    await mine.context().close();
    await theirs.context().close();
  });

  test('the first load is at most 200 KB of script, and nothing of MirageJS', async () => {
    const page = await (await chromium.browser.newContext()).newPage();
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    const scripts = new Set();
    let bytes = 0;
    session.on(
      'Network.responseReceived',
      ({ requestId, type }) => type === 'Script' && scripts.add(requestId),
    );
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      bytes += scripts.has(requestId) ? encodedDataLength : 0;
    });
    const bodies = [];
    page.on(
      'response',
      (answer) => answer.url().endsWith('.js') && answer.ok() && bodies.push(answer.text()),
    );
    await page.goto(URL_OF_APP);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    assert.ok(bytes > 0 && bytes <= MAX_SCRIPT_BYTES, `${bytes} bytes of script`);
    assert.ok(bodies.length > 0);
    assert.ok((await Promise.all(bodies)).every((text) => !/miragejs|pretender/i.test(text)));
    await page.context().close();
  });

  test('it can be installed, and its icons are what the manifest says', async () => {
    const page = await visit(chromium.browser);
    await page.evaluate(() => navigator.serviceWorker.ready);
    const session = await page.context().newCDPSession(page);
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    // A context of Playwright's is a private window, from which nothing can be installed.
    assert.deepEqual(
      installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito'),
      [],
    );
    const { data, errors } = await session.send('Page.getAppManifest');
    assert.deepEqual(errors, []);
    const { icons, theme_color: theme } = JSON.parse(data);
    assert.match(theme, /^#[0-9a-f]{6}$/);
    assert.ok(icons.some(({ purpose }) => purpose === 'maskable'));
    for (const { src, sizes } of icons.filter(({ type }) => type === 'image/png')) {
      const size = await page.evaluate(async (address) => {
        const { width, height } = await createImageBitmap(await (await fetch(address)).blob());
        return `${width}x${height}`;
      }, src);
      assert.equal(size, sizes, src);
    }
    await page.context().close();
  });
});
