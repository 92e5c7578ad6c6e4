// Fetches one file as a job of the standalone host's store, as a process of its own.
import { createSystemRng } from '@harper-edge/contracts';
import { createModelFetch } from '@harper-edge/model-fetch';
import { createEmbeddedStore } from '@harper-edge/store/embedded';
import { answerMessages } from './child.mjs';

answerMessages({
  fetch: async ({ url, folder }) => {
    const store = createEmbeddedStore({ path: folder });
    let downloadedMs;
    const startMs = performance.now();
    const elapsedMs = () => performance.now() - startMs;
    const fetch = createModelFetch({
      store,
      settings: { directory: `${folder}/fetch`, allowedAddresses: ['127.0.0.1'] },
      rng: createSystemRng(),
      complete: async ({ files: [file] }) => {
        downloadedMs = elapsedMs() - begunMs;
        return store.blobs.put(await file.open(), { expectedSha256: file.sha256, file: file.file });
      },
    });
    fetch.start();
    const idleBytes = process.memoryUsage.rss();
    const begunMs = elapsedMs();
    const { jobId } = await fetch.submit({
      source: 'url',
      sourceReference: url,
      variant: null,
      sha256: null,
      modelName: 'bench',
      modelVersion: 'v1',
      framework: 'onnx',
      stage: 'development',
      metadata: {},
      webhookUrl: null,
    });
    let job = await fetch.get(jobId);
    while (job.status !== 'completed') {
      if (job.status === 'failed') throw new Error(job.error.message);
      await new Promise((resolve) => setTimeout(resolve, 5));
      job = await fetch.get(jobId);
    }
    const completedMs = elapsedMs() - begunMs;
    await fetch.close();
    await store.close();
    // The kernel counts maxRSS in KiB.
    const peakBytes = process.resourceUsage().maxRSS * 1024;
    return {
      downloadedMs,
      completedMs,
      addedBytes: peakBytes - idleBytes,
      sha256: job.sha256,
      sizeBytes: job.downloadedBytes,
    };
  },
});
