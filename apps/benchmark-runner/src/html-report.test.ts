import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { formatHtml } from './html-report.ts';
import { sampleReport } from './testing/sample-report.ts';

const browser = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);

/** Says, in the page itself, what does not lie inside its card. */
const measure = `<script>
  const outside = [...document.querySelectorAll('figure')].flatMap((figure) => {
    const box = figure.getBoundingClientRect();
    return [...figure.querySelectorAll('svg *, figcaption')].filter((part) => {
      const { left, right, top, bottom } = part.getBoundingClientRect();
      return left < box.left || right > box.right || top < box.top || bottom > box.bottom;
    }).map((part) => part.outerHTML);
  });
  document.body.dataset.figures = String(document.querySelectorAll('figure').length);
  document.body.dataset.outside = outside.join(' ');
  document.body.dataset.ink = getComputedStyle(document.body).color + ' on ' + getComputedStyle(document.body).backgroundColor;
</script>`;

async function show(html: string, flags: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'harper-edge-report-'));
  try {
    await writeFile(join(folder, 'report.html'), html.replace('</body>', `${measure}</body>`));
    const quiet = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
    const { stdout } = await promisify(execFile)(browser ?? '', [
      ...quiet,
      ...flags,
      `--user-data-dir=${join(folder, 'browser')}`,
      '--dump-dom',
      `file://${join(folder, 'report.html')}`,
    ]);
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

describe('the report', () => {
  it('holds the numbers, needs nothing else, and lets no name become markup', () => {
    const html = formatHtml([sampleReport]);
    expect(html).toContain('fast:v1 wins on median latency.');
    expect(html).toContain('1.250 [1.200, 1.300]');
    expect(html).toContain('<td>0.800</td>');
    expect(html).toContain('classification/&lt;b&gt;sample&lt;/b&gt;');
    expect(html).toContain('MODEL_FAILED: &lt;script&gt;');
    expect(html).not.toMatch(/<script|<link|<img|url\(|@import|https?:|src=/);
  });

  it.skipIf(browser === undefined)(
    `stays inside its cards in a browser, light and dark${browser === undefined ? ' (skipped: there is no Chromium)' : ''}`,
    async () => {
      const html = formatHtml([sampleReport]);
      for (const [scheme, ink] of [
        [1, 'rgb(28, 32, 36) on rgb(255, 255, 255)'],
        [0, 'rgb(232, 236, 239) on rgb(20, 23, 26)'],
      ] as const) {
        const page = await show(html, ['--window-size=1200,1600', `--blink-settings=preferredColorScheme=${scheme}`]);
        expect(page).toContain(`data-ink="${ink}"`);
        expect(page).toContain('data-figures="10"');
        expect(page).toContain('data-outside=""');
      }
    },
  );
});
