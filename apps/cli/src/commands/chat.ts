import type { Command, Context } from '../command.ts';
import { usageError } from '../cli-error.ts';
import { readInput } from '../read-input.ts';

export const chat: Command = {
  name: 'chat',
  summary: 'Ask a chat model; its answer is shown as it comes',
  args: [
    { name: '<model>', description: 'model, or model:version' },
    { name: '<prompt>', description: 'what to say; @file reads it, - is standard input' },
  ],
  options: [
    { flags: '--system <text>', description: 'what the model is told first' },
    { flags: '--max-tokens <number>', description: 'the answer is cut there', minimum: 1 },
    { flags: '--temperature <number>', description: 'from 0, always alike, to 2' },
  ],
  examples: [
    { line: 'chat assistant "What is an iris?"', says: 'one question' },
    { line: 'chat assistant - --system "Answer in one sentence" < question.txt', says: 'from standard input' },
  ],
  output: { operation: 'postV1ChatCompletions' },
  timeoutMs: 0,
  run: async (context) => {
    const { args, client, given, isJson, signal, stdin, write } = context;
    const [model = '', prompt = ''] = args;
    const system = given.text('system');
    const messages = [
      ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
      { role: 'user' as const, content: await readInput(prompt, stdin) },
    ];
    const body = { model, messages, max_tokens: given.number('max-tokens'), temperature: temperatureOf(context) };
    if (isJson) return { json: await client.chat({ body }, { signal }), show: () => '' };
    let finish: string | null = null;
    for await (const { choices } of client.streamChat({ body }, { signal })) {
      write(safe(choices[0]?.delta.content ?? ''));
      finish = choices[0]?.finish_reason ?? finish;
    }
    write('\n');
    if (finish === 'length') context.note('harper-ai: the answer was cut: --max-tokens');
    return { json: undefined, show: () => '' };
  },
};

function temperatureOf({ given }: Context): number | undefined {
  const text = given.text('temperature');
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 2) return value;
  throw usageError(`--temperature: expected a number from 0 to 2, received ${JSON.stringify(text)}`);
}

/** A model says what it likes; a terminal is to obey none of it but line ends and tabs. */
const safe = (text: string): string => text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
