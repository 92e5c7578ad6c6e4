import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CliError } from './cli-error.ts';
import { commands } from './commands/index.ts';
import { parseInvocation, type Invocation } from './program.ts';
import { version } from './version.ts';

interface Parsed {
  readonly invocation: Invocation | undefined;
  readonly printed: string;
}

function parse(argv: readonly string[], hasColours = false): Parsed {
  let printed = '';
  const write = (text: string): void => void (printed += text);
  const invocation = parseInvocation(argv, {
    commands,
    version,
    isTerminal: false,
    hasColours,
    write,
    writeError: write,
  });
  return { invocation, printed };
}

/** Words as a shell sees them, up to a pipe or a redirection. */
const words = (line: string): readonly string[] =>
  [...line.replace(/ (\||>|<) .*/, '').matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, plain]) => single ?? double ?? plain ?? ''); // prettier-ignore

describe('every command', () => {
  it('has a name of its own, arguments that its examples show, and examples that are understood', () => {
    expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length);
    for (const { name, examples } of commands) {
      expect(examples.length).toBeGreaterThan(0);
      for (const { line } of examples)
        expect([line, parse(words(line)).invocation?.command.name]).toEqual([line, name]);
    }
  });

  it.each(commands.map(({ name }) => name))('%s has a help with examples', (name) => {
    const { invocation, printed } = parse([...name.split(' '), '--help']);
    expect(invocation).toBeUndefined();
    expect(printed).toMatch(
      new RegExp(`^Usage: harper-ai ${name}[^]*Global Options:[^]*Examples:\n {2}harper-ai ${name}`),
    );
    expect(printed).not.toContain('\u001b');
  });
});

describe('the command line', () => {
  it('is read with options before and after', () => {
    const argv = ['--json', 'model', 'list', '--limit', '5', '--url', 'http://h', '--no-color'];
    const { given, args, command } = parse(argv).invocation ?? expect.fail();
    expect([command.name, args]).toEqual(['model list', []]);
    expect([given.flag('json'), given.number('limit'), given.text('url'), given.flag('quiet')]).toEqual([true, 5, 'http://h', false]); // prettier-ignore
    const predict = parse(['predict', 'm', '--text', 'a', '--text', 'b']).invocation ?? expect.fail();
    expect([predict.args, predict.given.list('text')]).toEqual([['m'], ['a', 'b']]);
    expect(parse(['embed', 'm', 'a', 'b']).invocation?.args).toEqual(['m', 'a', 'b']);
  });

  it('shows its commands, and its version', async () => {
    const { printed } = parse(['--help']);
    for (const name of new Set(commands.map((command) => command.name.split(' ')[0] ?? ''))) expect(printed).toContain(`\n  ${name}`); // prettier-ignore
    expect(parse(['--help'], true).printed).toContain('\u001b[1mUsage:\u001b[22m');
    expect(parse(['--version']).printed).toBe(`${version}\n`);
    const manifest = await readFile(join(import.meta.dirname, '../package.json'), 'utf8');
    expect((JSON.parse(manifest) as { version: string }).version).toBe(version);
  });

  it.each([
    [['modle'], /unknown command 'modle'.*harper-ai --help$/],
    [['model', 'sow'], /Did you mean show\?.*harper-ai model --help$/],
    [['model', 'show'], /missing required argument 'model'; see: harper-ai model show --help$/],
    [['model', 'show', 'a', 'b'], /too many arguments.*harper-ai model show --help$/],
    [['model', 'list', '--stage', 'x'], /Allowed choices are development.*harper-ai model list --help$/],
    [['alert'], /^expected a command; see: harper-ai alert --help$/],
    [['alert', 'retraining', 'aprove', 'x'], /Did you mean approve\?.*harper-ai alert retraining --help$/],
    [['alert', 'retraining', 'reject'], /missing required argument.*harper-ai alert retraining reject --help$/],
    [['ps', '--limit', '1'], /unknown option '--limit'.*harper-ai ps --help$/],
    [['model', 'list', '--limit', 'x'], /^--limit <number>: expected a whole number of at least 1, received "x"$/],
  ])('that is wrong is refused in one line: %j', (argv, says) => {
    expect(() => parse(argv)).toThrow(CliError);
    expect(() => parse(argv)).toThrow(says);
  });
});
