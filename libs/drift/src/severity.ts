/** `drift` if both keys turned, `possible` if exactly one did. */
export type Severity = 'none' | 'possible' | 'drift';

/**
 * The two-key rule: an alarm takes a difference that chance does not explain and that is large enough to matter. Many
 * rows make any difference significant, few make large ones by chance.
 */
export function severityOf({ significant, large }: { significant: boolean; large: boolean }): Severity {
  if (significant && large) return 'drift';
  return significant || large ? 'possible' : 'none';
}
