import { checkRegression, type RegressionCheck } from '@harper-edge/benchmark';
import { EdgeError } from '@harper-edge/contracts';
import { groupName, readJson } from './group.ts';
import type { GroupSummary, Report, Target } from './target.ts';

/** What a result is compared with, before there is a new one. `undefined` when there is nothing yet. */
export async function findEarlier(target: Target, group: GroupSummary, compareTo: string): Promise<readonly Report[]> {
  const reports =
    compareTo === 'last' ? await target.history(group) : parseReports(await readJson(compareTo), compareTo);
  return reports.filter((report) => groupName(report) === groupName(group));
}

/** The newest that was measured under the same load, which alone says anything. */
export const sameLoad = (earlier: readonly Report[], { settings }: Report): Report | undefined =>
  earlier.find(({ settings: { mode, concurrency, ratePerSecond } }) =>
    mode === 'closed'
      ? settings.mode === mode && settings.concurrency === concurrency
      : settings.mode === mode && settings.ratePerSecond === ratePerSecond,
  );

export function checkReport(now: Report, earlier: Report, limitRate: number): readonly RegressionCheck[] {
  const candidates = (report: Report) => Object.entries(report.results).map(([name, { rounds }]) => ({ name, rounds }));
  const { metric, confidenceLevel, seed } = now.settings;
  return checkRegression(candidates(now), candidates(earlier), { limitRate, metric, confidenceLevel, seed });
}

export function formatChecks(checks: readonly RegressionCheck[], earlier: Report): string {
  const since = new Date(earlier.timestamp).toISOString();
  return checks
    .map(({ name, metric, ratio, regressed }) => {
      if (ratio === null) return `${name}: too few rounds to compare with ${since}\n`;
      const interval = `${ratio.ratio.toFixed(3)} [${ratio.lower.toFixed(3)}, ${ratio.upper.toFixed(3)}]`;
      return `${name}: ${metric} since ${since} times ${interval}${regressed ? ', a regression' : ''}\n`;
    })
    .join('');
}

function parseReports(content: unknown, path: string): readonly Report[] {
  const { comparisons } = (content ?? {}) as { comparisons?: unknown };
  if (Array.isArray(comparisons)) return comparisons as readonly Report[];
  throw new EdgeError('INVALID_INPUT', `${path}: expected what --json wrote, { "comparisons": […] }`);
}
