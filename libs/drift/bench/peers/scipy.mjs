// SciPy in a process of its own, asked line by line, so that it does the same work on the same data in the same run.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Undefined where there is no python3 with SciPy, or no named pipes. */
export function startScipy() {
  if (spawnSync('python3', ['-c', 'import scipy']).status !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'drift-bench-'));
  const [asking, answering] = ['asking', 'answering'].map((name) => join(folder, name));
  if (spawnSync('mkfifo', [asking, answering]).status !== 0) return undefined;
  // A shell opens the pipes, since opening one waits for the other end.
  const script = join(import.meta.dirname, 'answer-requests.py');
  const child = spawn('sh', ['-c', 'exec python3 "$1" <"$2" >"$3"', 'sh', script, asking, answering], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [to, from] = [openSync(asking, 'w'), openSync(answering, 'r')];
  const buffer = Buffer.alloc(4096);
  const readLine = () => {
    let line = '';
    while (!line.endsWith('\n')) {
      const length = readSync(from, buffer);
      if (length === 0) throw new Error('SciPy ended without an answer');
      line += buffer.toString('utf8', 0, length);
    }
    return JSON.parse(line);
  };
  const { version } = readLine();
  const ask = (request) => {
    writeSync(to, `${JSON.stringify(request)}\n`);
    return readLine().answer;
  };
  // The process ends with its input; this one is not kept alive by it.
  child.unref();
  process.once('exit', () => {
    closeSync(to);
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    version: `scipy ${version}`,
    ask,
    /** Hands over doubles, in as many columns of equal length as said; 0 for a plain array. */
    give: (name, values, columns = 0) => {
      const file = join(folder, name);
      writeFileSync(file, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      ask({ do: 'data', name, file, columns });
      rmSync(file);
    },
    giveTexts: (name, columns) => {
      const file = join(folder, name);
      writeFileSync(file, JSON.stringify(columns));
      ask({ do: 'texts', name, file });
      rmSync(file);
    },
  };
}
