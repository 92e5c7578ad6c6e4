import type { Argument, Command, Option } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { globalOptions } from '../program.ts';
import { settingNames } from '../settings.ts';

/** docs/cli.md. */
export function cliPage(commands: readonly Command[]): string {
  return `# Command line

<!-- Written by apps/cli/src/write-documents.ts (npm run generate); what is said here is changed there. -->

\`harper-ai\` talks to a running host, Harper or standalone. In a checkout, \`npm run build\` builds it and \`npx harper-ai\`
runs it. Every command has a help with examples: \`npx harper-ai model upload --help\`.

## A walk through

With a host running (\`npm start\`), upload a model and look at what the host made of it:

\`\`\`bash
npx harper-ai doctor --url http://localhost:9926
export EDGE_AI_URL=http://localhost:9926
npx harper-ai model upload examples/iris/iris-logreg.onnx garden:v1 --stage production
npx harper-ai model show garden:v1
\`\`\`

Ask it, say what the flower really was, and see how it does:

\`\`\`bash
INFERENCE_ID=$(npx harper-ai predict garden '{"float_input": [5.1, 3.5, 1.4, 0.2]}' --json | node -p 'JSON.parse(fs.readFileSync(0)).inferenceId')
npx harper-ai feedback "$INFERENCE_ID" setosa --correct
npx harper-ai metrics garden
npx harper-ai events garden --limit 5
\`\`\`

## Conventions

- On a terminal there are tables, colours (unless \`NO_COLOR\` is set) and progress bars. Elsewhere lists are rows with tabs
  between their cells, for \`cut\` and \`awk\`, and there is no progress.
- \`--json\` prints one JSON document on standard output; [output.schema.json](../apps/cli/output.schema.json) says what it
  holds for each command, and fields are only ever added. A failure is one JSON document on standard error.
- \`-\` reads standard input and \`@file\` a file, wherever features, texts, metadata or outcomes are taken.
- Whole numbers beyond 2^53 reach the model as they are written.
- What destroys something asks first. \`--yes\` answers, \`--dry-run\` only says what would happen.

### Exit codes

${table(
  ['code', 'meaning'],
  Object.values(exitCodes).map(({ code, meaning }) => [String(code), meaning]),
)}

### Settings

Flags come before the environment, that before a file \`.env\` in the current folder, that before the config file
\`~/.config/harper-ai/config.json\` (or \`--config\`), a JSON object. Credentials have no flags, as other users of a machine
see those. When a \`.env\` names the host, no credential from the environment or the config file is sent there.

${table(
  ['variable', 'in the config file', 'default', 'meaning'],
  Object.entries(settingNames).map(([name, setting]) => [
    `\`${setting.variable}\``,
    `\`${name}\``,
    setting.default,
    setting.meaning,
  ]),
)}

### Completion

\`harper-ai completion bash\`, \`zsh\` or \`fish\` prints a script that completes commands, options and their values; its help
says where shells look for it.

## Commands

${commands.map(section).join('\n')}
## Options of every command

${globalOptions.map(optionLine).join('\n')}
`;
}

function section({ name, summary, details, args, options, examples }: Command): string {
  const usage = [
    'harper-ai',
    name,
    ...args.map((argument) => argument.name),
    ...(options.length > 0 ? ['[options]'] : []),
  ];
  const parts = [
    `### ${name}`,
    `${summary}.${details === undefined ? '' : ` ${details}`}`,
    `\`${usage.join(' ')}\``,
    [...args.map(argumentLine), ...options.map(optionLine)].join('\n'),
    `For example:`,
    examples.map(({ line, says }) => `- \`harper-ai ${line}\`: ${says}`).join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const among = (choices: readonly string[] | undefined): string =>
  choices === undefined ? '' : `; one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`;

const argumentLine = ({ name, description, choices }: Argument): string =>
  `- \`${name}\`: ${description}${among(choices)}`;

const optionLine = ({ flags, description, choices }: Option): string =>
  `- \`${flags}\`: ${description}${among(choices)}`;

/** With columns as wide as their widest cell, as Prettier has them. */
function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(header), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n');
}
