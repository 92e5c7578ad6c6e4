import type { Operations } from '@harper-edge/client';
import type { Command } from '../command.ts';
import { confirm, confirmOptions } from '../confirm.ts';
import { formatBytes } from '../output/format.ts';

type Garbage = Operations['postModelsGarbageCollection']['answer'];

const minuteMs = 60_000;

export const modelGc: Command = {
  name: 'model gc',
  summary: 'Delete artifacts that no version names, and, if asked to, versions archived long ago',
  details:
    'For administrators. Never goes what has an alias, what is in another stage than archived, and what a rollback would bring back.',
  args: [],
  options: [
    {
      flags: '--archived-for <days>',
      description: 'also versions archived and left alone for so many days; default: none',
      minimum: 0,
    },
    { flags: '--older-than <minutes>', description: 'only artifacts stored so long ago; default 60', minimum: 0 },
    ...confirmOptions,
  ],
  examples: [
    { line: 'model gc --dry-run', says: 'what would be deleted' },
    { line: 'model gc --archived-for 30 --yes', says: 'also what was archived a month ago' },
  ],
  output: { operation: 'postModelsGarbageCollection' },
  run: async (context) => {
    const { client, given, signal } = context;
    const minutes = given.number('older-than');
    const body = {
      archivedForDays: given.number('archived-for'),
      olderThanMs: minutes === undefined ? undefined : minutes * minuteMs,
    };
    const found = await client.collectGarbage({ body: { ...body, dryRun: true } }, { signal });
    if (given.flag('dry-run')) return { json: found, show: () => `would delete ${listed(found)}` };
    if (found.versions.length > 0 || found.artifacts.length > 0) await confirm(`Delete ${summed(found)}?`, context);
    const json = await client.collectGarbage({ body: { ...body, dryRun: false } }, { signal });
    return { json, show: () => `deleted ${listed(json)}` };
  },
};

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const summed = ({ versions, artifacts, sizeBytes }: Garbage): string =>
  `${counted(versions.length, 'version')} and ${counted(artifacts.length, 'artifact')}, ${formatBytes(sizeBytes)}`;

const listed = (garbage: Garbage): string =>
  [
    summed(garbage),
    ...garbage.versions.map(({ modelId, version }) => `version\t${modelId}:${version}`),
    ...garbage.artifacts.map(({ sha256, sizeBytes }) => `artifact\t${sha256}\t${formatBytes(sizeBytes)}`),
  ].join('\n');
