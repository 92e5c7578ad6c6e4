import { expect } from 'vitest';
import { describePage } from './run-page.ts';

const text = expect.any(String) as string;

describePage('docs/alerts.md', (answers) => {
  const slow = {
    id: 'slow',
    expression: 'p95Latency > 500 over 5m for 5m',
    clearThreshold: 400,
    severity: 'critical',
    minimumSamples: 20,
  };
  const approved = {
    id: 'guarded:manual:000001',
    cause: 'manual',
    status: 'approved',
    note: 'a new season',
    decidedBy: text,
    decisionReason: 'the new season is in the data',
  };
  expect(answers).toMatchObject([
    { success: true },
    slow,
    { id: 'idle', modelName: 'guarded', expression: 'count < 1 over 10m', noData: 'ok' },
    slow,
    { alerts: [] },
    { id: 'ops', kind: 'webhook', settings: { url: 'https://example.org/…', hasSecret: true } },
    { id: 'journal', kind: 'log', enabled: true },
    { delivered: true },
    { id: 'ops', deleted: true },
    { deliveries: [] },
    { id: 'upgrade', modelName: 'guarded', by: text, reason: 'an upgrade' },
    { id: 'upgrade', deleted: true },
    { modelName: 'guarded', retraining: { enabled: true, newLabelled: 5_000, every: '30d', driftScore: 0.5 } },
    approved,
    { requests: [approved] },
  ]);
});
