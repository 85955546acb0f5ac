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
    const stories = await storiesOf(chromium.browser);
    assert.ok(stories.length > 0);
    const page = await chromium.browser.newPage();
    const complaints = [];
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error}`));
    page.on('console', (said) => isComplaint(said) && complaints.push(`${page.url()}: ${said.text()}`));
    for (const { id } of stories) {
      await page.goto(`${STORYBOOK}/iframe.html?id=${id}&viewMode=story`);
      await page.locator('body.sb-show-main #storybook-root > *').first().waitFor();
    }
    assert.deepEqual(complaints, []);
    await page.close();
  });
});

/** A favicon is asked for by the browser, whenever it likes and by no story. */
const isComplaint = (said) => said.type() === 'error' && !said.location().url.endsWith('/favicon.ico');

async function storiesOf(browser) {
  const page = await browser.newPage();
  const { entries } = await (await page.goto(`${STORYBOOK}/index.json`)).json();
  await page.close();
  return Object.values(entries);
}
