import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { cpuQuota } from './cpu-quota.ts';

const v1 = '4:memory:/\n3:cpu,cpuacct:/docker/abc\n1:name=systemd:/\n';
const v1Limit = (folder: string, quota: string): Record<string, string> => ({
  [`${folder}/cpu.cfs_quota_us`]: `${quota}\n`,
  [`${folder}/cpu.cfs_period_us`]: '100000\n',
});

describe('cpuQuota', () => {
  const rows: readonly [string, number, Record<string, string>, number][] = [
    ['no control groups', 8, {}, 8],
    ['version 2 without a limit', 8, { '/sys/fs/cgroup/cpu.max': 'max 100000\n' }, 8],
    ['version 2, two CPUs', 8, { '/sys/fs/cgroup/cpu.max': '200000 100000\n' }, 2],
    ['version 2, one and a half: whole CPUs', 8, { '/sys/fs/cgroup/cpu.max': '150000 100000' }, 1],
    ['version 2, half a CPU: at least one', 8, { '/sys/fs/cgroup/cpu.max': '50000 100000' }, 1],
    ['version 2, more than there are', 2, { '/sys/fs/cgroup/cpu.max': '400000 100000' }, 2],
    ['version 2, another period', 8, { '/sys/fs/cgroup/cpu.max': '30000 10000' }, 3],
    [
      'version 2, the tightest group above wins',
      8,
      {
        '/proc/self/cgroup': '0::/kubepods/pod1/app\n',
        '/sys/fs/cgroup/kubepods/pod1/app/cpu.max': 'max 100000',
        '/sys/fs/cgroup/kubepods/pod1/cpu.max': '300000 100000',
        '/sys/fs/cgroup/kubepods/cpu.max': '600000 100000',
      },
      3,
    ],
    ['version 1, mounted root', 8, v1Limit('/sys/fs/cgroup/cpu', '400000'), 4],
    ['version 1 without a limit', 8, v1Limit('/sys/fs/cgroup/cpu', '-1'), 8],
    [
      'version 1, own group',
      8,
      { '/proc/self/cgroup': v1, ...v1Limit('/sys/fs/cgroup/cpu,cpuacct/docker/abc', '250000') },
      2,
    ],
    ['unreadable numbers', 4, { '/sys/fs/cgroup/cpu.max': 'what is this', '/proc/self/cgroup': 'neither' }, 4],
    ['a zero quota is no limit', 4, { '/sys/fs/cgroup/cpu.max': '0 100000' }, 4],
  ];
  it.each(rows)('%s', (_what, parallelism, files, expected) => {
    expect(cpuQuota({ parallelism, readFile: (path) => files[path] })).toBe(expected);
  });

  it('is between 1 and the available parallelism on this machine', () => {
    const quota = cpuQuota();
    expect(Number.isInteger(quota)).toBe(true);
    expect(quota).toBeGreaterThanOrEqual(1);
    expect(quota).toBeLessThanOrEqual(availableParallelism());
  });
});
