/** Storybook as it was built and is served beside the app: each of its stories can be shown. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { API, launch, URL_OF_APP } from './browser.js';

const STORYBOOK = process.env.STORYBOOK_URL ?? Object.assign(new URL(URL_OF_APP), { port: 6006 }).origin;

describe('Storybook', { skip: API === 'mirage' ? false : 'PWA_API is not `mirage`' }, () => {
  let chromium;
  before(async () => (chromium = await launch()));
  after(() => chromium.close());

  test('shows every story without a complaint', async () => {
    const page = await chromium.browser.newPage();
    const complaints = [];
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error}`));
    page.on('console', (said) => said.type() === 'error' && complaints.push(`${page.url()}: ${said.text()}`));
    const index = await (await page.goto(`${STORYBOOK}/index.json`)).json();
    const stories = Object.values(index.entries);
    assert.ok(stories.length > 0);
    for (const { id } of stories) {
      await page.goto(`${STORYBOOK}/iframe.html?id=${id}&viewMode=story`);
      await page.locator('body.sb-show-main #storybook-root > *').first().waitFor();
    }
    assert.deepEqual(complaints, []);
    await page.close();
  });
});
