/** Draws the icons that have to be pictures from public/icons/icon.svg. Run it after changing that. */
import { readFile, writeFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { CHROMIUM } from './chromium.js';

const icons = new URL('../public/icons/', import.meta.url);
const svg = await readFile(new URL('icon.svg', icons), 'utf8');

/** A maskable icon may be cut to any shape: what matters stays within four fifths, the leather fills the rest. */
const KINDS = [
  { name: 'icon-180', size: 180, inner: 1 },
  { name: 'icon-192', size: 192, inner: 1 },
  { name: 'icon-512', size: 512, inner: 1 },
  { name: 'icon-maskable-512', size: 512, inner: 0.8, ground: '#3a100c' },
];

const browser = await chromium.launch(CHROMIUM);
for (const { name, size, inner, ground = 'transparent' } of KINDS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const margin = (size * (1 - inner)) / 2;
  await page.setContent(
    `<body style="margin:0;background:${ground}"><div style="width:${size * inner}px;margin:${margin}px">${svg}</div>`,
  );
  await writeFile(new URL(`${name}.png`, icons), await page.screenshot({ omitBackground: true }));
}
await browser.close();
