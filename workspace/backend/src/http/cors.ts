import type { RequestHandler } from 'express';

const METHODS = 'GET, POST, PUT, OPTIONS';
const HEADERS = 'authorization, content-type, x-request-id, if-none-match';
const EXPOSED = 'etag, retry-after, x-request-id';
const PREFLIGHT_SECONDS = '600';

/** The PWA of this domain on any port, and what runs on a developer's own machine while it is one. */
export function allowedOrigins(domain: string, development: boolean): RegExp {
  const pwa = `https://pwa\\.${domain.replaceAll('.', '\\.')}(:\\d+)?`;
  const local = 'https?://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:\\d+)?';
  return new RegExp(`^(${development ? `${pwa}|${local}` : pwa})$`);
}

/** Says to browsers which pages may ask. A page that may not cannot use the refresh cookie either. */
export function cors(allowed: RegExp): RequestHandler {
  return (request, response, next) => {
    const { origin } = request.headers;
    response.vary('Origin');
    if (origin !== undefined && allowed.test(origin)) {
      response.setHeader('Access-Control-Allow-Origin', origin);
      response.setHeader('Access-Control-Allow-Credentials', 'true');
      response.setHeader('Access-Control-Expose-Headers', EXPOSED);
      if (request.method === 'OPTIONS') {
        response.setHeader('Access-Control-Allow-Methods', METHODS);
        response.setHeader('Access-Control-Allow-Headers', HEADERS);
        response.setHeader('Access-Control-Max-Age', PREFLIGHT_SECONDS);
      }
    } else if (origin !== undefined) {
      delete request.headers.cookie;
    }
    if (request.method === 'OPTIONS') {
      response.status(204).end();
    } else {
      next();
    }
  };
}
