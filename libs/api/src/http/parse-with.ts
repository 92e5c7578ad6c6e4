import { EdgeError } from '@harper-edge/contracts';
import type { z } from 'zod';

/**
 * Parses with a schema; `where` says what was parsed ("body", "query").
 *
 * @throws EdgeError INVALID_INPUT naming every member that is wrong, the first also as the fact `param`.
 */
export function parseWith<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, 5).map(({ path, message }) => {
    const member = path.map(String).join('.');
    return `${member === '' ? where : `${where}.${member}`}: ${message.replace(/^Invalid input: /, '')}`;
  });
  const param = parsed.error.issues[0]?.path.map(String).join('.');
  throw new EdgeError('INVALID_INPUT', faults.join('; '), { param: param === '' ? undefined : param });
}
