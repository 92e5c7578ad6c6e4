import type { Json } from '@harper-edge/contracts';
import { describe, expect, it } from 'vitest';
import { comparableAnswer, type ComparableAnswer } from './comparable-answer.ts';
import { compareAnswers } from './parity.ts';
import type { ParityRule } from './settings.ts';

describe('what of an answer is compared', () => {
  it.each<[string, Record<string, Json>, ComparableAnswer]>([
    [
      'a classifier as exported without maps',
      { label: ['b', 'a'], probabilities: [[0.2, 0.8], [0.7, 0.3]] }, // prettier-ignore
      { labels: ['b', 'a'], rows: [[0.2, 0.8], [0.7, 0.3]] }, // prettier-ignore
    ],
    [
      'the same with maps and other names',
      { output_label: ['b'], output_probability: [{ a: 0.2, b: 0.8 }] },
      { labels: ['b'], rows: [[0.2, 0.8]] },
    ],
    ['numbered classes beside probabilities', { label: [3], p: [[0.2, 0.8]] }, { labels: ['3'], rows: [[3], [0.2, 0.8]] }], // prettier-ignore
    ['only probabilities: the most probable', { p: [[0.2, 0.8], [0.9, 0.1]] }, { labels: ['1', '0'], rows: [[0.2, 0.8], [0.9, 0.1]] }], // prettier-ignore
    ['only a map: its most probable key', { p: [{ x: 0.6, y: 0.4 }] }, { labels: ['x'], rows: [[0.6, 0.4]] }],
    ['numbers, one per row', { y: [[1.5], [2]] }, { labels: ['1.5', '2'], rows: [[1.5], [2]] }],
    ['what is not finite', { y: ['NaN', '-Infinity'] }, { labels: ['NaN', '-Infinity'], rows: [[Number.NaN, -Infinity]] }], // prettier-ignore
    ['truth values', { ok: [true, false] }, { labels: ['true', 'false'], rows: [] }],
    ['nothing', {}, { labels: [], rows: [] }],
  ])('%s', (_name, prediction, expected) => {
    expect(comparableAnswer(prediction)).toEqual(expected);
  });
});

const rows = (...values: number[][]): ComparableAnswer => ({ labels: [], rows: values });
const labels = (...values: string[]): ComparableAnswer => ({ labels: values, rows: [] });
const compare = (rule: ParityRule, expected: ComparableAnswer, actual: ComparableAnswer | undefined) =>
  compareAnswers(rule, [
    { name: 'a', answers: [expected] },
    { name: 'b', answers: [actual] },
  ]);

describe('parity', () => {
  const cosine: ParityRule = { kind: 'cosine', minimum: 0.9 };
  const tolerance: ParityRule = { kind: 'tolerance', absolute: 0.01, relative: 0.1 };
  it.each<[string, ParityRule, ComparableAnswer, ComparableAnswer, boolean, number]>([
    ['labels, all equal', { kind: 'labels', minimum: 1 }, labels('x', 'y'), labels('x', 'y'), true, 1],
    ['labels, one of four differs', { kind: 'labels', minimum: 0.8 }, labels('x', 'y', 'z', 'z'), labels('x', 'y', 'z', 'x'), false, 0.75], // prettier-ignore
    ['labels, share enough', { kind: 'labels', minimum: 0.7 }, labels('x', 'y', 'z', 'z'), labels('x', 'y', 'z', 'x'), true, 0.75], // prettier-ignore
    ['cosine, other length', cosine, rows([1, 2, 2]), rows([2, 4, 4]), true, 1],
    ['cosine, 45 degrees', cosine, rows([1, 0]), rows([1, 1]), false, Math.SQRT1_2],
    ['cosine, the lowest row counts', cosine, rows([1, 0], [0, 1]), rows([1, 0], [0, -1]), false, -1],
    ['cosine, zeros', cosine, rows([0, 0]), rows([0, 0]), true, 1],
    ['cosine, NaN', cosine, rows([1, 0]), rows([Number.NaN, 0]), false, -1],
    ['tolerance, at its edge', tolerance, rows([1, 0]), rows([1.1, 0.01]), true, 1],
    ['tolerance, beyond it', tolerance, rows([1, 0]), rows([1.1, 0.02]), false, 0.5],
    ['tolerance, equal infinities and NaN', tolerance, rows([Infinity, Number.NaN]), rows([Infinity, Number.NaN]), true, 1], // prettier-ignore
    ['tolerance, an infinity instead of a number', tolerance, rows([1]), rows([Infinity]), false, 0],
    ['tolerance, a number instead of an infinity', tolerance, rows([Infinity]), rows([1]), false, 0],
    ['tolerance, NaN instead of a number', tolerance, rows([1]), rows([Number.NaN]), false, 0],
  ])('%s', (_name, rule, expected, actual, ok, score) => {
    const parity = compare(rule, expected, actual);
    expect([parity.ok, parity.pairs[0]?.reason]).toEqual([ok, null]);
    expect(parity.pairs[0]?.score).toBeCloseTo(score, 12);
  });

  it.each<[string, ParityRule, ComparableAnswer, ComparableAnswer | undefined, string]>([
    ['no answer', cosine, rows([1]), undefined, 'no answer to input 0'],
    ['other lengths', cosine, rows([1, 2]), rows([1, 2, 3]), 'rows of 2 numbers, received rows of 3'],
    ['other counts', { kind: 'labels', minimum: 0 }, labels('x'), labels('x', 'y'), 'expected 1 labels, received 2'],
    ['nothing to compare', tolerance, labels('x'), labels('x'), 'nothing that tolerance compares'],
  ])('fails and says why: %s', (_name, rule, expected, actual, reason) => {
    const parity = compare(rule, expected, actual);
    expect(parity).toMatchObject({ ok: false, reference: 'a', pairs: [{ name: 'b', ok: false, score: null }] });
    expect(parity.pairs[0]?.reason).toContain(reason);
  });
});
