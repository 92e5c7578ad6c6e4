import type { Framework } from '@harper-edge/contracts';

/** The framework that files of these names are made for; `undefined` when it is not clear. */
export function recogniseFramework(paths: readonly string[]): Framework | undefined {
  const has = (test: (path: string) => boolean): boolean => paths.some(test);
  const endsIn = (ending: string) => (path: string) => path.toLowerCase().endsWith(ending);
  if (has(endsIn('.onnx'))) {
    const isOfHub =
      paths.includes('config.json') && has((path) => /(^|\/)(tokenizer|preprocessor_config)\.json$/.test(path));
    return isOfHub ? 'transformers' : 'onnx';
  }
  if (has((path) => /(^|\/)model\.json$/.test(path))) return 'tensorflowjs';
  return undefined;
}
