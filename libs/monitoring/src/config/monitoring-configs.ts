import { isEdgeError, type Clock, type Table } from '@harper-edge/contracts';
import { checkDriftSettings, checkQualitySettings } from './drift-settings.ts';
import { checkEventSettings, defaultEventSettings, type EventSettings } from './event-settings.ts';
import { checkRetrainingSettings } from './retraining-settings.ts';
import type { MonitoringConfig } from './monitoring-config-table.ts';

export interface MonitoringConfigs {
  /** The row as it is; that of a model without one has its id only. */
  read(modelId: string): Promise<MonitoringConfig>;
  /** Replaces the given sections, and leaves the others. @throws EdgeError INVALID_INPUT */
  write(modelId: string, sections: Omit<MonitoringConfig, 'id'>): Promise<MonitoringConfig>;
  /** Of the model's events. At once after a change on this host, after a few seconds when another node made it. */
  events(modelId: string): Promise<EventSettings>;
  /** The same where they have been read lately, `undefined` otherwise. */
  knownEvents(modelId: string): EventSettings | undefined;
}

/** A change that came from another node is seen after this long. */
const staleMs = 5_000;
/** Models whose settings are kept in memory. */
const maxKnown = 10_000;

interface Known {
  readonly events: EventSettings;
  readonly changes: number | undefined;
  readonly readMs: number;
}

/** The configuration of each model, with what is read for every event kept in memory. */
export function createMonitoringConfigs(table: Table<MonitoringConfig>, clock: Clock): MonitoringConfigs {
  const known = new Map<string, Known>();

  const knownEvents = (modelId: string): EventSettings | undefined => {
    const found = known.get(modelId);
    if (found === undefined || found.changes !== table.changes?.()) return undefined;
    return clock.monotonicMs() - found.readMs < staleMs ? found.events : undefined;
  };

  const read = async (modelId: string): Promise<MonitoringConfig> => (await table.get(modelId)) ?? { id: modelId };

  return {
    read,
    knownEvents,
    events: async (modelId) => {
      const kept = knownEvents(modelId);
      if (kept !== undefined) return kept;
      const [changes, readMs] = [table.changes?.(), clock.monotonicMs()];
      const last = known.get(modelId)?.events;
      const { events = defaultEventSettings } = await read(modelId).catch((error: unknown) => {
        // A store that fails is no reason to forget what was known.
        if (last === undefined) throw error;
        return { events: last };
      });
      if (known.size >= maxKnown) known.clear();
      known.set(modelId, { events, changes, readMs });
      return events;
    },
    write: async (modelId, sections) => {
      if (sections.events !== undefined) checkEventSettings(sections.events);
      if (sections.drift !== undefined) checkDriftSettings(sections.drift);
      if (sections.quality !== undefined) checkQualitySettings(sections.quality);
      if (sections.retraining !== undefined) checkRetrainingSettings(sections.retraining);
      for (;;) {
        try {
          return await table.patch(modelId, sections);
        } catch (error) {
          if (!isEdgeError(error) || error.code !== 'NOT_FOUND') throw error;
        }
        try {
          const row = { id: modelId, ...sections };
          await table.put(row, { ifAbsent: true });
          return row;
        } catch (error) {
          // Somebody else was first: then it can be patched.
          if (!isEdgeError(error) || error.code !== 'CONFLICT') throw error;
        }
      }
    },
  };
}
