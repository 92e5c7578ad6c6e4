import { EdgeError } from '@harper-edge/contracts';
import { parseDuration } from '../duration.ts';
import { alertMetricNames, type AlertMetricName } from './alert-metrics.ts';
import { alertOperators, type AlertOperator, type AlertRule } from './alert-rule.ts';

/** What an expression says of a rule. */
export type RuleExpression = Pick<AlertRule, 'metric' | 'operator' | 'threshold'> &
  Partial<Pick<AlertRule, 'window' | 'for'>>;

const longest = 200;

/**
 * A rule as people write it: `<metric> <operator> <number> [over <window>] [for <duration>]`.
 *
 * @throws EdgeError INVALID_INPUT that says where, what was expected there and what came
 * @example parseRuleExpression('p95Latency > 500 over 10m for 5m')
 */
export function parseRuleExpression(text: string): RuleExpression {
  if (text.length > longest) refuse(text, longest, `at most ${longest} characters`);
  const reader = createReader(text);
  const metric = reader.take(/[A-Za-z_][A-Za-z0-9_]*(?:\s*\(\s*[A-Za-z]*\s*\))?/y, 'a metric such as p95Latency');
  const name = metric.word.replaceAll(/\s/g, '') as AlertMetricName;
  if (!alertMetricNames.includes(name)) refuse(text, metric.at, `a metric, one of ${alertMetricNames.join(', ')}`);
  const operator = reader.take(/[<>]=?/y, `one of ${alertOperators.join(', ')}`).word as AlertOperator;
  const number = reader.take(/[-+]?(?:\d+(?:[.]\d*)?|[.]\d+)(?:[eE][-+]?\d+)?(?![\w.%])/y, 'a number');
  const threshold = Number(number.word);
  if (!Number.isFinite(threshold)) refuse(text, number.at, 'a finite number');
  const window = reader.duration('over');
  const holds = reader.duration('for');
  reader.end(window === undefined && holds === undefined ? 'over, for or the end' : 'the end');
  return {
    metric: name,
    operator,
    threshold,
    ...(window !== undefined && { window }),
    ...(holds !== undefined && { for: holds }),
  };
}

/** The expression of a rule; what it leaves out is the rule's own. */
export const writeRuleExpression = (rule: Pick<AlertRule, 'metric' | 'operator' | 'threshold' | 'window' | 'for'>) =>
  `${rule.metric} ${rule.operator} ${rule.threshold} over ${rule.window}${rule.for === null ? '' : ` for ${rule.for}`}`;

function createReader(text: string) {
  let at = 0;
  const skip = (): void => {
    while (/\s/.test(text.charAt(at))) at++;
  };
  const tryTake = (pattern: RegExp): { readonly word: string; readonly at: number } | undefined => {
    skip();
    pattern.lastIndex = at;
    const word = pattern.exec(text)?.[0];
    if (word === undefined) return undefined;
    at += word.length;
    return { word, at: at - word.length };
  };
  const take = (pattern: RegExp, expected: string) => tryTake(pattern) ?? refuse(text, at, expected);
  return {
    take,
    /** After its keyword, if that is there. */
    duration: (keyword: string): string | undefined => {
      if (tryTake(new RegExp(`${keyword}(?!\\w)`, 'y')) === undefined) return undefined;
      const { word, at: start } = take(/[\w.]+/y, 'a duration such as 5m');
      try {
        parseDuration(word, keyword);
      } catch {
        refuse(text, start, 'a duration such as 30s, 5m, 6h or 7d');
      }
      return word;
    },
    end: (expected: string): void => {
      skip();
      if (at < text.length) refuse(text, at, expected);
    },
  };
}

function refuse(text: string, at: number, expected: string): never {
  const rest = text.slice(at, at + 20);
  const received = rest === '' ? 'the end' : JSON.stringify(rest);
  throw new EdgeError('INVALID_INPUT', `expression: expected ${expected} at character ${at + 1}, received ${received}`);
}
