/** First in first out for each tenant, tenants in turns. */
export interface TenantQueue<Job> {
  readonly length: number;
  /** Tenants with something in the queue. */
  readonly tenants: number;
  /** Jobs of this tenant. */
  lengthOf(tenant: string): number;
  push(tenant: string, job: Job): void;
  /** The next jobs, tenant by tenant, for which `accept` says yes; the first for which it says no ends its tenant's turn. */
  take(accept: (job: Job) => boolean): Job[];
  /** Takes out every job for which `test` says yes. */
  remove(test: (job: Job) => boolean): Job[];
}

export function createTenantQueue<Job>(): TenantQueue<Job> {
  // The order of the map is the order of turns: who was served goes to its end.
  const queues = new Map<string, Job[]>();
  let length = 0;

  return {
    get length() {
      return length;
    },
    get tenants() {
      return queues.size;
    },
    lengthOf: (tenant) => queues.get(tenant)?.length ?? 0,
    push: (tenant, job) => {
      const queue = queues.get(tenant);
      if (queue === undefined) queues.set(tenant, [job]);
      else queue.push(job);
      length++;
    },
    take: (accept) => {
      const taken: Job[] = [];
      const over = new Set<string>();
      while (over.size < queues.size) {
        for (const [tenant, queue] of queues) {
          const [job] = queue;
          if (over.has(tenant)) continue;
          if (job === undefined || !accept(job)) {
            over.add(tenant);
            continue;
          }
          queue.shift();
          length--;
          taken.push(job);
          queues.delete(tenant);
          if (queue.length > 0) queues.set(tenant, queue);
          // A map hands out what is put back at its end again: one job a tenant and round.
          break;
        }
      }
      return taken;
    },
    remove: (test) => {
      const removed: Job[] = [];
      for (const [tenant, queue] of queues) {
        const kept = queue.filter((job) => !test(job));
        if (kept.length === queue.length) continue;
        removed.push(...queue.filter(test));
        length -= queue.length - kept.length;
        if (kept.length === 0) queues.delete(tenant);
        else queues.set(tenant, kept);
      }
      return removed;
    },
  };
}
