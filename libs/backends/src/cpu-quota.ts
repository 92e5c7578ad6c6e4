import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { posix } from 'node:path';

export interface CpuQuotaOptions {
  /** CPUs the scheduler may put this process on. Default: of this machine. */
  readonly parallelism?: number;
  /** Text of a file, or `undefined` where there is none. Default: from disk. */
  readonly readFile?: (path: string) => string | undefined;
}

/**
 * Whole CPUs this process may keep busy: the CPUs it can be scheduled on, or less where a control group limits its CPU time
 * (a container with `--cpus=1.5` counts 1, since a second thread would mostly be throttled). At least 1.
 *
 * Node 20's `availableParallelism` knows of CPU sets, but not of CPU time limits. They are read from version 2
 * (`cpu.max`: "quota period", or "max") and version 1 (`cpu.cfs_quota_us`, -1 for none, over `cpu.cfs_period_us`), for the
 * group of this process and all above it. Source: kernel documentation, admin-guide/cgroup-v2 and scheduler/sched-bwc.
 *
 * @example const backend = createOnnxBackend({ intraOpThreads: cpuQuota() });
 */
export function cpuQuota({
  parallelism = availableParallelism(),
  readFile = readIfPresent,
}: CpuQuotaOptions = {}): number {
  const limits = controlGroups(readFile('/proc/self/cgroup') ?? '').flatMap((folder) => [
    limitOf(readFile(`${folder}/cpu.max`)?.trim().split(' ')),
    limitOf([readFile(`${folder}/cpu.cfs_quota_us`), readFile(`${folder}/cpu.cfs_period_us`)]),
  ]);
  return Math.max(1, Math.floor(Math.min(parallelism, ...limits)));
}

/** CPUs for "quota, period"; infinite where a part is missing, "max" or -1. */
function limitOf([quota, period]: readonly (string | undefined)[] = []): number {
  const cpus = Number(quota ?? NaN) / Number(period ?? NaN);
  return cpus > 0 ? cpus : Infinity;
}

/** Folders of the groups that may limit CPU time, from lines `id:controllers:path`; the version 2 line has no controllers. */
function controlGroups(procSelfCgroup: string): string[] {
  const folders = new Set(['/sys/fs/cgroup', '/sys/fs/cgroup/cpu', '/sys/fs/cgroup/cpu,cpuacct']);
  for (const line of procSelfCgroup.split('\n')) {
    const [, controllers, ...rest] = line.split(':');
    if (controllers === undefined || !(controllers === '' || controllers.split(',').includes('cpu'))) continue;
    const root = posix.join('/sys/fs/cgroup', controllers);
    // In a container the path may be that of the host and not exist here: then only the mounted root counts.
    for (let path = rest.join(':'); path !== '/' && path.startsWith('/'); path = posix.dirname(path)) {
      folders.add(posix.join(root, path));
    }
  }
  return [...folders];
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
