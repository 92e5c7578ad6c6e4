import type { Input } from './input.ts';

/**
 * How one file of reference cases is checked: a section for each array at the top of the file, which is `cases` in most.
 * A section that the file has and the suite has not is reported.
 */
export type Suite = Readonly<Record<string, Section | OutOfScope>>;

export interface Section {
  /**
   * Runs one case through the public functions of the libs and gives what came out under the names of `expected`. A
   * function as a value is called only if that name is expected. A key of the case that was not read, or of `expected`
   * that has no value here, makes the case one that was not run. Where the case expects `{ error }`, give `{ error }`.
   *
   * @throws NotRun for a case this project has nothing for: an unknown `kind`, say
   */
  readonly run: (input: Input) => Readonly<Record<string, unknown>>;
  /** How far a value may be from the expected one; `key` is a path such as `ci95.0`. Default: exact. */
  readonly tolerance?: (key: string, expected: unknown, input: Input) => Tolerance;
  /** Brings an entry into the form `{ id?, expected, ...inputs }`. Default: it has that form. */
  readonly read?: (entry: unknown) => unknown;
}

/** Cases of something the project does not do, and why: counted as not run, not as unknown. */
export interface OutOfScope {
  readonly outOfScope: string;
}

/**
 * A number passes if it is within one of the two; NaN and the infinities must be equal. `'uncompared'` is for what the
 * file itself says is not to be compared. None may be looser than the loosest that the file states.
 */
export type Tolerance = { readonly relative?: number; readonly absolute?: number } | 'uncompared';

/** Thrown by a case that nothing is there for. */
export class NotRun extends Error {
  override readonly name = 'NotRun';
}
