// A program of this folder as a process of its own, asked by messages and answering by messages.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** @returns {{ ask: (message: object) => Promise<any>, end: () => void }} */
export function startChild(file) {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)));
  return {
    ask: (message) =>
      new Promise((resolve, reject) => {
        child.once('message', (answer) =>
          answer.error === undefined ? resolve(answer) : reject(new Error(answer.error)),
        );
        child.send(message);
      }),
    end: () => child.kill(),
  };
}

/** Answers each message with what `answers[message.do]` makes of it. */
export function answerMessages(answers) {
  process.on('message', async (message) => {
    try {
      process.send(await answers[message.do](message));
    } catch (error) {
      process.send({ error: error.stack ?? String(error) });
    }
  });
}

export const percentile = (values, share) => {
  const sorted = Float64Array.from(values).sort();
  return sorted.length === 0 ? NaN : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
};
export const median = (values) => percentile(values, 0.5);
