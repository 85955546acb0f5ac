/** The dev server's answer to its health check. The built app's server has its own, so this file of the build is unused. */
export const prerender = true;
export const GET = () => new Response('ok\n');
