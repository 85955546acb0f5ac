/** Temporal's own health over gRPC, asked with Node's HTTP/2 alone: the client is too much to load for a question. */
import { connect } from 'node:http2';

const SERVICE = 'temporal.api.workflowservice.v1.WorkflowService';

/** HealthCheckRequest { service = 1 } in a frame of gRPC's: not compressed, four bytes of length. */
function healthRequest(): Buffer {
  const message = Buffer.concat([Buffer.from([0x0a, SERVICE.length]), Buffer.from(SERVICE)]);
  const frame = Buffer.alloc(5);
  frame.writeUInt32BE(message.length, 1);
  return Buffer.concat([frame, message]);
}

/** HealthCheckResponse { status = 1: SERVING } in its frame. */
const SERVING = Buffer.from([0, 0, 0, 0, 2, 0x08, 0x01]);

/** Answers once Temporal has said that it serves, or throws what kept it from that within the time. */
export async function pingTemporal(address: string | undefined, timeoutMs: number): Promise<void> {
  if (address === undefined) {
    throw new Error('TEMPORAL_ADDRESS is not set');
  }
  const session = connect(`http://${address}`);
  const timer = setTimeout(() => session.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    const answer = await new Promise<Buffer>((resolve, reject) => {
      const parts: Buffer[] = [];
      session.once('error', reject);
      const stream = session.request({
        ':method': 'POST',
        ':path': '/grpc.health.v1.Health/Check',
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      stream.once('error', reject);
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.once('end', () => resolve(Buffer.concat(parts)));
      stream.end(healthRequest());
    });
    if (!answer.equals(SERVING)) {
      throw new Error('says that it does not serve');
    }
  } finally {
    clearTimeout(timer);
    session.destroy();
  }
}
