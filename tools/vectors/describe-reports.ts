import type { CaseOutcome } from './check-case.ts';
import type { FileReport } from './check-file.ts';

export interface Description {
  readonly lines: readonly string[];
  readonly passed: number;
  readonly failed: number;
  readonly notRun: number;
}

/** One line `file passed failed worst-error` for each file, below it what failed and what was not run, and the sums. */
export function describeReports(reports: ReadonlyMap<string, FileReport>): Description {
  const lines: string[] = [];
  const sums = { passed: 0, failed: 0, notRun: 0 };
  for (const [file, { cases, notRun }] of reports) {
    const of = (result: CaseOutcome['result']) => cases.filter((outcome) => outcome.result === result);
    const [passed, failed] = [of('passed'), of('failed')];
    const worst = Math.max(0, ...cases.map(({ worstError }) => worstError));
    lines.push(
      `${file} ${passed.length} ${failed.length} ${passed.length + failed.length === 0 ? '-' : worst.toExponential(1)}`,
    );
    for (const { id, reasons } of failed) lines.push(`  failed ${id}: ${reasons.join('; ')}`);
    for (const { id, reasons } of of('notRun')) lines.push(`  not run ${id}: ${reasons.join('; ')}`);
    for (const { count, reason } of notRun) lines.push(`  not run (${count}) ${reason}`);
    sums.passed += passed.length;
    sums.failed += failed.length;
    sums.notRun += of('notRun').length + notRun.reduce((sum, { count }) => sum + count, 0);
  }
  lines.push(`${sums.passed} passed, ${sums.failed} failed, ${sums.notRun} not run`);
  return { lines, ...sums };
}
