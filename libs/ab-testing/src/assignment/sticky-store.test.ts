import { describe, expect, it } from 'vitest';
import {
  assignFromRecords,
  assignSticky,
  compileExperiment,
  createMemoryStickyStore,
  lookUpVariant,
  type Experiment,
} from '../index.ts';

const hats: Experiment = {
  id: 'hats',
  variants: [{ id: 'plain' }, { id: 'blue' }],
  fallbackAttribute: 'device',
};
// Their hashes of version 3 are 0.2067 and 0.6166: by hash one is plain, the other blue.
const [early, late] = ['1', 'user-1'];

const start = () => {
  const store = createMemoryStickyStore();
  let now = 0;
  const ask = (experiment: Experiment, unit: Parameters<typeof assignSticky>[1], forced?: Record<string, string>) => {
    now += 1;
    return assignSticky(experiment, unit, { store, clock: () => now, ...(forced ? { context: { forced } } : {}) });
  };
  return { store, ask };
};

describe('assignSticky', () => {
  it('keeps the variant when weights, coverage and targeting change', async () => {
    const { store, ask } = start();
    expect(await ask(hats, early)).toMatchObject({ variantId: 'plain', reason: 'assigned' });
    const changed = {
      ...hats,
      coverage: 0,
      ranges: [
        [0, 0],
        [0, 1],
      ],
      condition: { age: 1 },
    } as const;
    expect(await ask(changed, early)).toMatchObject({ variantId: 'plain', reason: 'sticky' });
    expect(await ask(changed, late)).toMatchObject({ inExperiment: false, reason: 'targeting' });
    expect(await store.get('id||1')).toEqual({ hats: { variantId: 'plain', version: 0, at: 1 } });
    expect(await store.get('id||user-1')).toEqual({});
  });

  it('keeps a variant from before the login', async () => {
    const { store, ask } = start();
    expect(await ask(hats, { device: early })).toMatchObject({ variantId: 'plain', unitAttribute: 'device' });
    expect(await ask(hats, { id: late, device: early })).toMatchObject({
      variantId: 'plain',
      reason: 'sticky',
      unitAttribute: 'id',
    });
    // Now it is known under the id, and goes before another device.
    expect(await ask(hats, { id: late, device: late })).toMatchObject({ variantId: 'plain', reason: 'sticky' });
    expect(await store.get('id||user-1')).toEqual({ hats: { variantId: 'plain', version: 0, at: 2 } });
  });

  it('assigns anew in another version, and leaves out who was stored before the least version, also later', async () => {
    const { store, ask } = start();
    await store.set('id||1', 'hats', { variantId: 'blue', version: 1, at: 0 });
    expect(await ask({ ...hats, version: 1 }, early)).toMatchObject({ variantId: 'blue', reason: 'sticky' });
    expect(await ask({ ...hats, version: 2 }, early)).toMatchObject({ variantId: 'plain', reason: 'assigned' });
    expect(await store.get('id||1')).toEqual({ hats: { variantId: 'plain', version: 2, firstVersion: 1, at: 2 } });
    const blocked = { ...hats, version: 2, minVersion: 2 };
    expect(await ask(blocked, early)).toMatchObject({ inExperiment: false, reason: 'versionBlocked' });
    expect(await ask(blocked, late)).toMatchObject({ inExperiment: true, reason: 'assigned' });
  });

  it('does not store what was forced', async () => {
    const { store, ask } = start();
    expect(await ask(hats, early, { hats: 'blue' })).toMatchObject({ variantId: 'blue', reason: 'forced' });
    expect(await store.get('id||1')).toEqual({});
    expect(await ask(hats, early)).toMatchObject({ variantId: 'plain' });
  });

  it('keeps experiments and attributes apart', async () => {
    const { store, ask } = start();
    await ask(hats, early);
    await ask({ ...hats, id: 'shoes' }, early);
    expect(Object.keys(await store.get('id||1'))).toEqual(['hats', 'shoes']);
    expect(await store.get('device||1')).toEqual({});
    expect(await lookUpVariant({ ...hats, id: 'toString' }, early, store)).toBeNull();
  });
});

describe('lookUpVariant', () => {
  it('says what is stored, and stores nothing', async () => {
    const { store, ask } = start();
    expect(await lookUpVariant(hats, early, store)).toBeNull();
    expect(await store.get('id||1')).toEqual({});
    await ask(hats, { device: early });
    expect(await lookUpVariant(compileExperiment(hats), { id: late, device: early }, store)).toBe('plain');
    expect(await lookUpVariant({ ...hats, version: 1 }, { device: early }, store)).toBeNull();
    expect(
      await lookUpVariant({ ...hats, variants: [{ id: 'red' }, { id: 'blue' }] }, { device: early }, store),
    ).toBeNull();
    expect(await lookUpVariant(hats, {}, store)).toBeNull();
  });
});

describe('assignFromRecords', () => {
  it('says what to store, and nothing if it is stored', () => {
    const compiled = compileExperiment(hats);
    const first = assignFromRecords(compiled, early, { recordOf: () => undefined, clock: () => 5 });
    expect(first.changed).toEqual({ unitKey: 'id||1', record: { variantId: 'plain', version: 0, at: 5 } });
    const again = assignFromRecords(compiled, early, { recordOf: () => first.changed?.record, clock: () => 6 });
    expect(again).toMatchObject({ assignment: { reason: 'sticky', variantId: 'plain' }, changed: null });
  });
});
