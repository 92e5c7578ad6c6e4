import { drawBarChart, type Bar } from './bar-chart.ts';
import { describeDoubts, describeParity, describeVerdict } from './describe-report.ts';
import { escapeHtml } from './escape-html.ts';
import { formatBytes, formatNumber, formatPercent } from './format-number.ts';
import { groupName } from './group.ts';
import { drawRatioChart } from './ratio-chart.ts';
import { describeLoad } from './table.ts';
import type { Report } from './target.ts';

type Result = Report['results'][string];
type Round = Result['rounds'][number];

/** The comparisons as one page that needs nothing else: no script, no font, no image. */
export function formatHtml(reports: readonly Report[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Model comparison</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Model comparison</h1>
${reports.map(formatSection).join('\n')}
<p class="note">Bars show all rounds together; whiskers reach from the lowest to the highest round. Latency counts from the
moment a request was meant to be sent. The warm-up is not part of any number but its own.</p>
</main>
</body>
</html>
`;
}

function formatSection(report: Report): string {
  const { winner, parity, timestamp, notes, runBy } = report;
  const about = [describeLoad(report), new Date(timestamp).toISOString(), runBy, notes].filter((part) => part !== null);
  const doubts = describeDoubts(report).map((doubt) => `<li>${escapeHtml(doubt)}</li>`);
  return `<section>
<h2>${escapeHtml(groupName(report))}</h2>
<p class="about">${about.map(escapeHtml).join(' · ')}</p>
<p class="verdict ${winner === null ? 'open' : 'won'}">${escapeHtml(describeVerdict(report))}</p>
<ul class="parity">${describeParity(report)
    .map((line, index) => `<li class="${parity.pairs[index]?.ok === true ? 'same' : 'other'}">${escapeHtml(line)}</li>`)
    .join('')}</ul>
<div class="charts">
${chartsOf(report).join('\n')}
</div>
${tableOf(report)}
${doubts.length === 0 ? '' : `<ul class="note">${doubts.join('')}</ul>`}
</section>`;
}

interface Measure {
  readonly title: string;
  readonly unit: string;
  readonly read: (result: Result) => number | null;
  readonly perRound?: (round: Round) => number | null;
  readonly format?: (value: number | null) => string;
}

const measures: readonly Measure[] = [
  { title: 'Latency, median', unit: 'ms', read: (r) => r.p50Latency, perRound: (r) => r.p50Latency },
  { title: 'Latency, p95', unit: 'ms', read: (r) => r.p95Latency, perRound: (r) => r.p95Latency },
  { title: 'Latency, p99', unit: 'ms', read: (r) => r.p99Latency, perRound: (r) => r.p99Latency },
  {
    title: 'Throughput',
    unit: 'answers per second',
    read: (r) => r.throughputPerSecond,
    perRound: (r) => r.throughputPerSecond,
  },
  { title: 'First answer, cold', unit: 'ms', read: (r) => r.cold.firstLatency },
  { title: 'Memory', unit: 'of the loaded model', read: (r) => r.memoryBytes, format: formatBytes },
  { title: 'Processor time', unit: 'seconds per 1,000 requests', read: (r) => r.cpuSecondsPer1000 },
];

/** Nothing is drawn of what nobody measured. */
function chartsOf(report: Report): readonly string[] {
  const entries = Object.entries(report.results);
  const drawn = measures
    .filter(({ read }) => entries.some(([, result]) => read(result) !== null))
    .map(({ read, perRound, ...chart }) => {
      const bars: readonly Bar[] = entries.map(([label, result]) => ({
        label,
        value: read(result),
        range: perRound === undefined ? undefined : rangeOf(result.rounds, perRound),
        highlighted: label === report.winner,
      }));
      return drawBarChart({ ...chart, bars });
    });
  return [...ratioCharts(report), ...drawn.slice(0, 4), parityChart(report), ...drawn.slice(4)];
}

const parityUnits = {
  labels: 'share of equal labels',
  cosine: 'lowest cosine similarity',
  tolerance: 'share of numbers within tolerance',
};

function parityChart({ parity: { reference, rule, pairs }, winner }: Report): string {
  const bars = [{ name: reference, score: 1 }, ...pairs].map(({ name, score }) => ({
    label: name,
    value: score,
    highlighted: name === winner,
  }));
  return drawBarChart({ title: `Answers against ${reference}`, unit: parityUnits[rule.kind], bars });
}

function ratioCharts({ comparisons, best }: Report): readonly string[] {
  return (['latency', 'throughput'] as const).flatMap((metric) => {
    const rows = comparisons.flatMap(({ name, [metric]: interval }) =>
      interval === null ? [] : [{ label: name, ...interval }],
    );
    const title = metric === 'latency' ? 'Latency' : 'Throughput';
    return rows.length === 0 ? [] : [drawRatioChart(`${title} over that of ${best ?? ''}`, rows)];
  });
}

function rangeOf(
  rounds: readonly Round[],
  read: (round: Round) => number | null,
): readonly [number, number] | undefined {
  const values = rounds.map(read).filter((value) => value !== null);
  return values.length === 0 ? undefined : [Math.min(...values), Math.max(...values)];
}

function tableOf({ results, settings }: Report): string {
  const columns: readonly (readonly [string, (result: Result) => string])[] = [
    ['average ms', (r) => formatNumber(r.avgLatency)],
    ['p50 ms', (r) => formatNumber(r.p50Latency)],
    ['p95 ms', (r) => formatNumber(r.p95Latency)],
    ['p99 ms', (r) => formatNumber(r.p99Latency)],
    ['p99.9 ms', (r) => formatNumber(r.p999Latency)],
    ['max ms', (r) => formatNumber(r.maxLatency)],
    ['per second', (r) => formatNumber(r.throughputPerSecond)],
    ...(settings.limitMs === undefined
      ? []
      : [[`in ${settings.limitMs} ms per s`, (r: Result) => formatNumber(r.goodputPerSecond)] as const]),
    ['answers', (r) => formatNumber(r.successCount)],
    ['errors', (r) => formatPercent(r.errorRate)],
    ['warm-up', (r) => `${formatNumber(r.cold.requests)} in ${formatNumber(r.cold.durationMs)} ms`],
  ];
  const head = columns.map(([name]) => `<th scope="col">${escapeHtml(name)}</th>`).join('');
  const rows = Object.entries(results).map(
    ([name, result]) =>
      `<tr><th scope="row">${escapeHtml(name)}</th>${columns.map(([, cell]) => `<td>${escapeHtml(cell(result))}</td>`).join('')}</tr>`,
  );
  return `<div class="scroll"><table><thead><tr><th></th>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

const style = `
:root { --ink: #1c2024; --soft: #5b636b; --line: #d8dde2; --ground: #ffffff; --card: #f5f7f9; --bar: #8fa6bd; --best: #0b7a5c; --bad: #b3261e; --open: #8a5a00; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ecef; --soft: #a2abb4; --line: #363d44; --ground: #14171a; --card: #1d2125; --bar: #5d7690; --best: #35b58f; --bad: #ff8a80; --open: #e0b050; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 32px 20px; }
h1 { font-size: 26px; margin: 0 0 24px; }
h2 { font-size: 19px; margin: 0; }
section { margin-bottom: 48px; }
.about, .note { color: var(--soft); font-size: 13px; }
.about { margin: 4px 0 12px; }
.verdict { font-size: 17px; font-weight: 600; margin: 0 0 4px; padding-left: 12px; border-left: 4px solid var(--best); }
.verdict.open { border-color: var(--open); }
ul { padding-left: 18px; margin: 8px 0 16px; }
.parity .same::marker { content: '✓ '; color: var(--best); }
.parity .other::marker { content: '✗ '; color: var(--bad); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); gap: 14px; }
figure { margin: 0; padding: 14px 16px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
figcaption { font-weight: 600; margin-bottom: 6px; }
small { font-weight: 400; color: var(--soft); }
svg { display: block; width: 100%; height: auto; font: 13px system-ui, sans-serif; overflow: visible; }
svg .label, svg .axis { fill: var(--soft); }
svg .axis { text-anchor: middle; font-size: 11px; }
svg .value { fill: var(--ink); }
svg .bar { fill: var(--bar); }
svg .bar.best, svg .point { fill: var(--best); }
svg .whisker { stroke: var(--ink); stroke-width: 1.5; fill: none; opacity: 0.75; }
svg .interval { stroke: var(--best); stroke-width: 2; fill: none; }
svg .one { stroke: var(--soft); stroke-dasharray: 3 3; fill: none; }
.scroll { overflow-x: auto; margin-top: 16px; }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; width: 100%; }
th, td { padding: 6px 10px; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th[scope='row'] { text-align: left; }
thead th { color: var(--soft); font-weight: 500; }
`;
