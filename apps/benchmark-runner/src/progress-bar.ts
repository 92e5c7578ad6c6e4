import type { Progress } from '@harper-edge/benchmark';

export interface ProgressBar {
  show(title: string, progress: Progress): void;
  clear(): void;
}

const width = 30;
/** The warm-up is the first part of the bar, the rounds the rest. */
const warmUpShare = 0.15;

/** On a terminal one line that changes; elsewhere nothing. */
export function createProgressBar(output: {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}): ProgressBar {
  const erase = '\r\u001b[2K';
  if (output.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  return {
    show: (title, { phase, done, total }) => {
      const part = { 'warm-up': [0, warmUpShare], parity: [warmUpShare, 0], rounds: [warmUpShare, 1 - warmUpShare] }[
        phase
      ];
      const share = (part[0] ?? 0) + ((part[1] ?? 0) * done) / total;
      const filled = Math.round(share * width);
      const line = `${title} [${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ${Math.round(share * 100)} % ${phase}`;
      output.write(erase + line.slice(0, (output.columns ?? 80) - 1));
    },
    clear: () => {
      output.write(erase);
    },
  };
}
