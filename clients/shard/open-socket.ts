import { WebSocket } from 'ws';

const answer_chars_max = 300;

/** The server answered with plain HTTP instead of a WebSocket. */
class UpgradeRefused extends Error {
  override readonly name = 'UpgradeRefused';
  readonly status: number;

  constructor(status: number, answer: string) {
    super(`The server answered HTTP ${status}${answer === '' ? '.' : `: ${answer}`}`);
    this.status = status;
  }
}

/** Throws unless it is a WebSocket address, since retrying could not help. */
export function checkAddress(url: string): void {
  const { protocol, hash } = URL.canParse(url) ? new URL(url) : { protocol: '', hash: '' };
  if (!['ws:', 'wss:', 'http:', 'https:'].includes(protocol) || hash !== '') {
    throw new TypeError(
      `${JSON.stringify(url)} is no address of a server: say it as ws://127.0.0.1:4600/ws.`,
    );
  }
}

/** A socket whose error contains the server's HTTP answer, if there was one. */
export function openSocket(url: string): WebSocket {
  const socket = new WebSocket(url, 'shardbell.v1', { perMessageDeflate: false });
  socket.on('unexpected-response', (_request, response) => {
    let answer = '';
    response.setEncoding('utf8');
    response.on('data', (text: string) => {
      answer = (answer + text).slice(0, answer_chars_max);
    });
    response.on('close', () => {
      const isText = response.headers['content-type']?.startsWith('text/plain') ?? true;
      const words = isText ? answer.replaceAll(/[\p{C}\s]+/gu, ' ').trim() : '';
      socket.emit('error', new UpgradeRefused(response.statusCode ?? 0, words));
      socket.terminate();
    });
  });
  return socket;
}
