import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commands } from '../commands/index.ts';
import { completions, type Shell } from './index.ts';

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;
const without = (shell: string): string => (has(shell) ? '' : ` (skipped: there is no ${shell})`);

/** What bash completes at the end of a line. */
function bashCompletes(line: string): readonly string[] {
  const script = `${completions.bash(commands)}
COMP_WORDS=(${line
    .split(' ')
    .map((word) => `'${word}'`)
    .join(' ')}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _harper_ai; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((word) => word !== '');
}

describe('completion', () => {
  it.skipIf(!has('bash'))(`of bash knows commands, options and values${without('bash')}`, () => {
    expect(bashCompletes('harper-ai mod')).toEqual(['model']);
    expect(bashCompletes('harper-ai model ')).toEqual(expect.arrayContaining(['list', 'upload', '--json']));
    expect(bashCompletes('harper-ai model up')).toEqual(['upload']);
    expect(bashCompletes('harper-ai --url http://h model li')).toEqual(['list']);
    expect(bashCompletes('harper-ai model list --st')).toEqual(['--stage']);
    expect(bashCompletes('harper-ai model list --stage pro')).toEqual(['production']);
    expect(bashCompletes('harper-ai alert re')).toEqual(['retraining']);
    expect(bashCompletes('harper-ai alert retraining ap')).toEqual(['approve']);
    expect(bashCompletes('harper-ai alert retraining list --status rej')).toEqual(['rejected']);
    expect(bashCompletes('harper-ai model upload --metadata ')).toEqual([]);
    expect(bashCompletes('harper-ai completion ')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
  });

  it.each<[Shell, readonly string[]]>([
    ['bash', ['-n']],
    ['zsh', ['-n']],
    ['fish', ['--no-execute']],
  ])('of %s is a script that the shell understands, where it is installed', (shell, check) => {
    const script = completions[shell](commands);
    for (const { name } of commands) expect(script).toContain(name.split(' ').at(-1));
    expect(script).toContain('--json'.slice(shell === 'fish' ? 2 : 0));
    if (!has(shell)) return;
    const { status, stderr } = spawnSync(shell, check, { input: script, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });
});
