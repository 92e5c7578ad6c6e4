import { z } from 'zod';
import { id } from '../schemas.ts';

const model = id('model');

/** Where the protocol names a model with or without a version; without one it is the production version. */
export const modelPath = { path: '/v2/models/:model', params: z.object({ model }) } as const;
export const versionPath = {
  path: '/v2/models/:model/versions/:version',
  params: z.object({ model, version: id('version') }),
} as const;

export interface ModelParams {
  readonly model: string;
  readonly version?: string;
}
