#!/usr/bin/env node
import { isEdgeError } from '@harper-edge/contracts';
import { parseArguments } from './arguments.ts';
import { run } from './run.ts';
import { readSettings } from './settings.ts';

try {
  const good = await run(parseArguments(process.argv.slice(2)), readSettings(process.env), process);
  process.exitCode = good ? 0 : 1;
} catch (error) {
  const shown = isEdgeError(error)
    ? error.message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);
  process.stderr.write(`harper-edge-ai-benchmark: ${shown}\n`);
  process.exitCode = isEdgeError(error, 'INVALID_INPUT') ? 2 : 1;
}
