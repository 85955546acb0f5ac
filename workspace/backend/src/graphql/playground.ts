/** GraphiQL, from this image: no other machine is asked for anything. Built beside the programs by build.js. */
import { fileURLToPath } from 'node:url';
import express, { type Router } from 'express';

const PAGE = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>DICE · GraphQL playground</title>
  <link rel="stylesheet" href="/graphql/playground/playground.css">
  <style>body { margin: 0 } #playground { height: 100vh }</style>
</head>
<body>
  <div id="playground">Loading …</div>
  <script type="module" src="/graphql/playground/playground.js"></script>
</body>
</html>
`;

/** Whoever asks for a page gets it; everything else is a question for the gateway. */
export function playground(): Router {
  const files = fileURLToPath(new URL('../playground', import.meta.url));
  const router = express.Router();
  router.use('/playground', express.static(files, { index: false, fallthrough: false, maxAge: '1h' }));
  router.get('/', (request, response, next) => {
    if (request.accepts(['application/json', 'text/html']) === 'text/html') {
      response.type('html').send(PAGE);
    } else {
      next();
    }
  });
  return router;
}
