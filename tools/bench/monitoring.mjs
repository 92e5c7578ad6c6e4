// `npm run bench:monitoring`: what recording a prediction costs, and how fast a million of them are asked about.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, checkNode, install, runMain, StartError } from '../prepare.mjs';
import { median } from './child.mjs';

const { values: flags } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '7' },
    /** Everything is compiled already. */
    'no-build': { type: 'boolean', default: false },
  },
});

await runMain(async () => {
  const [count, rounds] = [Number(flags.events), Number(flags.rounds)];
  if (!(count >= 10_000 && rounds >= 1)) throw new StartError('expected --events from 10000 and --rounds from 1');
  checkNode();
  if (!flags['no-build']) {
    await install();
    await build();
  }
  const { measure } = await import('./monitoring-measures.mjs');
  const folder = await mkdtemp(join(tmpdir(), 'harper-edge-bench-monitoring-'));
  try {
    const rows = await measure({ folder, count, rounds });
    console.log(`\n${count.toLocaleString('en')} events, medians of ${rounds} rounds (least to most)\n`);
    for (const row of rows) print(row);
    if (rows.some(({ met }) => !met)) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

function print({ what, values, unit, target, met }) {
  const show = (value) => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2));
  const range = values.length === 1 ? '' : `(${show(Math.min(...values))} to ${show(Math.max(...values))})`;
  const verdict = `${target} ${met ? 'ok' : 'MISSED'}`;
  console.log(
    `${what.padEnd(58)} ${show(median(values)).padStart(9)} ${unit.padEnd(9)} ${range.padEnd(24)} ${verdict}`,
  );
}
