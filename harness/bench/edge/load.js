// The list of a player's characters, as the web client asks for it, by 50 connections for 30 s
// after 5 s that warm up. usage: load.js <port of the edge> <file of the authority>
import { checkServerIdentity } from "node:tls";
import autocannon from "autocannon";
import { call, edgeAt } from "./call.js";

const host = "api.dice.local";
const connections = 50;
const [port, authority] = process.argv.slice(2);
const edge = edgeAt(port, authority);

const json = { "content-type": "application/json" };
const user = JSON.stringify({ email: "user@dice.local", password: "dice_dev_password" });
const session = JSON.parse((await call(edge, host, "/trpc/auth.signIn", json, user)).body);
const headers = { host, authorization: `Bearer ${session.result.data.accessToken}` };
const expected = (await call(edge, host, "/trpc/characters.list", headers)).body.toString();
if (JSON.parse(expected).result.data.items.length === 0) throw new Error("the player has no characters");

// The generator goes on with a certificate that is not verified: so it is counted who was asked
// whether the name is right, which comes after the authority.
const load = async (duration) => {
  let verified = 0;
  const verify = (name, certificate) => {
    const error = checkServerIdentity(name, certificate);
    if (!error) verified += 1;
    return error;
  };
  const result = await autocannon({
    url: `https://127.0.0.1:${port}/trpc/characters.list`,
    servername: host,
    tlsOptions: { ca: edge.ca, checkServerIdentity: verify },
    headers,
    connections,
    duration,
    expectBody: expected,
  });
  return { ...result, verified };
};
const failed = ({ errors, timeouts, non2xx, mismatches }) => errors + timeouts + non2xx + mismatches;

const warmUp = await load(5);
const { requests, latency, duration, verified, ...rest } = await load(30);
if (verified < connections) throw new Error(`${verified} of ${connections} connections are verified`);
console.log(
  JSON.stringify({
    requests: requests.total,
    failed: failed(warmUp) + failed(rest),
    per_second: requests.total / duration,
    p50_ms: latency.p50,
    p99_ms: latency.p99,
  }),
);
