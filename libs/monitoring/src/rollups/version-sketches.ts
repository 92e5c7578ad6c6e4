import { createMetricTally, type MetricSketch, type MetricTally } from './metric-sketch.ts';

/** Sketches by model version. */
export type VersionSketches = Readonly<Record<string, MetricSketch>>;

/** Tallies by model version. */
export type VersionTallies = Map<string, MetricTally>;

export function tallyOf(tallies: VersionTallies, version: string): MetricTally {
  const found = tallies.get(version);
  if (found !== undefined) return found;
  const made = createMetricTally();
  tallies.set(version, made);
  return made;
}

/** Adds the sketches to the tallies of their versions. */
export function mergeInto(tallies: VersionTallies, sketches: VersionSketches): void {
  for (const [version, sketch] of Object.entries(sketches)) tallyOf(tallies, version).merge(sketch);
}

export function mergeVersions(parts: Iterable<VersionSketches>): VersionSketches {
  const tallies: VersionTallies = new Map();
  for (const part of parts) mergeInto(tallies, part);
  return sketchesOf(tallies);
}

export const sketchesOf = (tallies: VersionTallies): VersionSketches =>
  Object.fromEntries([...tallies].map(([version, tally]) => [version, tally.toJSON()]));
