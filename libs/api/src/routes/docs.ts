import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EdgeError } from '@harper-edge/contracts';
import { z } from 'zod';
import { reply } from '../http/reply.ts';
import { route, type Route } from '../http/route.ts';
import { createOpenApi } from '../openapi.ts';

/** `/openapi.json` and a page to browse it, of the given routes and of these themselves. */
export function createDocsRoutes(described: readonly Route[]): readonly Route[] {
  const openApiRoute = route({
    method: 'GET',
    path: '/openapi.json',
    summary: 'This description',
    tag: 'host',
    isPublic: true,
    answer: z.record(z.string(), z.unknown()),
    handle: ({ services }) => Promise.resolve(createOpenApi(routes, services.host.version)),
  });
  const routes: readonly Route[] = [...described, openApiRoute, pageRoute, assetRoute];
  return [openApiRoute, pageRoute, assetRoute];
}

const html = z.string();

const pageRoute = route({
  method: 'GET',
  path: '/docs',
  summary: 'A page to browse and try the API',
  tag: 'host',
  isPublic: true,
  answer: html,
  handle: () => Promise.resolve(reply(page, { contentType: 'text/html; charset=utf-8' })),
});

const assetTypes: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

const assetRoute = route({
  method: 'GET',
  path: '/docs/:asset',
  summary: 'What the page loads',
  tag: 'host',
  isPublic: true,
  params: z.object({ asset: z.string() }),
  answer: html,
  errors: ['NOT_FOUND', 'NOT_INSTALLED'],
  handle: async ({ params: { asset } }) => {
    const contentType = Object.hasOwn(assetTypes, asset) ? assetTypes[asset] : undefined;
    if (contentType === undefined) throw new EdgeError('NOT_FOUND', `no page part "${asset.slice(0, 40)}"`);
    return reply(await readAsset(asset), { contentType, headers: { 'cache-control': 'public, max-age=3600' } });
  },
});

async function readAsset(asset: string): Promise<string> {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
    return await readFile(join(folder, asset), 'utf8');
  } catch (error) {
    throw new EdgeError('NOT_INSTALLED', 'the page needs a package: npm install swagger-ui-dist', { cause: error });
  }
}

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Harper Edge AI</title>
    <link rel="stylesheet" href="docs/swagger-ui.css" />
    <link rel="icon" href="data:," />
  </head>
  <body>
    <div id="api"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script>
      SwaggerUIBundle({ url: 'openapi.json', dom_id: '#api', validatorUrl: null, deepLinking: true });
    </script>
  </body>
</html>
`;
