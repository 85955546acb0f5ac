import { pipeline } from 'node:stream/promises';
import type { Portrait } from '@dice/shared/schemas';
import { Controller, Get, Inject, Param, Put, Query, Req, Res } from '@nestjs/common';
import { raw, type Request, type Response } from 'express';
import { z } from 'zod';
import { MAX_PORTRAIT_BYTES, PortraitService, tooLarge } from '../application/portrait-service.js';
import { Identity } from '../http/identity.js';
import { portraitUrl } from '../present/present.js';

const id = z.uuid({ error: 'must be a UUID' });
const parameters = z.object({ id });
const version = z.object({ v: z.string().max(100).optional() });

/** The token is new with every picture, so what was fetched under it never changes. */
const FOREVER = 'private, max-age=31536000, immutable';
const ASK_AGAIN = 'private, no-cache';

const body = raw({ type: () => true, limit: MAX_PORTRAIT_BYTES });

/** Pictures go in and out as they are: no protocol of ours around them. */
@Controller('characters/:id/portrait')
export class PortraitsController {
  constructor(
    @Inject(PortraitService) private readonly portraits: PortraitService,
    @Inject(Identity) private readonly identity: Identity,
  ) {}

  @Put()
  async put(
    @Param() given: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Portrait> {
    const { id } = parameters.parse(given);
    const actor = await this.identity.of(request);
    const content = await contentOf(request, response);
    const declared = request.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
    const { portrait, version } = await this.portraits.put(actor, id, content, declared);
    return { portraitUrl: portraitUrl(id, portrait) ?? '', version };
  }

  @Get()
  async get(
    @Param() given: unknown,
    @Query() query: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { id } = parameters.parse(given);
    const { v } = version.parse(query);
    const token = await this.portraits.find(id, v, () => this.identity.of(request));
    const etag = `"${token}"`;
    response.setHeader('ETag', etag);
    response.setHeader('Cache-Control', v === token ? FOREVER : ASK_AGAIN);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
    response.setHeader('Cross-Origin-Resource-Policy', 'same-site');
    if (request.get('if-none-match') === etag) {
      response.status(304).end();
      return;
    }
    const picture = await this.portraits.open(id, token);
    response.type(picture.mediaType);
    if (picture.length !== undefined) {
      response.setHeader('Content-Length', picture.length);
    }
    await pipeline(picture.content, response);
  }
}

/** The bytes of the body; refused as soon as it is known that there are too many. */
function contentOf(request: Request, response: Response): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    body(request, response, (error?: unknown) => {
      if (error instanceof Error && 'status' in error && error.status === 413) {
        reject(tooLarge());
      } else if (error instanceof Error) {
        reject(error);
      } else {
        resolve(Buffer.isBuffer(request.body) ? request.body : new Uint8Array());
      }
    });
  });
}
