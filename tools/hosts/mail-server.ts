import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface MailServer {
  readonly url: string;
  /** As they came: the lines of each mail. */
  readonly mails: readonly string[];
  close(): Promise<void>;
}

/** As much of SMTP (RFC 5321) as it takes to be given a mail, on loopback. */
export async function startMailServer(): Promise<MailServer> {
  const mails: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    let received = '';
    let isMail = false;
    socket.write('220 ready\r\n');
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      received += chunk;
      for (;;) {
        const end = received.indexOf(isMail ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const [text, width] = [received.slice(0, end), isMail ? 5 : 2];
        received = received.slice(end + width);
        if (isMail) mails.push(text);
        isMail = !isMail && text.toUpperCase() === 'DATA';
        if (text.toUpperCase() === 'QUIT') socket.end('221 bye\r\n');
        else socket.write(isMail ? '354 go on\r\n' : '250 ok\r\n');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
