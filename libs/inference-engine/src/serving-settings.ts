import { EdgeError, type DeclaredMetadata, type Json } from '@harper-edge/contracts';

export interface ServingSettings {
  /** Default false. */
  readonly pinned: boolean;
  /** Milliseconds; declared as `keepAliveSeconds`. */
  readonly keepAliveMs: number;
  readonly maxBatchRows: number;
}

/**
 * Reads `serving: { pinned?, keepAliveSeconds?, maxBatchRows? }` of the declared metadata.
 *
 * @throws EdgeError INVALID_INPUT on another member or a value out of range.
 */
export function readServingSettings(
  { serving = {} }: DeclaredMetadata,
  defaults: Pick<ServingSettings, 'keepAliveMs' | 'maxBatchRows'>,
): ServingSettings {
  if (typeof serving !== 'object' || serving === null || Array.isArray(serving))
    throw wrong('serving', 'an object', serving);
  const {
    pinned = false,
    keepAliveSeconds,
    maxBatchRows = defaults.maxBatchRows,
    ...rest
  } = serving as DeclaredMetadata;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw wrong('serving', 'only pinned, keepAliveSeconds and maxBatchRows', unknown);
  if (typeof pinned !== 'boolean') throw wrong('serving.pinned', 'true or false', pinned);
  if (typeof maxBatchRows !== 'number' || !Number.isInteger(maxBatchRows) || maxBatchRows < 1 || maxBatchRows > 4_096) {
    throw wrong('serving.maxBatchRows', 'a whole number from 1 to 4096', maxBatchRows);
  }
  if (keepAliveSeconds === undefined) return { pinned, maxBatchRows, keepAliveMs: defaults.keepAliveMs };
  if (typeof keepAliveSeconds !== 'number' || keepAliveSeconds < 0) {
    throw wrong('serving.keepAliveSeconds', 'a number of seconds from 0', keepAliveSeconds);
  }
  return { pinned, maxBatchRows, keepAliveMs: keepAliveSeconds * 1_000 };
}

const wrong = (name: string, expected: string, received: Json): EdgeError =>
  new EdgeError(
    'INVALID_INPUT',
    `metadata.${name}: expected ${expected}, received ${JSON.stringify(received).slice(0, 80)}`,
  );
