import { parseArgs } from 'node:util';
import { parseFailOn } from '@harper-edge/benchmark';
import { EdgeError } from '@harper-edge/contracts';

export interface Arguments {
  /** `taskType/equivalenceGroup`, or the second part alone. */
  readonly groups: readonly string[];
  readonly all: boolean;
  readonly profile: string | undefined;
  readonly models: string | undefined;
  readonly url: string | undefined;
  readonly data: string | undefined;
  readonly json: boolean;
  readonly html: string | undefined;
  readonly history: string;
  /** `last`, or a file written with `--json`. */
  readonly compareTo: string | undefined;
  /** Share by which a median may be worse. */
  readonly maxRegressionRate: number | undefined;
  readonly seed: number | undefined;
  readonly runBy: string | undefined;
  readonly notes: string | undefined;
  readonly list: boolean;
  readonly help: boolean;
}

export const usage = `harper-edge-ai-benchmark: compares models that answer the same question

  --group NAME        taskType/equivalenceGroup, or the second part; may be repeated
  --all               every group
  --profile NAME      how to measure: a name from --list, or a JSON file
  --list              the groups and profiles there are
  --models DIR        groups of your own: a folder with *.group.json files
  --url URL           compare the models of a running host; its key comes from EDGE_AI_API_KEY
  --data FILE         inputs for --url: a JSON list of features
  --json              the result as JSON on standard output
  --html FILE         a report with charts
  --history FILE      where results are kept, default .data/benchmark/history.jsonl
  --compare-to last   or a FILE made with --json: how medians changed since then
  --fail-on RULE      "regression>5%": exit with 1 when a median is surely worse by more
  --seed NUMBER       the same order, arrivals and resampling again
  --run-by, --notes   kept with the result

Exit codes: 0 done, 1 regression or failure, 2 wrong usage.
`;

const options = {
  group: { type: 'string', multiple: true },
  all: { type: 'boolean' },
  profile: { type: 'string' },
  models: { type: 'string' },
  url: { type: 'string' },
  data: { type: 'string' },
  json: { type: 'boolean' },
  html: { type: 'string' },
  history: { type: 'string' },
  'compare-to': { type: 'string' },
  'fail-on': { type: 'string' },
  seed: { type: 'string' },
  'run-by': { type: 'string' },
  notes: { type: 'string' },
  list: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** @throws EdgeError INVALID_INPUT */
export function parseArguments(argv: readonly string[]): Arguments {
  const given = parse(argv);
  const { group: groups = [], all = false, seed, url, data, json = false, list = false, help = false } = given;
  if (all && groups.length > 0) throw new EdgeError('INVALID_INPUT', 'expected --group or --all, received both');
  if (data !== undefined && url === undefined) throw new EdgeError('INVALID_INPUT', '--data belongs to --url');
  if (url !== undefined && !/^https?:\/\/[^\s]+$/.test(url))
    throw new EdgeError('INVALID_INPUT', '--url: expected http://… or https://…');
  if (seed !== undefined && !/^\d{1,15}$/.test(seed))
    throw new EdgeError('INVALID_INPUT', '--seed: expected a whole number of at most 15 digits');
  const failOn = given['fail-on'];
  return {
    groups,
    all,
    url: url?.replace(/\/+$/, ''),
    data,
    json,
    list,
    help,
    profile: given.profile,
    models: given.models,
    html: given.html,
    history: given.history ?? '.data/benchmark/history.jsonl',
    // A limit without something to hold it against means the last result.
    compareTo: given['compare-to'] ?? (failOn === undefined ? undefined : 'last'),
    maxRegressionRate: failOn === undefined ? undefined : parseFailOn(failOn),
    seed: seed === undefined ? undefined : Number(seed),
    runBy: given['run-by'],
    notes: given.notes,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new EdgeError('INVALID_INPUT', error instanceof Error ? error.message : 'wrong arguments', { cause: error });
  }
}
