/**
 * A conformance suite is a list of cases, so that any test runner, or a host that has none, can run it:
 * `for (const { name, run } of tableConformance(open)) test(name, run);`
 */
export interface ConformanceCase {
  readonly name: string;
  /** Rejects with what was expected and what came. */
  run(): Promise<void>;
}

/** Runs every case and returns the names of those that fail; a suite is proved by a broken subject that fails it. */
export async function failingCases(cases: readonly ConformanceCase[]): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of cases) {
    try {
      await run();
    } catch {
      failed.push(name);
    }
  }
  return failed;
}
