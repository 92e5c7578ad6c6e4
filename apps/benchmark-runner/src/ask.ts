import { createInterface } from 'node:readline/promises';
import { EdgeError } from '@harper-edge/contracts';

export interface Choice {
  readonly name: string;
  readonly description: string;
}

export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/**
 * Lets the user choose one by its number or name; Enter takes the first. Asks again until the answer is one of them.
 *
 * @throws EdgeError INVALID_INPUT when the input ends before
 */
export async function ask(question: string, choices: readonly Choice[], terminal: Terminal): Promise<string> {
  const { output } = terminal;
  const prompt = `${question} [1] `;
  for (const [index, { name, description }] of choices.entries())
    output.write(`  ${index + 1}  ${name.padEnd(24)} ${description}\n`);
  const lines = createInterface(terminal);
  try {
    output.write(prompt);
    for await (const line of lines) {
      const answer = line.trim() || '1';
      const chosen = choices.find(({ name }, index) => answer === name || answer === String(index + 1));
      if (chosen !== undefined) return chosen.name;
      output.write(`expected a number from 1 to ${choices.length}, or a name\n${prompt}`);
    }
  } finally {
    lines.close();
  }
  throw new EdgeError('INVALID_INPUT', `${question}: no answer`);
}
