// `npm run vectors -- FOLDER`: every reference case found in the folder through the public functions of the libs.
import { resolve } from 'node:path';
import { suites } from './cases/index.ts';
import { checkFolder } from './check-folder.ts';
import { describeReports } from './describe-reports.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('expected a folder: npm run vectors -- FOLDER\n');
  process.exitCode = 2;
} else {
  // npm runs scripts in the root of the repository, wherever it was called.
  const reports = await checkFolder(resolve(process.env['INIT_CWD'] ?? '', folder), suites);
  const { lines, passed, failed } = describeReports(reports);
  process.stdout.write(`${lines.join('\n')}\n`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
}
