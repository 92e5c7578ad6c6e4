import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient, type ClientOptions, type UploadFile } from '@harper-edge/client';
import { readShops } from './read-shops.ts';
import { seedShop } from './seed-shop.ts';

const modelFiles = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx'];

/**
 * Puts the model gear-words and the three example shops on a host, for an administrator. What is there already stays as it
 * is.
 *
 * @param examples the project's folder `examples`
 * @throws ApiError
 */
export async function seedExamples(options: ClientOptions, examples: string): Promise<void> {
  const client = createClient(options);
  const body = { modelId: 'gear-words', version: 'v1', framework: 'onnx', stage: 'production' } as const;
  await client.uploadModel({ body, files: await Promise.all(modelFiles.map((name) => fileOf(examples, name))) });
  // The one that the documents speak of first.
  for (const shop of (await readShops(examples)).toReversed()) await seedShop(client, shop);
}

async function fileOf(examples: string, name: string): Promise<UploadFile> {
  const path = join(examples, 'gear-words', name);
  return { name, size: (await stat(path)).size, stream: () => createReadStream(path) };
}
