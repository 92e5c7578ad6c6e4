import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, type ModelSource } from '@harper-edge/contracts';
import { modelSourceConformance } from '@harper-edge/contracts/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAddressCheck } from '../http/address-check.ts';
import { createHttpClient } from '../http/http-client.ts';
import { startFileServer, type FileServer } from '../testing/file-server.ts';
import { startHubServer, type HubServer } from '../testing/hub-server.ts';
import { createSources, type SourceName } from './index.ts';
import type { SourceSettings } from './source-parts.ts';

const isAllowed = createAddressCheck(['127.0.0.1']);
const http = createHttpClient({ clock: systemClock, isAllowed });
const make = (name: SourceName, settings: SourceSettings): ModelSource =>
  createSources({ http, trustedHttp: http, clock: systemClock, settings })[name];

const network = randomBytes(5_000);
const small = randomBytes(2_000);
const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
const repository = {
  repository: 'acme/all-mini',
  pipelineTag: 'sentence-similarity',
  license: 'apache-2.0',
  files: {
    'README.md': Buffer.from('# hi'),
    'config.json': json({ hidden_size: 384, architectures: ['BertModel'] }),
    'onnx/model.onnx': network,
    'onnx/model_fp16.onnx': randomBytes(1_000),
    'onnx/model_quantized.onnx': small,
    'onnx/model_q4.onnx': randomBytes(10),
    'tokenizer.json': json({ version: '1.0' }),
    'tokenizer_config.json': json({ model_input_names: ['input_ids', 'attention_mask'] }),
  },
};

let folder: string;
let files: FileServer;
let hub: HubServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'harper-edge-sources-'));
  files = await startFileServer({ '/m/model.onnx': network });
  hub = await startHubServer([repository, { ...repository, repository: 'acme/gated', token: 'hf_secret' }]);
  await mkdir(join(folder, 'root/net'), { recursive: true });
  await writeFile(join(folder, 'root/net/model.onnx'), network);
  await writeFile(join(folder, 'root/net/labels.txt'), 'a\nb\n');
  await writeFile(join(folder, 'secret'), 'secret');
});
afterAll(async () => {
  await Promise.all([files.close(), hub.close(), http.close()]);
  await rm(folder, { recursive: true, force: true });
});

describe('a URL', () => {
  it('keeps what the port promises', async () => {
    const reference = `${files.url}/m/model.onnx?x=1`;
    const subject = {
      source: make('url', {}),
      reference,
      files: { 'model.onnx': network },
      unknownReference: `${files.url}/no`,
    };
    for (const { run } of modelSourceConformance(subject)) await run();
  });
});

