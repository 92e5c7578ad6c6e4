import { formatBytes, formatDuration } from './format.ts';

/** A line on standard error that changes while something long goes on; nothing where that is no terminal. */
export interface Progress {
  /** Bytes of a transfer, with speed and time left. Without a known total only how much and how fast. */
  bytes(title: string, transfer: { readonly doneBytes: number; readonly totalBytes: number | undefined }): void;
  text(line: string): void;
  clear(): void;
}

export interface ProgressOptions {
  readonly output: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };
  /** In ms, monotonic. */
  readonly nowMs: () => number;
}

const barWidth = 24;
const shownEveryMs = 100;
const erase = '\r\u001b[2K';

export function createProgress({ output, nowMs }: ProgressOptions): Progress {
  if (output.isTTY !== true) return { bytes: () => undefined, text: () => undefined, clear: () => undefined };
  let begun: { readonly title: string; readonly ms: number; readonly bytes: number } | undefined;
  let shownMs = -Infinity;
  const show = (line: string): void => {
    shownMs = nowMs();
    output.write(erase + line.slice(0, (output.columns ?? 80) - 1));
  };
  return {
    bytes: (title, { doneBytes, totalBytes }) => {
      const now = nowMs();
      // What was there before, as of a resumed transfer, says nothing about the speed.
      if (begun?.title !== title) begun = { title, ms: now, bytes: doneBytes };
      if (now - shownMs < shownEveryMs && doneBytes !== totalBytes) return;
      const seconds = (now - begun.ms) / 1_000;
      const perSecond = seconds > 0 ? (doneBytes - begun.bytes) / seconds : 0;
      show(`${title} ${formatTransfer(doneBytes, totalBytes, perSecond)}`);
    },
    text: (line) => {
      show(line);
    },
    clear: () => {
      if (shownMs !== -Infinity) output.write(erase);
      shownMs = -Infinity;
      begun = undefined;
    },
  };
}

function formatTransfer(doneBytes: number, totalBytes: number | undefined, perSecond: number): string {
  const speed = perSecond > 0 ? `  ${formatBytes(perSecond)}/s` : '';
  if (totalBytes === undefined || totalBytes <= 0) return `${formatBytes(doneBytes)}${speed}`;
  const share = Math.min(1, doneBytes / totalBytes);
  const filled = Math.round(share * barWidth);
  const bar = `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}]`;
  const left = perSecond > 0 && share < 1 ? `  ${formatDuration((totalBytes - doneBytes) / perSecond)} left` : '';
  return `${bar} ${Math.floor(share * 100)} %  ${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}${speed}${left}`;
}
