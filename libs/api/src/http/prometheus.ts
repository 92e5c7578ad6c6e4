export interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly samples: readonly Sample[];
}

export interface Sample {
  /** What follows the metric's name, as `_bucket` in a histogram. */
  readonly suffix?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

export const prometheusContentType = 'text/plain; version=0.0.4; charset=utf-8';

/** The text exposition format of Prometheus, version 0.0.4. A metric without samples is left out. */
export function writePrometheus(metrics: readonly Metric[]): string {
  let text = '';
  for (const { name, type, help, samples } of metrics) {
    if (samples.length === 0) continue;
    text += `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
    for (const { suffix = '', labels, value } of samples) text += `${name}${suffix}${writeLabels(labels)} ${value}\n`;
  }
  return text;
}

function writeLabels(labels: Sample['labels'] = {}): string {
  let written = '';
  for (const name of Object.keys(labels))
    written += `${written === '' ? '{' : ','}${name}="${escape(labels[name] ?? '')}"`;
  return written === '' ? '' : `${written}}`;
}

const escape = (value: string): string =>
  /["\\\n]/.test(value) ? value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n') : value;
