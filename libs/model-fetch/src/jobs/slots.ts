import {
  isEdgeError,
  isFree,
  takeLease,
  type Leased,
  type LeaseTerms,
  type Table,
  type TableDefinition,
} from '@harper-edge/contracts';

/** One of the places in which jobs run: there are as many as jobs may run at once, for all threads together. */
export const fetchSlotTable: TableDefinition<Leased> = { name: 'ModelFetchSlot', indexes: [] };

export interface Slot {
  /** Whether it is still held. */
  renew(): Promise<boolean>;
  release(): Promise<void>;
}

export interface SlotOptions extends LeaseTerms {
  readonly slots: Table<Leased>;
  readonly count: number;
  /** A name that nobody else has. */
  readonly owner: string;
}

/** Takes a free slot; `undefined` when all are held. */
export async function takeSlot({ slots, count, owner, ...terms }: SlotOptions): Promise<Slot | undefined> {
  const until = (): number => terms.clock.nowMs() + terms.leaseMs;
  const change = async (id: string, changes: Partial<Omit<Leased, 'id'>>): Promise<boolean> => {
    try {
      await slots.patch(id, changes, { ifMatch: { leaseOwner: owner } });
      return true;
    } catch (error) {
      if (isEdgeError(error, 'PRECONDITION_FAILED')) return false;
      throw error;
    }
  };
  for (let index = 0; index < count; index++) {
    const id = `slot-${index}`;
    const row = await slotRow(slots, id);
    if (!isFree(row, terms)) continue;
    const taken = await takeLease(slots, row, { changes: { leaseOwner: owner, leaseUntil: until() } });
    if (taken === undefined) continue;
    return {
      renew: () => change(id, { leaseUntil: until() }),
      release: async () => {
        await change(id, { leaseOwner: null, leaseUntil: null });
      },
    };
  }
  return undefined;
}

async function slotRow(slots: Table<Leased>, id: string): Promise<Leased> {
  const row = await slots.get(id);
  if (row !== undefined) return row;
  const empty = { id, leaseOwner: null, leaseUntil: null };
  try {
    await slots.put(empty, { ifAbsent: true });
  } catch (error) {
    // Another thread made it meanwhile.
    if (!isEdgeError(error, 'CONFLICT')) throw error;
  }
  return (await slots.get(id)) ?? empty;
}
