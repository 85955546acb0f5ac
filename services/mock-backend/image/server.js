// REST at /users and /characters by json-server, tRPC's calls at /trpc over the same data, which lives in memory.
import { readFileSync } from 'node:fs';
import jsonServer from 'json-server';
import { answer } from './trpc.js';

const port = Number(process.env.PORT ?? 3001);
const server = jsonServer.create();
const router = jsonServer.router(JSON.parse(readFileSync(new URL('seeds.json', import.meta.url), 'utf8')));

server.use(jsonServer.defaults({ logger: false, readOnly: false, static: new URL('node_modules/json-server/public', import.meta.url).pathname }));
server.get(['/health', '/ready'], (_request, response) => response.json({ status: 'ok' }));
server.use(jsonServer.bodyParser);
server.all('/trpc/:calls', (request, response) => {
  const calls = request.params.calls.split(',');
  const batch = request.query.batch === '1';
  const given = request.method === 'GET' ? parse(request.query.input) : request.body;
  if (given === undefined) {
    response.status(400).json({ error: { message: '`input` is no JSON', code: -32700, data: { code: 'PARSE_ERROR', httpStatus: 400 } } });
    return;
  }
  const answers = calls.map((call, index) => answer(router.db, request, call, batch ? given[index] : given));
  const status = answers.map(({ error }) => error?.data.httpStatus ?? 200);
  response.status(status.every((each) => each === status[0]) ? status[0] : 207).json(batch ? answers : answers[0]);
});
server.use(router);

/** The JSON of a query parameter; {} when there is none, undefined when it is none. */
function parse(text) {
  if (text === undefined) return {};
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const listening = server.listen(port, () => console.log(`mock back end on port ${port}`));
process.on('SIGTERM', () => listening.close(() => process.exit(0)));
