import type { ModelVersion } from '@harper-edge/client';
import type { Command } from '../command.ts';
import { parseModelName } from '../model-name.ts';
import { formatBytes, formatTime } from '../output/format.ts';
import type { Style } from '../output/style.ts';
import { modelTable } from './model-table.ts';

export const modelShow: Command = {
  name: 'model show',
  summary: 'Show the versions of a model, or all about one of them',
  args: [{ name: '<model>', description: 'model, or model:version' }],
  options: [],
  examples: [
    { line: 'model show iris', says: 'its versions, newest first' },
    { line: 'model show iris:v1', says: 'inputs, outputs, digest and metadata of one version' },
  ],
  output: {
    schema: {
      type: 'object',
      required: ['modelId', 'versions'],
      properties: {
        modelId: { type: 'string' },
        versions: { type: 'array', minItems: 1, items: { $ref: '#/components/schemas/ModelVersion' } },
      },
    },
  },
  run: async ({ args: [name = ''], client, signal }) => {
    const { modelId, version } = parseModelName(name);
    if (version === undefined) {
      const versions = await allVersions((cursor) => client.listVersions({ query: { modelId, cursor } }, { signal }));
      return { json: { modelId, versions }, show: (style) => modelTable(versions, style) };
    }
    const found = await client.showModel({ params: { modelId, version } }, { signal });
    return { json: { modelId, versions: [found] }, show: (style) => describe(found, style) };
  },
};

interface Page {
  readonly versions: readonly ModelVersion[];
  readonly nextCursor?: string;
}

async function allVersions(read: (cursor: string | undefined) => Promise<Page>): Promise<readonly ModelVersion[]> {
  const versions: ModelVersion[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    versions.push(...page.versions);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return versions;
}

function describe(model: ModelVersion, style: Style): string {
  const tensors = (specs: ModelVersion['inputs']): string =>
    specs.map(({ name, datatype, shape }) => `${name} ${datatype} [${shape.join(', ')}]`).join('; ');
  return style.table(
    ['', model.id],
    [
      ['stage', model.stage],
      ['framework', `${model.framework} (${model.platform})`],
      ['inputs', tensors(model.inputs)],
      ['outputs', tensors(model.outputs)],
      ['size', formatBytes(model.sizeBytes)],
      ['SHA-256', model.sha256],
      ['uploaded', formatTime(model.uploadedAt)],
      ['metadata', JSON.stringify(model.metadata)],
    ],
  );
}
