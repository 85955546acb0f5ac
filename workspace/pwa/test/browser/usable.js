/** What every screen owes to everybody. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** CSS pixels that a finger needs, in both directions. */
const TOUCH = 44;
/** From this width on there is a mouse. */
const DESK = 640;

/** Nothing serious for axe, nothing wider than the window, and on a phone nothing too small to touch. */
export async function isUsable(page, where) {
  assert.deepEqual(await seriousForAxe(page), [], `axe on ${where}`);
  const { width } = page.viewportSize();
  const needed = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(needed <= width, `${where} is ${needed} wide in a window of ${width}`);
  if (width < DESK) {
    assert.deepEqual(await page.evaluate(tooSmall, TOUCH), [], `to touch on ${where}`);
  }
}

async function seriousForAxe(page) {
  // Not as a script of the page: its policy allows its own only.
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run();
    return violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(({ html }) => html) }));
  });
  return found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
}

function tooSmall(least) {
  const targets = 'a, button, select, textarea, input:not([type=radio]), label:has(input[type=radio])';
  return [...document.querySelectorAll(targets)]
    .map((target) => [target.outerHTML.slice(0, 120), target.getBoundingClientRect()])
    .filter(([, { bottom, width, height }]) => bottom > 0 && width > 0 && Math.min(width, height) < least)
    .map(([html, { width, height }]) => `${Math.round(width)}x${Math.round(height)} ${html}`);
}
