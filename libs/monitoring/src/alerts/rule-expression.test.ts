import { isEdgeError } from '@harper-edge/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alertMetricNames } from './alert-metrics.ts';
import { alertOperators, completeRule, type AlertRuleDraft } from './alert-rule.ts';
import { parseRuleExpression, writeRuleExpression } from './rule-expression.ts';

describe('a rule as people write it', () => {
  it.each([
    ['p95Latency > 500 for 5m', { metric: 'p95Latency', operator: '>', threshold: 500, for: '5m' }],
    ['driftScore(input) > 0.3', { metric: 'driftScore(input)', operator: '>', threshold: 0.3 }],
    ['ai_cache_hit_rate < 0.7', { metric: 'ai_cache_hit_rate', operator: '<', threshold: 0.7 }],
    [
      '  errorRate>=.05 over 10m  for 90s ',
      { metric: 'errorRate', operator: '>=', threshold: 0.05, window: '10m', for: '90s' },
    ],
    [
      'driftScore ( concept ) <= -1e-3 over 2d',
      { metric: 'driftScore(concept)', operator: '<=', threshold: -0.001, window: '2d' },
    ],
  ])('%s', (text, rule) => {
    expect(parseRuleExpression(text)).toEqual(rule);
  });

  it.each([
    ['', 'a metric such as p95Latency at character 1, received the end'],
    ['p96Latency > 500', 'a metric, one of'],
    ['driftScore > 0.3', 'a metric, one of'],
    ['p95Latency = 500', 'one of >, >=, <, <= at character 12, received "= 500"'],
    ['p95Latency > ', 'a number at character 14, received the end'],
    ['p95Latency > NaN', 'a number at character 14, received "NaN"'],
    ['p95Latency > Infinity', 'a number at character 14'],
    ['p95Latency > 1e999', 'a finite number at character 14'],
    ['p95Latency > 5%', 'a number at character 14'],
    ['p95Latency > 500ms', 'a number at character 14'],
    ['p95Latency > 500 for', 'a duration such as 5m at character 21, received the end'],
    ['p95Latency > 500 for 5', 'a duration such as 30s, 5m, 6h or 7d at character 22, received "5"'],
    ['p95Latency > 500 for 5m over 5m', 'the end at character 25, received "over 5m"'],
    ['p95Latency > 500 fortnight', 'over, for or the end at character 18'],
    ['p95Latency > 500 for 0s', 'a duration'],
    [`p95Latency > ${'0'.repeat(300)}`, 'at most 200 characters'],
  ])('refuses %.40j', (text, said) => {
    let message = 'nothing thrown';
    try {
      parseRuleExpression(text);
    } catch (error) {
      if (isEdgeError(error, 'INVALID_INPUT')) message = error.message;
    }
    expect(message).toContain(said);
    expect(message).toContain('expression: expected');
  });

  it('is written so that it is read as the same', () => {
    const rules = fc.record({
      metric: fc.constantFrom(...alertMetricNames),
      operator: fc.constantFrom(...alertOperators),
      threshold: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      for: fc.constantFrom(null, '30s', '1.5h'),
    });
    fc.assert(
      fc.property(rules, (draft) => {
        const rule = completeRule('r', draft, 0);
        const { metric, operator, threshold, window, for: holds } = rule;
        const expected = { metric, operator, threshold, window, ...(holds !== null && { for: holds }) };
        expect(parseRuleExpression(writeRuleExpression(rule))).toEqual(expected);
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});

describe('what a rule may not say', () => {
  const latency: AlertRuleDraft = { metric: 'p95Latency', operator: '>', threshold: 500 };
  it.each([
    ['threshold', { threshold: NaN }],
    ['threshold', { threshold: Infinity }],
    ['clearThreshold', { clearThreshold: 600 }],
    ['clearThreshold', { operator: '<', clearThreshold: 400 }],
    ['window', { window: '1s' }],
    ['window', { window: '8d' }],
    ['window', { window: 'soon' }],
    ['for', { for: '8d' }],
    ['minimumSamples', { minimumSamples: -1 }],
    ['minimumSamples', { minimumSamples: 1.5 }],
    ['modelName', { metric: 'ai_cache_hit_rate', modelName: 'm' }],
    ['channels', { channels: Array.from({ length: 51 }, String) }],
  ] as const)('%s (%#)', (member, wrong) => {
    expect(() => completeRule('r', { ...latency, ...wrong }, 0)).toThrow(new RegExp(`^${member}: expected`));
  });

  it('has the window and the samples of its metric where it says nothing', () => {
    expect(completeRule('r', latency, 1)).toMatchObject({
      window: '5m',
      minimumSamples: 20,
      clearThreshold: 500,
      noData: 'ok',
    });
    expect(completeRule('r', { ...latency, metric: 'driftScore(input)' }, 1)).toMatchObject({
      window: '1d',
      minimumSamples: 0,
    });
  });
});
