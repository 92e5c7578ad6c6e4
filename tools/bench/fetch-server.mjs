// Serves one file of random bytes from memory on loopback, as a process of its own.
import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { answerMessages } from './child.mjs';

answerMessages({
  serve: async ({ sizeBytes }) => {
    const content = Buffer.allocUnsafeSlow(sizeBytes);
    for (let at = 0; at < sizeBytes; at += 2 ** 26) randomFillSync(content, at, Math.min(2 ** 26, sizeBytes - at));
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-length': sizeBytes, etag: '"bench"' }).end(content);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { url: `http://127.0.0.1:${server.address().port}/model.onnx` };
  },
});
