// `nx bench <lib>`: the files of libs/<lib>/bench against their peers. Each exports `rows(peers)`, and `peers`, the npm
// packages of tools that it compares with: a lib itself depends on none of them.
import { readdir, readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { checkNode, root, run, runMain, StartError } from '../prepare.mjs';
import { sideBySide, tableOf } from './side-by-side.mjs';

const { values: flags } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, only: { type: 'string', default: '' } },
});

await runMain(async () => {
  const rounds = Number(flags.rounds);
  if (!(rounds >= 1)) throw new StartError('expected --rounds from 1');
  checkNode();
  const lib = basename(process.cwd());
  const folder = join(root, 'libs', lib, 'bench');
  await run(`compiling ${lib}`, process.execPath, ['node_modules/typescript/bin/tsc', '-b', `libs/${lib}`]);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.mjs') && name.includes(flags.only)).sort();
  if (files.length === 0) throw new StartError(`no benchmark named *${flags.only}*.mjs in libs/${lib}/bench`);
  process.stdout.write(
    `\n${cpus().length} x ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.versions.node}; medians of ${rounds} rounds\n`,
  );
  let missed = false;
  for (const file of files) {
    const { peers = [], rows } = await import(pathToFileURL(join(folder, file)).href);
    const results = sideBySide(await rows(await loadPeers(peers)), { rounds });
    process.stdout.write(`\n${file}\n${tableOf(results).join('\n')}\n`);
    missed ||= results.some(({ targets }) => targets.some(({ met }) => !met));
  }
  if (missed) process.exitCode = 1;
});

/** Each package by its name: what it exports, and its `version`. */
async function loadPeers(names) {
  const load = async (name) => {
    const { default: whole, ...parts } = await import(name);
    const { version } = JSON.parse(await readFile(join(root, 'node_modules', name, 'package.json'), 'utf8'));
    return [name, { ...whole, ...parts, version }];
  };
  return Object.fromEntries(await Promise.all(names.map(load)));
}
