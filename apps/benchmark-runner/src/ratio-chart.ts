import { escapeHtml, shorten } from './escape-html.ts';

export interface RatioRow {
  readonly label: string;
  readonly ratio: number;
  readonly lower: number;
  readonly upper: number;
}

const width = 360;
const rowHeight = 46;
const plotWidth = 340;

/** Ratios with their intervals around a line at 1, on a logarithmic axis, as inline SVG. */
export function drawRatioChart(title: string, rows: readonly RatioRow[]): string {
  const all = [1, ...rows.flatMap(({ lower, upper }) => [lower, upper])].filter((value) => value > 0);
  const [low, high] = [Math.log(Math.min(...all) / 1.05), Math.log(Math.max(...all) * 1.05)];
  const x = (value: number): number => 10 + Math.round(((Math.log(value) - low) / (high - low)) * plotWidth * 10) / 10;
  const height = rows.length * rowHeight + 18;
  const drawn = rows.map(({ label, ratio, lower, upper }, index) => {
    const top = index * rowHeight;
    const y = top + 30;
    const text = `${shorten(label, 22)}: ${ratio.toFixed(3)} [${lower.toFixed(3)}, ${upper.toFixed(3)}]`;
    return `<text class="label" x="0" y="${top + 15}">${escapeHtml(text)}</text>
<path class="interval" d="M${x(lower)} ${y}H${x(upper)}M${x(lower)} ${y - 5}v10M${x(upper)} ${y - 5}v10"/>
<circle class="point" cx="${x(ratio)}" cy="${y}" r="5"/>`;
  });
  const spoken = rows.map(({ label, ratio }) => `${label} ${ratio.toFixed(3)}`).join(', ');
  return `<figure><figcaption>${escapeHtml(title)} <small>ratio of medians over rounds, with confidence interval</small></figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(`${title}: ${spoken}`)}">
${rows.map((_, index) => `<path class="one" d="M${x(1)} ${index * rowHeight + 22}v16"/>`).join('')}
${drawn.join('\n')}
<text class="axis" x="${x(1)}" y="${height - 2}">1</text>
</svg></figure>`;
}
