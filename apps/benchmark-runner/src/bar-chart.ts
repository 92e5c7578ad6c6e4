import { escapeHtml, shorten } from './escape-html.ts';
import { formatNumber } from './format-number.ts';

export interface Bar {
  readonly label: string;
  readonly value: number | null;
  /** Lowest and highest round, drawn as a whisker; absent: no whisker. */
  readonly range?: readonly [number, number] | undefined;
  readonly highlighted: boolean;
}

export interface BarChart {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly Bar[];
  readonly format?: (value: number | null) => string;
}

const width = 360;
const rowHeight = 46;
/** Room for the value behind the longest bar. */
const plotWidth = 270;

/** Horizontal bars from zero, one per candidate, as inline SVG. */
export function drawBarChart({ title, unit, bars, format = formatNumber }: BarChart): string {
  const largest = Math.max(...bars.flatMap(({ value, range }) => [value ?? 0, range?.[1] ?? 0]), Number.MIN_VALUE);
  const x = (value: number): number => Math.round((value / largest) * plotWidth * 10) / 10;
  const drawn = bars.map(({ label, value, range, highlighted }, index) => {
    const top = index * rowHeight;
    const middle = top + 30;
    const whisker =
      range === undefined
        ? ''
        : `<path class="whisker" d="M${x(range[0])} ${middle}H${x(range[1])}M${x(range[0])} ${middle - 4}v8M${x(range[1])} ${middle - 4}v8"/>`;
    const end = Math.max(x(value ?? 0), x(range?.[1] ?? 0), 0);
    return `<text class="label" x="0" y="${top + 15}">${escapeHtml(shorten(label, 44))}</text>
<rect class="${highlighted ? 'bar best' : 'bar'}" x="0" y="${top + 22}" width="${x(value ?? 0)}" height="16" rx="2"/>
${whisker}<text class="value" x="${end + 8}" y="${top + 35}">${escapeHtml(format(value))}</text>`;
  });
  const spoken = bars.map(({ label, value }) => `${label} ${format(value)}`).join(', ');
  return `<figure><figcaption>${escapeHtml(title)} <small>${escapeHtml(unit)}</small></figcaption>
<svg viewBox="0 0 ${width} ${bars.length * rowHeight}" role="img" aria-label="${escapeHtml(`${title}: ${spoken}`)}">
${drawn.join('\n')}
</svg></figure>`;
}
