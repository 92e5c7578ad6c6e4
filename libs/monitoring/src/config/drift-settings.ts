import { EdgeError } from '@harper-edge/contracts';
import { parseDuration } from '../duration.ts';

/** How often a model is checked, and on what. */
export interface CheckSettings {
  /** Whether it is checked on schedule. Default true; models without a baseline are left alone. */
  readonly enabled: boolean;
  /** Duration between two checks. Default `1h`. */
  readonly every: string;
  /** Duration of events that a check looks at, up to its own time. Default `1d`. */
  readonly window: string;
  /** Rows, or labelled predictions, that a verdict needs; from 2. Default 100. */
  readonly minimumSamples: number;
  /**
   * The level of the adjusted p-values, in (0, 1). Default 0.001: a check that runs each hour at 0.05 could alarm about
   * once a day by chance where few rows make large effects.
   */
  readonly alpha: number;
}

export interface DriftSettings extends CheckSettings {
  /** Columns to look at; `null`, the default: all of them. */
  readonly columns: readonly string[] | null;
  /** From which size an effect matters, by its name; default those of the tests, and 0.05 for `accuracyDrop`. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** Tests by column where the choice is not to be automatic. */
  readonly tests: Readonly<Record<string, string>>;
}

/** What the values of an input have to be. */
export interface QualityRule {
  readonly required?: boolean | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  /** The only values there may be, written as text. */
  readonly values?: readonly string[] | undefined;
  /** A regular expression every text matches. */
  readonly pattern?: string | undefined;
  readonly minimumLength?: number | undefined;
  readonly maximumLength?: number | undefined;
}

export interface QualitySettings extends CheckSettings {
  /** Rules by column. */
  readonly rules: Readonly<Record<string, QualityRule>>;
}

const everyHour: CheckSettings = { enabled: true, every: '1h', window: '1d', minimumSamples: 100, alpha: 0.001 };

export const defaultDriftSettings: DriftSettings = { ...everyHour, columns: null, thresholds: {}, tests: {} };
export const defaultQualitySettings: QualitySettings = { ...everyHour, rules: {} };

/** A check reads every event of its window. */
const shortestMs = 60_000;
const maxNames = 1_000;

/** @throws EdgeError INVALID_INPUT naming the setting */
export function checkDriftSettings(settings: DriftSettings): DriftSettings {
  checkTimes('drift', settings);
  for (const [name, size] of Object.entries(settings.thresholds))
    if (!(size >= 0 && size < Infinity)) refuse(`drift.thresholds.${name}`, 'a number from 0', size);
  checkCount('drift.columns', settings.columns?.length ?? 0);
  checkCount('drift.tests', Object.keys(settings.tests).length);
  return settings;
}

/** @throws EdgeError INVALID_INPUT naming the setting */
export function checkQualitySettings(settings: QualitySettings): QualitySettings {
  checkTimes('quality', settings);
  checkCount('quality.rules', Object.keys(settings.rules).length);
  for (const [column, rule] of Object.entries(settings.rules)) {
    const bounds = [rule.minimum, rule.maximum, rule.minimumLength, rule.maximumLength];
    const wrong = bounds.find((bound) => bound !== undefined && !Number.isFinite(bound));
    if (wrong !== undefined) refuse(`quality.rules.${column}`, 'finite bounds', wrong);
    checkPattern(`quality.rules.${column}.pattern`, rule.pattern);
  }
  return settings;
}

function checkTimes(section: string, { every, window, minimumSamples, alpha }: CheckSettings): void {
  for (const [name, text] of Object.entries({ every, window }))
    if (parseDuration(text, `${section}.${name}`) < shortestMs) refuse(`${section}.${name}`, 'a minute or more', text);
  if (!Number.isSafeInteger(minimumSamples) || minimumSamples < 2)
    refuse(`${section}.minimumSamples`, 'a whole number from 2', minimumSamples);
  if (!(alpha > 0 && alpha < 1)) refuse(`${section}.alpha`, 'a share above 0 and below 1', alpha);
}

function checkPattern(what: string, pattern: string | undefined): void {
  if (pattern === undefined) return;
  try {
    new RegExp(pattern, 'u');
  } catch {
    refuse(what, 'a regular expression', pattern);
  }
}

function checkCount(what: string, count: number): void {
  if (count > maxNames) refuse(what, `at most ${maxNames} names`, count);
}

function refuse(what: string, expected: string, received: number | string): never {
  const shown = typeof received === 'number' ? String(received) : JSON.stringify(received.slice(0, 80));
  throw new EdgeError('INVALID_INPUT', `${what}: expected ${expected}, received ${shown}`);
}
