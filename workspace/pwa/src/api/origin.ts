/**
 * Where the API answers, seen from the page: beside `pwa.<domain>` it is `api.<domain>`, with the same scheme and port;
 * elsewhere what the build was told, or port 3001 of the same host.
 */
export function apiOrigin(page: Pick<URL, 'protocol' | 'hostname' | 'port'>, configured?: string): string {
  if (page.hostname.startsWith('pwa.')) {
    const port = page.port ? `:${page.port}` : '';
    return `${page.protocol}//api.${page.hostname.slice('pwa.'.length)}${port}`;
  }
  return configured ?? `${page.protocol}//${page.hostname}:3001`;
}