describe('the filesystem', () => {
  const filesystem = (): ModelSource => make('filesystem', { roots: [join(folder, 'root')] });

  it.each([
    ['a folder', 'net', { 'labels.txt': Buffer.from('a\nb\n'), 'model.onnx': network }],
    ['a file', 'net/model.onnx', { 'model.onnx': network }],
  ])('%s keeps what the port promises', async (_name, reference, expected) => {
    const subject = { source: filesystem(), reference, files: expected, unknownReference: 'nothing' };
    for (const { run } of modelSourceConformance(subject)) await run();
  });

  it('takes whole paths below a root', async () => {
    const listing = await filesystem().inspect(join(folder, 'root/net'));
    expect(listing).toMatchObject({ suggestedName: 'net', framework: 'onnx' });
  });

  it.each([
    '../secret',
    'net/../../secret',
    '/etc/passwd',
    'file:///etc/passwd',
    'net\\..\\..\\secret',
    '.',
    '',
    'net/./model.onnx',
  ])('%s is refused', async (reference) => {
    for (const ask of [() => filesystem().inspect(reference), () => filesystem().open(reference, 'secret')]) {
      await expect(ask()).rejects.toMatchObject({ code: expect.stringMatching(/INVALID_INPUT|NOT_FOUND/) as string });
    }
  });

  it('a place outside, though a root is the beginning of its name, is not there', async () => {
    await writeFile(join(folder, 'root-not'), 'secret');
    await expect(filesystem().inspect(join(folder, 'root-not'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('symbolic links are refused wherever they stand', async () => {
    await symlink(join(folder, 'secret'), join(folder, 'root/link'));
    await symlink(folder, join(folder, 'root/up'));
    await mkdir(join(folder, 'root/with-link'));
    await symlink(join(folder, 'secret'), join(folder, 'root/with-link/model.onnx'));
    for (const reference of ['link', 'up/secret', 'with-link', 'with-link/model.onnx']) {
      await expect(filesystem().inspect(reference), reference).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(filesystem().open(reference, 'model.onnx'), reference).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
  });

  it('a link put there after the look is not followed', async () => {
    const place = join(folder, 'root/swap');
    for (let round = 0; round < 60; round++) {
      await rm(place, { force: true });
      await writeFile(place, 'model');
      const reading = async (): Promise<string> => {
        const read: string[] = [];
        for await (const chunk of await filesystem().open('swap', 'swap')) read.push(Buffer.from(chunk).toString());
        return read.join('');
      };
      const opening = Promise.allSettled([reading()]);
      await symlink(join(folder, 'secret'), `${place}.new`).then(() => rename(`${place}.new`, place));
      const [outcome] = await opening;
      if (outcome.status === 'fulfilled') expect(outcome.value).toBe('model');
      else expect(outcome.reason).toMatchObject({ code: expect.stringMatching(/FORBIDDEN|NOT_FOUND/) as string });
    }
  });

  it('what is no plain file is refused at once', async () => {
    const socket = createServer().listen(join(folder, 'root/socket'));
    await once(socket, 'listening');
    await expect(filesystem().inspect('socket')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    socket.close();
  });

  it('without a root nothing may be read', async () => {
    await expect(make('filesystem', {}).inspect('net')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('a file that has changed since it was looked at is refused', async () => {
    await writeFile(join(folder, 'root/changing'), 'one');
    const { revision = '' } = await filesystem().inspect('changing');
    await writeFile(join(folder, 'root/changing'), 'three');
    await expect(filesystem().open('changing', 'changing', { revision })).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
    });
  });
});

describe('the Hugging Face hub', () => {
  const source = (settings: SourceSettings = {}): ModelSource => make('huggingface', { hubUrl: hub.url, ...settings });
  const expected = (name: string, bytes: Uint8Array) => ({
    'config.json': repository.files['config.json'],
    [name]: bytes,
    'tokenizer.json': repository.files['tokenizer.json'],
    'tokenizer_config.json': repository.files['tokenizer_config.json'],
  });

  it('keeps what the port promises', async () => {
    const files = expected('onnx/model.onnx', network);
    const subject = { source: source(), reference: 'acme/all-mini', files, unknownReference: 'acme/nothing' };
    for (const { run } of modelSourceConformance(subject)) await run();
  });

  it('tells framework, variants, digests, and what the small files say', async () => {
    const listing = await source().inspect('acme/all-mini', { variant: 'quantized' });
    expect(listing).toMatchObject({
      suggestedName: 'all-mini',
      framework: 'transformers',
      variants: ['default', 'quantized', 'fp16'],
      inputNames: ['input_ids', 'attention_mask'],
      outputNames: ['last_hidden_state'],
      metadata: { taskType: 'feature-extraction', outputDimensions: 384, license: 'apache-2.0' },
    });
    const network = listing.files.find(({ path }) => path.endsWith('.onnx'));
    expect(network).toEqual({
      path: 'onnx/model_quantized.onnx',
      sizeBytes: small.length,
      sha256: createHash('sha256').update(small).digest('hex'),
    });
    expect(Object.keys(expected('onnx/model_quantized.onnx', small)).sort()).toEqual(
      listing.files.map(({ path }) => path).sort(),
    );
  });

  it('finds the digest in the headers of the file where the list has none', async () => {
    const plain = await startHubServer([repository], { listsDigests: false });
    const listing = await make('huggingface', { hubUrl: plain.url }).inspect('acme/all-mini');
    expect(listing.files.find(({ path }) => path === 'onnx/model.onnx')?.sha256).toBe(
      createHash('sha256').update(network).digest('hex'),
    );
    await plain.close();
  });

  it('stays at the commit it has found, whatever is pushed since', async () => {
    const { revision = '' } = await source().inspect('acme/all-mini');
    hub.commit('acme/all-mini', { 'onnx/model.onnx': randomBytes(77) });
    const content = await source().open('acme/all-mini', 'onnx/model.onnx', { revision });
    const chunks: Uint8Array[] = [];
    for await (const chunk of content) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(network)).toBe(true);
    expect((await source().inspect('acme/all-mini')).revision).not.toBe(revision);
    expect((await source().inspect(`acme/all-mini@${revision}`)).revision).toBe(revision);
  });

  it('sends the token to the hub and to nobody else', async () => {
    await expect(source().inspect('acme/gated')).rejects.toThrow('set MODEL_FETCH_TOKEN');
    await expect(source({ token: 'wrong' }).inspect('acme/gated')).rejects.toThrow('may not read it');
    const gated = source({ token: 'hf_secret' });
    const content = await gated.open('acme/gated', 'onnx/model.onnx');
    for await (const chunk of content) expect(chunk.length).toBeGreaterThan(0);
    expect(hub.requests.some(({ headers }) => headers.authorization === 'Bearer hf_secret')).toBe(true);
    expect(hub.cdn.requests.length).toBeGreaterThan(0);
    expect(hub.cdn.requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
  });

  it.each(['acme/../x', '../x', 'a/b/c', 'acme/x@a@b', 'acme/x@../y', '', 'acme/x#y', 'acme/x?y', 'acme%2fx'])(
    '%s is no reference',
    async (reference) => {
      await expect(source().inspect(reference)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    },
  );

  it('asks for no path outside of the repository, though the hub lists one', async () => {
    const { revision = '' } = await source().inspect('acme/all-mini');
    hub.misbehave(
      `/api/models/acme/all-mini/tree/${revision}`,
      ({ response }) => {
        response.writeHead(200).end(JSON.stringify([{ type: 'file', path: '../../../../x.onnx', size: 10 }]));
      },
      1,
    );
    await expect(source().inspect('acme/all-mini')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(hub.requests.filter(({ path }) => path.endsWith('x.onnx'))).toEqual([]);
  });

  it('says which variants there are when asked for another', async () => {
    await expect(source().inspect('acme/all-mini', { variant: 'int3' })).rejects.toThrow('default, quantized, fp16');
  });
});
