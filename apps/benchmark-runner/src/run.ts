import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EdgeError } from '@harper-edge/contracts';
import { usage, type Arguments } from './arguments.ts';
import { ask } from './ask.ts';
import { composeHost, composeLocal } from './compose.ts';
import { featuresList, groupName, readGroups, readJson } from './group.ts';
import { formatHtml } from './html-report.ts';
import { listProfiles, loadProfile, type Profile } from './profile.ts';
import { createProgressBar } from './progress-bar.ts';
import { checkReport, findEarlier, formatChecks, sameLoad } from './regression.ts';
import type { Settings } from './settings.ts';
import { shippedGroups } from './shipped-groups.ts';
import { formatReport } from './table.ts';
import type { GroupSummary, Report, Target } from './target.ts';

/** Where a run reads and writes. */
export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WriteStream;
}

const defaultProfile = 'latency';

/**
 * Does what the arguments say. Returns whether nothing regressed.
 *
 * @throws EdgeError INVALID_INPUT on wrong usage, others when something fails
 */
export async function run(given: Arguments, settings: Settings, streams: Streams): Promise<boolean> {
  if (given.help) {
    streams.stdout.write(usage);
    return true;
  }
  const target = await openTarget(given, settings);
  try {
    const groups = await target.groups();
    if (given.list) {
      await list(groups, streams.stdout);
      return true;
    }
    const chosen = await chooseGroups(given, groups, streams);
    const profile = await chooseProfile(given, streams);
    return await compareAll(target, { given, chosen, profile, streams });
  } finally {
    await target.close();
  }
}

async function openTarget({ models, url, data, history }: Arguments, { apiKey }: Settings): Promise<Target> {
  const groups = models === undefined ? await shippedGroups() : await readGroups(models);
  if (url === undefined) return composeLocal(groups, history);
  return composeHost({ url, apiKey, groups, data: data === undefined ? undefined : await readInputs(data) });
}

async function readInputs(path: string) {
  const parsed = featuresList.safeParse(await readJson(path));
  if (parsed.success) return parsed.data;
  throw new EdgeError('INVALID_INPUT', `${path}: expected a JSON list of features, as [{"float_input": [1, 2]}]`);
}

async function list(groups: readonly GroupSummary[], output: NodeJS.WritableStream): Promise<void> {
  output.write('Groups\n');
  for (const group of groups) output.write(`  ${groupName(group).padEnd(24)} ${group.models.join(', ')}\n`);
  output.write('Profiles\n');
  for (const { name, description } of await listProfiles()) output.write(`  ${name.padEnd(24)} ${description}\n`);
}

async function chooseGroups(
  { all, groups: names }: Arguments,
  groups: readonly GroupSummary[],
  { stdin, stderr }: Streams,
): Promise<readonly GroupSummary[]> {
  if (groups.length === 0)
    throw new EdgeError(
      'INVALID_INPUT',
      'there is no group of at least two models with the same taskType and equivalenceGroup',
    );
  if (all) return groups;
  const wanted = names.length > 0 ? names : [await askForGroup(groups, stdin, stderr)];
  return wanted.map((name) => {
    const found = groups.filter((group) => [groupName(group), group.equivalenceGroup].includes(name));
    const [group] = found;
    if (group !== undefined && found.length === 1) return group;
    const known = groups.map(groupName).join(', ');
    throw new EdgeError('INVALID_INPUT', `--group ${name}: expected one of ${known}`);
  });
}

async function askForGroup(
  groups: readonly GroupSummary[],
  stdin: NodeJS.ReadStream,
  stderr: NodeJS.WriteStream,
): Promise<string> {
  if (!stdin.isTTY || !stderr.isTTY)
    throw new EdgeError('INVALID_INPUT', 'expected --group NAME or --all; --list shows the groups');
  const choices = groups.map((group) => ({ name: groupName(group), description: group.models.join(', ') }));
  return ask('Group', choices, { input: stdin, output: stderr });
}

/** Whoever chose a group by flag gets the default profile unasked. */
async function chooseProfile({ profile, all, groups }: Arguments, { stdin, stderr }: Streams): Promise<Profile> {
  if (profile !== undefined) return loadProfile(profile);
  const asks = !all && groups.length === 0;
  return loadProfile(
    asks ? await ask('Profile', await listProfiles(), { input: stdin, output: stderr }) : defaultProfile,
  );
}

interface Work {
  readonly given: Arguments;
  readonly chosen: readonly GroupSummary[];
  readonly profile: Profile;
  readonly streams: Streams;
}

async function compareAll(target: Target, work: Work): Promise<boolean> {
  const { given, chosen, streams } = work;
  const reports: Report[] = [];
  let good = true;
  for (const group of chosen) {
    const { report, regressed } = await compareOne(target, group, work);
    reports.push(report);
    good &&= !regressed;
  }
  if (given.json) streams.stdout.write(`${JSON.stringify({ comparisons: reports }, null, 2)}\n`);
  if (given.html !== undefined) {
    await mkdir(dirname(given.html), { recursive: true });
    await writeFile(given.html, formatHtml(reports));
  }
  return good;
}

async function compareOne(
  target: Target,
  group: GroupSummary,
  { given, profile, streams }: Work,
): Promise<{ report: Report; regressed: boolean }> {
  const { compareTo, seed, runBy, notes = `profile ${profile.name}`, maxRegressionRate } = given;
  const earlier = compareTo === undefined ? [] : await findEarlier(target, group, compareTo);
  const bar = createProgressBar(streams.stderr);
  const onProgress = (progress: Parameters<typeof bar.show>[1]): void => {
    bar.show(groupName(group), progress);
  };
  const report = await target.compare(group, { profile, seed, runBy, notes, onProgress }).finally(() => {
    bar.clear();
  });
  // With --json standard output is for programs.
  const text = given.json ? streams.stderr : streams.stdout;
  text.write(formatReport(report));
  if (compareTo === undefined) return { report, regressed: false };
  const before = sameLoad(earlier, report);
  if (before === undefined) {
    text.write('nothing earlier was measured under this load: nothing to compare with\n\n');
    return { report, regressed: false };
  }
  const checks = checkReport(report, before, maxRegressionRate ?? 0);
  const held = maxRegressionRate === undefined ? checks.map((check) => ({ ...check, regressed: false })) : checks;
  text.write(`${formatChecks(held, before)}\n`);
  return { report, regressed: held.some(({ regressed }) => regressed) };
}
