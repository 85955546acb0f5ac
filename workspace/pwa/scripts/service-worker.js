/** Makes dist/sw.js (Workbox): it keeps every file of the app, so that it opens without a network. */
import { fileURLToPath } from 'node:url';
import { generateSW } from 'workbox-build';

const dist = fileURLToPath(new URL('../dist', import.meta.url));

const { count, size, warnings } = await generateSW({
  globDirectory: dist,
  globPatterns: [
    '*.{html,js,webmanifest}',
    'assets/**/*.{js,css}',
    // Faces of other alphabets come when they are needed, and are kept from then on.
    'assets/**/*-latin{,-ext}-*.woff2',
    'icons/icon.svg',
    'icons/icon-192.png',
  ],
  globIgnores: ['storybook/**', '404.html'],
  swDest: `${dist}/sw.js`,
  // Pages are files (Workbox tries /sheet.html for /sheet), whichever character they are to show.
  ignoreURLParametersMatching: [/.*/],
  dontCacheBustURLsMatching: /^assets\//,
  clientsClaim: true,
  // A new version waits until the page asks for it: no page changes under the player's hands.
  skipWaiting: false,
  cleanupOutdatedCaches: true,
  sourcemap: false,
  mode: 'production',
  runtimeCaching: [
    {
      urlPattern: ({ url, sameOrigin }) => sameOrigin && /^\/(assets|icons)\//.test(url.pathname),
      handler: 'CacheFirst',
      options: { cacheName: 'dice-more-files' },
    },
  ],
});
if (warnings.length > 0) {
  throw new Error(warnings.join('\n'));
}
process.stdout.write(`sw.js keeps ${count} files, ${Math.round(size / 1024)} KB\n`);
