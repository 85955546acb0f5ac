/** Keeps one page of the PWA open in Chromium, and writes a line whenever its first heading says something else. */
import { launch, visit } from './test/browser/browser.js';

const { browser } = await launch();
const page = await visit(browser);
for (let before = ''; ; ) {
  try {
    const changed = await page.waitForFunction(
      (old) => {
        const text = document.querySelector('h1')?.innerText;
        return text && text !== old ? text : null;
      },
      before,
      { timeout: 0 },
    );
    before = await changed.jsonValue();
    process.stdout.write(`heading: ${before}\n`);
  } catch (error) {
    // A reload takes the page away from under the question.
    if (!/context|navigat/i.test(error.message)) {
      throw error;
    }
  }
}
