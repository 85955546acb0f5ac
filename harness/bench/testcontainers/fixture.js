// The first fixture of a process by testcontainers-node: create, ready, use, gone. Prints the time
// (CLOCK_MONOTONIC, ns) at which the work began: loading the library is not counted.
import { get } from "node:http";
import { GenericContainer, Wait } from "testcontainers";

const [image] = process.argv.slice(2);
const port = 8080;

const use = (url) =>
  new Promise((resolve, reject) => {
    get(url, (answer) => {
      answer.resume();
      answer.on("end", () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`status ${answer.statusCode}`)));
    }).on("error", reject);
  });

const begin = process.hrtime.bigint();
const server = await new GenericContainer(image)
  .withEntrypoint(["/server", String(port)])
  .withExposedPorts(port)
  // Its default pause between two looks, 1 s, would be a gift: 100 ms is that of its other waits.
  .withWaitStrategy(Wait.forHttp("/", port).withReadTimeout(100))
  .start();
await use(`http://127.0.0.1:${server.getMappedPort(port)}/`);
await server.stop();
console.log(`begin ${begin}`);
