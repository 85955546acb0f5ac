/** The app over a network, to the JSON server of profile `mock`. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { API, create, launch, loseHitPoint, showsHitPoints, visitSignedIn } from './browser.js';

describe('on the mock back end', { skip: API === 'mock' ? false : 'PWA_API is not `mock`' }, () => {
  let chromium;
  before(async () => (chromium = await launch()));
  after(() => chromium.close());

  test('a character is made there, changed and found again', async () => {
    const page = await visitSignedIn(chromium.browser);
    const name = `Squire ${randomUUID().slice(0, 8)}`;
    await create(page, name);
    await loseHitPoint(page, 8);

    // Another visitor's MirageJS would know nothing of it.
    const other = await visitSignedIn(chromium.browser);
    await other.getByRole('heading', { name }).click();
    await showsHitPoints(other, 8);
    // The session outlives the page.
    await other.reload();
    await loseHitPoint(other, 7);
    assert.deepEqual([...page.problems, ...other.problems], []);
    await page.context().close();
    await other.context().close();
  });
});
