/** Serves a folder of built files from memory, each compressed when it is first asked for. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
};
const COMPRESSIBLE = /^(text|application)\/|svg/;
const COMPRESSIONS = {
  br: (body) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (body) => promisify(gzip)(body),
};

/** Every file of `folder`, by its path on the server. Small enough to be kept in memory: a few hundred kilobytes. */
export async function readFolder(folder, { without = [] } = {}) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map();
  for (const entry of entries.filter((it) => it.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const address = `/${relative(folder, path).split(sep).join('/')}`;
    if (!without.some((prefix) => address.startsWith(prefix))) {
      const body = await readFile(path);
      const type = TYPES[extname(path)] ?? 'application/octet-stream';
      files.set(address, {
        body,
        type,
        etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
        packed: new Map(),
      });
    }
  }
  return files;
}

/** `headers(address, type)` gives what else an answer carries. */
export function serve(files, { headers = () => ({}), health = '/health' } = {}) {
  return createServer((request, response) => {
    answer(files, headers, health, request, response).catch((error) => {
      process.stderr.write(`${request.method} ${request.url}: ${error.stack}\n`);
      response.destroy();
    });
  });
}

async function answer(files, headers, health, request, response) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const pathname = request.url.replace(/[?#].*$/, '');
  if (pathname === health) {
    response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n');
    return;
  }
  const path = decoded(pathname);
  if (path === null) {
    response.writeHead(400, { 'content-type': 'text/plain' }).end('the path is not valid\n');
    return;
  }
  const found = addressOf(files, path);
  const address = found ?? '/404.html';
  const file = files.get(address);
  if (!file) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
    return;
  }
  const common = {
    etag: file.etag,
    vary: 'accept-encoding',
    'x-content-type-options': 'nosniff',
    ...headers(address, file.type),
  };
  if (found && request.headers['if-none-match'] === file.etag) {
    response.writeHead(304, common).end();
    return;
  }
  const { body, encoding } = await packed(file, request.headers['accept-encoding'] ?? '');
  response.writeHead(found ? 200 : 404, {
    ...common,
    'content-type': file.type,
    'content-length': body.length,
    ...(encoding ? { 'content-encoding': encoding } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function decoded(pathname) {
  try {
    return decodeURI(pathname);
  } catch {
    return null;
  }
}

/** `/sheet` is the file sheet.html, `/` is index.html. */
function addressOf(files, path) {
  return [path, `${path}.html`, `${path.replace(/\/$/, '')}/index.html`].find((it) => files.has(it));
}

/** The body as the browser takes it, compressed when it is first asked for. */
async function packed(file, accepted) {
  const encoding = Object.keys(COMPRESSIONS).find((it) => accepted.includes(it));
  if (!encoding || !COMPRESSIBLE.test(file.type) || file.body.length < 1024) {
    return { body: file.body };
  }
  if (!file.packed.has(encoding)) {
    file.packed.set(encoding, COMPRESSIONS[encoding](file.body));
  }
  return { body: await file.packed.get(encoding), encoding };
}

/** Listens, and ends in good order when told to. */
export function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => resolve());
    for (const signal of ['SIGTERM', 'SIGINT']) {
      process.once(signal, () => {
        server.close();
        server.closeAllConnections();
      });
    }
  });
}
