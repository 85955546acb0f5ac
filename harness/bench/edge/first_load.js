// The scripts that a browser loads for the PWA's first page: those of the page, its islands among
// them, and what they import at once. Prints their number and the bytes of their bodies as sent.
// usage: first_load.js <port of the edge> <file of the authority>
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { call, edgeAt } from "./call.js";

const host = "pwa.dice.local";
const decoders = { br: brotliDecompressSync, gzip: gunzipSync };
const [port, authority] = process.argv.slice(2);
const edge = edgeAt(port, authority);

const load = async (path) => {
  const { headers, body } = await call(edge, host, path, { "accept-encoding": "gzip, deflate, br, zstd" });
  const decode = decoders[headers["content-encoding"]] ?? ((bytes) => bytes);
  return { bytes: body.length, text: decode(body).toString() };
};

const page = (await load("/")).text;
const scripts = new Set([...page.matchAll(/(?:src|href|[a-z]+-url)="(\/[^"]+\.js)"/g)].map(([, path]) => path));
let bytes = 0;
for (const path of scripts) {
  const script = await load(path);
  bytes += script.bytes;
  for (const [, imported] of script.text.matchAll(/(?:from|^import|;import)\s*["'](\.{1,2}\/[^"']+\.js)["']/g)) {
    scripts.add(new URL(imported, `https://${host}${path}`).pathname);
  }
}
// In the page itself: its own compression is not theirs, so they count in full.
for (const [, text] of page.matchAll(/<script(?![^>]*src=)[^>]*>([\s\S]*?)<\/script>/g)) bytes += Buffer.byteLength(text);
console.log(JSON.stringify({ scripts: scripts.size, bytes }));
