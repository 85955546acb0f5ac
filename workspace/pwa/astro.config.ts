import react from '@astrojs/react';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'astro/config';

/** Static files only: whoever serves them needs no Node, and the service worker can keep all of them. */
export default defineConfig({
  output: 'static',
  trailingSlash: 'never',
  build: { format: 'file', assets: 'assets' },
  // Each page carries the hashes of its own scripts; no other runs.
  security: {
    csp: {
      directives: [
        "default-src 'self'",
        "connect-src 'self' https: http://localhost:* http://127.0.0.1:*",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "object-src 'none'",
      ],
      styleDirective: { resources: ["'self'", "'unsafe-inline'"] },
    },
  },
  devToolbar: { enabled: false },
  integrations: [react()],
  vite: {
    plugins: [tailwindcss()],
    // Elsewhere where the app's own folder cannot be written to.
    ...(process.env['VITE_CACHE'] ? { cacheDir: process.env['VITE_CACHE'] } : {}),
    // The host names of the edge; whoever reaches this port is on this machine.
    server: { allowedHosts: true, fs: { allow: ['..'] } },
  },
});
