import { z } from 'zod';
import { route } from '../../http/route.ts';

const tag = 'open inference protocol';

/** The optional parts of the protocol that this server has; the last is its own: see the parameter `non_finite`. */
const extensions = [
  'binary_tensor_data',
  'model_configuration',
  'model_repository',
  'model_repository(unload_dependents)',
  'parameters',
  'statistics',
  'harper_lossless_json',
];

export const serverRoute = route({
  method: 'GET',
  path: '/v2',
  summary: 'The server and the extensions of the protocol it has',
  tag,
  isPublic: true,
  answer: z.object({ name: z.string(), version: z.string(), extensions: z.array(z.string()) }),
  handle: ({ services: { host } }) => Promise.resolve({ name: 'harper-edge-ai', version: host.version, extensions }),
});

export const serverLiveRoute = route({
  method: 'GET',
  path: '/v2/health/live',
  summary: 'Whether the process answers',
  tag,
  isPublic: true,
  answer: z.object({ live: z.literal(true) }),
  handle: () => Promise.resolve({ live: true as const }),
});

export const serverReadyRoute = route({
  method: 'GET',
  path: '/v2/health/ready',
  summary: 'Whether the host can answer predictions; 503 while it starts or shuts down',
  tag,
  isPublic: true,
  // The specification names the member "live", its own server "ready".
  answer: z.object({ ready: z.literal(true), live: z.literal(true) }),
  errors: ['UNAVAILABLE'],
  handle: async ({ services }) => {
    await services.checkReady();
    return { ready: true as const, live: true as const };
  },
});
