/** Three significant digits, and no more than the number has. */
export function formatNumber(value: number | null): string {
  if (value === null) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1_000) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(
    size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : Math.min(6, 2 - Math.floor(Math.log10(size))),
  );
}

export function formatBytes(bytes: number | null): string {
  if (bytes === null) return '–';
  return bytes < 104_858 ? `${formatNumber(bytes / 1_024)} KiB` : `${formatNumber(bytes / 1_048_576)} MiB`;
}

export const formatPercent = (share: number): string => `${formatNumber(share * 100)} %`;
