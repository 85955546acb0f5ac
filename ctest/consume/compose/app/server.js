// Counts visits in Redis; needs nothing but Node.
const http = require("node:http");
const net = require("node:net");

const cache = new URL(process.env.REDIS_URL);

function count(answer) {
  const socket = net.connect(cache.port, cache.hostname, () => socket.write("INCR visits\r\n"));
  socket.once("data", (line) => {
    socket.destroy();
    answer(null, line.toString().trim());
  });
  socket.once("error", answer);
}

http
  .createServer((request, response) => {
    if (request.url === "/ready") return response.end("ready\n");
    count((error, visits) => {
      response.statusCode = error ? 503 : 200;
      response.end(error ? `${error.message}\n` : `visits ${visits}\n`);
    });
  })
  .listen(process.env.PORT);
