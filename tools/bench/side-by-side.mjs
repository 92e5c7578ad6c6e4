// Two ways to do the same work on the same data, measured in turns so that both see the same machine.
import { median } from './child.mjs';

/**
 * @typedef {object} Row
 * @property {string} what the work, as a line of the table
 * @property {() => unknown} ours does the work once
 * @property {() => unknown} [theirs] does the same work with the peer
 * @property {string} [peer] who `theirs` is, with its version if it has one
 * @property {number} [operations] how many operations one call is; default 1
 * @property {number} [within] the largest relative difference of the two numbers returned; an error if it is more
 * @property {number} [least] the target: theirs / ours is at least this
 * @property {number} [mostMs] the target: one call of ours takes at most this
 * @property {number} [leastPerSecond] the target: this many operations of ours a second
 */

/**
 * Interleaved rounds of every row, the first of which is thrown away; medians over the rounds.
 *
 * @param {readonly Row[]} rows
 * @param {{ rounds?: number, roundMs?: number, clock?: () => number }} [options] `roundMs` is the least time that each
 *   side of a row is repeated for in a round
 */
export function sideBySide(rows, { rounds = 7, roundMs = 60, clock = () => performance.now() } = {}) {
  const times = rows.map((row) => {
    checkAnswers(row);
    return { ours: [], theirs: [], ratio: [] };
  });
  for (let round = 0; round <= rounds; round += 1) {
    for (const [at, row] of rows.entries()) {
      // Who goes first changes, so that neither always finds the caches the other left.
      const sides = round % 2 === 0 ? ['ours', 'theirs'] : ['theirs', 'ours'];
      const taken = {};
      for (const side of sides) if (row[side] !== undefined) taken[side] = timeOf(row[side], { roundMs, clock });
      if (round === 0) continue;
      for (const [side, ms] of Object.entries(taken)) times[at][side].push(ms);
      if (taken.theirs !== undefined) times[at].ratio.push(taken.theirs / taken.ours);
    }
  }
  return rows.map((row, at) => summarise(row, times[at]));
}

function checkAnswers({ what, ours, theirs, within }) {
  if (within === undefined) return;
  const [our, their] = [ours(), theirs()];
  if (!(Math.abs(our - their) <= within * Math.abs(their))) {
    throw new Error(`${what}: ours is ${our}, theirs ${their}; they are to agree within ${within}`);
  }
}

/** Milliseconds a call, over as many calls as take `roundMs`. */
function timeOf(work, { roundMs, clock }) {
  let calls = 0;
  const start = clock();
  let now = start;
  while (now - start < roundMs) {
    work();
    calls += 1;
    now = clock();
  }
  return (now - start) / calls;
}

function summarise(row, { ours, theirs, ratio }) {
  const ourMs = median(ours);
  const figures = {
    ourMs,
    theirMs: theirs.length > 0 ? median(theirs) : undefined,
    ratio: ratio.length > 0 ? median(ratio) : undefined,
    perSecond: ((row.operations ?? 1) / ourMs) * 1000,
  };
  const targets = [
    row.least !== undefined && { target: `>= ${row.least}x`, met: figures.ratio >= row.least },
    row.mostMs !== undefined && { target: `<= ${row.mostMs} ms`, met: ourMs <= row.mostMs },
    row.leastPerSecond !== undefined && {
      target: `>= ${row.leastPerSecond / 1e6} M/s`,
      met: figures.perSecond >= row.leastPerSecond,
    },
  ].filter((target) => target !== false);
  return { row, ...figures, targets };
}

/** The table of `sideBySide`, a line for each row. */
export function tableOf(results) {
  const width = Math.max(...results.map(({ row }) => row.what.length));
  return results.map(({ row, ourMs, theirMs, ratio, targets }) => {
    const operations = row.operations ?? 1;
    const verdicts = targets.map(({ target, met }) => `${target} ${met ? 'ok' : 'MISSED'}`).join(', ');
    return [
      row.what.padEnd(width),
      `ours ${show(ourMs, operations)}`.padEnd(22),
      (theirMs === undefined ? '' : `${row.peer} ${show(theirMs, operations)}`).padEnd(36),
      (ratio === undefined ? '' : `${ratio.toFixed(2)}x`).padEnd(9),
      verdicts,
    ]
      .join('  ')
      .trimEnd();
  });
}

function show(ms, operations) {
  const each = ms / operations;
  if (each >= 0.1) return `${each.toPrecision(3)} ms`;
  return each >= 1e-3 ? `${(each * 1e3).toPrecision(3)} µs` : `${(each * 1e6).toPrecision(3)} ns`;
}
