import { createFakeClock } from '@harper-edge/contracts/testing';
import { createMemoryStore } from '@harper-edge/store/memory';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  checkRetrainingSettings,
  defaultRetrainingSettings,
  type RetrainingSettings,
} from '../config/retraining-settings.ts';
import type { DriftMetrics } from '../drift/drift-metrics.ts';
import { findCauses, type RetrainingFacts } from './find-causes.ts';
import { createRetraining, type Retraining } from './retraining.ts';

const day = 86_400_000;
const settings: RetrainingSettings = { ...defaultRetrainingSettings, enabled: true };
const nothing: RetrainingFacts = {
  drift: undefined,
  lastDay: { count: 1_000, errorRate: 0 },
  newLabelled: 500,
  since: 0,
  nowMs: 6 * day,
};
const drifted = (driftScore: number): DriftMetrics =>
  ({
    id: 'check',
    modelVersion: 'v1',
    kinds: { input: { ok: true, severity: 'drift', driftScore } },
  }) as unknown as DriftMetrics;
const concept = (referenceAccuracy: number, currentAccuracy: number, severity: string): DriftMetrics => {
  const verdict = { ok: true, severity, driftScore: 0.1, referenceAccuracy, currentAccuracy };
  return { id: 'check', modelVersion: 'v1', kinds: { concept: verdict } } as unknown as DriftMetrics;
};

describe('causes to train a model again', () => {
  it.each<[string, Partial<RetrainingFacts>, readonly string[]]>([
    ['nothing', {}, []],
    ['a score at the limit', { drift: drifted(0.5) }, ['drift']],
    ['a score below', { drift: drifted(0.49) }, []],
    ['a confirmed drop of more than ten points', { drift: concept(0.9, 0.79, 'drift') }, ['accuracy']],
    ['a drop by chance', { drift: concept(0.9, 0.7, 'possible') }, []],
    ['a small drop', { drift: concept(0.9, 0.81, 'drift') }, []],
    ['failures', { lastDay: { count: 100, errorRate: 0.11 } }, ['errorRate']],
    ['failures of few', { lastDay: { count: 99, errorRate: 1 } }, []],
    ['no predictions', { lastDay: { count: 0, errorRate: null } }, []],
    ['a thousand new ones with feedback', { newLabelled: 1_000 }, ['newLabelled']],
    ['seven days', { nowMs: 7 * day }, ['age']],
    ['too little to learn from', { newLabelled: 99, nowMs: 70 * day, drift: drifted(0.9) }, []],
  ])('%s', (_what, facts, causes) => {
    expect(findCauses({ ...nothing, ...facts }, settings).map(({ cause }) => cause)).toEqual(causes);
  });

  it('are none where that is off', () => {
    const everything = { ...nothing, newLabelled: 5_000, nowMs: 70 * day, drift: drifted(0.9) };
    expect(findCauses(everything, defaultRetrainingSettings)).toEqual([]);
    const off = { ...settings, driftScore: null, accuracyDrop: null, errorRate: null, newLabelled: null, every: null };
    expect(findCauses(everything, off)).toEqual([]);
  });

  it.each([
    { driftScore: 0 },
    { driftScore: NaN },
    { accuracyDrop: 1.1 },
    { errorRate: -1 },
    { newLabelled: 0 },
    { minimumNewLabelled: 0.5 },
    { every: 'weekly' },
    { minimumInterval: '0s' },
  ])('refuses settings %j', (wrong) => {
    expect(() => checkRetrainingSettings({ ...settings, ...wrong })).toThrow(/^retraining[.]\w+: expected/);
  });
});

describe('requests', () => {
  const model = { modelName: 'm', modelVersion: 'v1', servingSince: 0 };
  let clock: ReturnType<typeof createFakeClock>;
  let retraining: Retraining;
  let drift: DriftMetrics | undefined;
  let judged: number;
  const open = async () =>
    (await retraining.list({ status: 'pending_approval' })).rows.map(({ cause }) => cause).sort();

  beforeEach(() => {
    clock = createFakeClock(20 * day);
    drift = drifted(0.8);
    judged = 500;
    const total = { count: 500, errorRate: 0, judged } as never;
    retraining = createRetraining({
      store: createMemoryStore(),
      clock,
      checks: { drift: { latest: () => Promise.resolve(drift) } } as never,
      metrics: { series: () => Promise.resolve({ from: 0, to: 0, buckets: [], total }) },
      config: (id) => Promise.resolve({ id, retraining: { ...settings, every: null } }),
    });
  });

  it('are one per model and cause, however often and by how many they are proposed', async () => {
    const rounds = await Promise.all(Array.from({ length: 5 }, () => retraining.propose(model)));
    expect(rounds.flat()).toHaveLength(1);
    clock.advance(30 * day);
    expect(await retraining.propose(model)).toEqual([]);
    expect(await open()).toEqual(['drift']);
    expect(await retraining.propose({ ...model, modelName: 'm2' })).toHaveLength(1);
  });

  it('rest after a decision: of the cause when rejected, of all when approved', async () => {
    const [first] = await retraining.propose(model);
    await retraining.decide(first?.id ?? '', { status: 'rejected', by: 'kim', reason: 'a holiday' });
    clock.advance(day - 1);
    expect(await retraining.propose(model)).toEqual([]);
    clock.advance(1);
    const [second] = await retraining.propose(model);
    expect(second).toMatchObject({ id: 'm:drift:000002', status: 'pending_approval', evidence: { checkId: 'check' } });
    await retraining.decide(second?.id ?? '', { status: 'approved', by: 'kim', reason: 'yes' });
    drift = concept(0.9, 0.5, 'drift');
    clock.advance(day - 1);
    expect(await retraining.propose(model)).toEqual([]);
    clock.advance(1);
    expect(await retraining.propose(model)).toMatchObject([{ cause: 'accuracy' }]);
  });

  it('are decided once, with who and why', async () => {
    const [request] = await retraining.propose(model);
    const approve = () => retraining.decide(request?.id ?? '', { status: 'approved', by: 'kim', reason: 'yes' });
    const results = await Promise.allSettled([approve(), approve()]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(approve()).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await retraining.list({ status: 'approved' })).rows).toMatchObject([
      { decidedBy: 'kim', decisionReason: 'yes', decidedAt: clock.nowMs() },
    ]);
    const unknown = retraining.decide('nobody', { status: 'approved', by: 'kim', reason: 'yes' });
    await expect(unknown).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('by hand need no cause, but wait for each other', async () => {
    drift = undefined;
    const asked = { by: 'kim', note: 'a new season' };
    expect(await retraining.request(model, asked)).toMatchObject({
      cause: 'manual',
      requestedBy: 'kim',
      note: 'a new season',
    });
    await expect(retraining.request(model, asked)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await open()).toEqual(['manual']);
  });

  it('do not come from a check of another version', async () => {
    drift = { ...drifted(0.9), modelVersion: 'v0' };
    expect(await retraining.propose(model)).toEqual([]);
  });
});
