/** Pictures in a bucket. The client is loaded with the first picture: most of what the back end does needs none. */
import type { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { UnavailableError } from '../application/errors.js';
import type { PictureStore, StoredPicture } from '../application/ports.js';

/** Without S3 an answer comes within two seconds. */
const CONNECT_TIMEOUT_MS = 700;
const REQUEST_TIMEOUT_MS = 1_500;

const NO_ENDPOINT = 'LOCALSTACK_ENDPOINT is not set';

export interface BucketAddress {
  readonly endpoint: string | undefined;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

type Sdk = typeof import('@aws-sdk/client-s3');

export class S3Pictures implements PictureStore {
  private loaded: Promise<{ sdk: Sdk; client: S3Client }> | undefined;

  constructor(private readonly address: BucketAddress) {}

  async put(key: string, content: Uint8Array, mediaType: string): Promise<void> {
    await this.ask(({ sdk, client }) =>
      client.send(
        new sdk.PutObjectCommand({
          Bucket: this.address.bucket,
          Key: key,
          Body: content,
          ContentType: mediaType,
        }),
      ),
    );
  }

  async get(key: string): Promise<StoredPicture | undefined> {
    return this.ask(async ({ sdk, client }) => {
      try {
        const found = await client.send(new sdk.GetObjectCommand({ Bucket: this.address.bucket, Key: key }));
        const content = found.Body as Readable | undefined;
        return (
          content && {
            content,
            length: found.ContentLength,
            mediaType: found.ContentType ?? 'application/octet-stream',
          }
        );
      } catch (error) {
        if (error instanceof sdk.NoSuchKey) {
          return undefined;
        }
        throw error;
      }
    });
  }

  async remove(key: string): Promise<void> {
    await this.ask(({ sdk, client }) =>
      client.send(new sdk.DeleteObjectCommand({ Bucket: this.address.bucket, Key: key })),
    );
  }

  /** Whether somebody answers there; a refusal is an answer. */
  async ping(timeoutMs: number): Promise<void> {
    const { endpoint, bucket } = this.address;
    if (endpoint === undefined) {
      throw new Error(NO_ENDPOINT);
    }
    const answer = await fetch(new URL(bucket, endpoint), {
      method: 'HEAD',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (answer.status === 404) {
      throw new Error(`there is no bucket ${bucket}`);
    }
    if (answer.status >= 500) {
      throw new Error(`answers ${answer.status}`);
    }
  }

  close(): void {
    void this.loaded?.then(({ client }) => client.destroy());
  }

  /** Whatever goes wrong here is the store's doing: what we ask of it is always right. */
  private async ask<T>(question: (s3: { sdk: Sdk; client: S3Client }) => Promise<T>): Promise<T> {
    if (this.address.endpoint === undefined) {
      throw new UnavailableError('s3', { cause: new Error(NO_ENDPOINT) });
    }
    this.loaded ??= this.load(this.address.endpoint);
    try {
      return await question(await this.loaded);
    } catch (error) {
      throw new UnavailableError('s3', { cause: error });
    }
  }

  private async load(endpoint: string): Promise<{ sdk: Sdk; client: S3Client }> {
    // In the bundle a CommonJS module that is loaded later has a default export only.
    const { default: sdk } = await import('@aws-sdk/client-s3');
    const { region, accessKeyId, secretAccessKey } = this.address;
    const client = new sdk.S3Client({
      endpoint,
      region,
      credentials: { accessKeyId, secretAccessKey },
      forcePathStyle: true,
      maxAttempts: 1,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: {
        connectionTimeout: CONNECT_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        throwOnRequestTimeout: true,
      },
    });
    return { sdk, client };
  }
}
