import type { Stage } from '@harper-edge/contracts';
import type { FakeClock } from '@harper-edge/contracts/testing';
import type { NewModelVersion, Registry } from '../index.ts';

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(new TextEncoder().encode(text));
}

/** Registers versions of model "m", ten milliseconds apart. */
export async function registerVersions(
  { registry, clock }: { readonly registry: Registry; readonly clock: FakeClock },
  versions: readonly (readonly [version: string, stage?: Stage])[],
  rest: Partial<NewModelVersion> = {},
): Promise<void> {
  for (const [version, stage = 'development'] of versions) {
    clock.advance(10);
    await registry.register({
      modelId: 'm',
      version,
      framework: 'onnx',
      stage,
      artifact: await registry.storeArtifact(bytesOf(version)),
      modelMetadata: { platform: 'test', inputs: [], outputs: [] },
      inputSchema: null,
      outputSchema: null,
      metadata: {},
      ...rest,
    });
  }
}
