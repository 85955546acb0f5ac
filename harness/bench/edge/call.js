// HTTPS through DICE's edge, which listens on this machine: names are the certificate's business,
// so nothing is looked up.
import { readFileSync } from "node:fs";
import { request } from "node:https";

/** `authority`: the file with which the edge's certificate is verified. */
export const edgeAt = (port, authority) => ({ port, ca: readFileSync(authority) });

/** Head and body of an answer as it was sent, whatever its encoding. A POST where there is a body. */
export const call = ({ port, ca }, host, path, headers = {}, body) =>
  new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, ca, servername: host, path, method: body ? "POST" : "GET" };
    const sent = request({ ...options, headers: { host, ...headers } }, async (answer) => {
      try {
        const pieces = await answer.toArray();
        if (answer.statusCode !== 200) throw new Error(`https://${host}${path} answers ${answer.statusCode}`);
        resolve({ headers: answer.headers, body: Buffer.concat(pieces) });
      } catch (error) {
        reject(error);
      }
    });
    sent.on("error", reject);
    sent.end(body);
  });
