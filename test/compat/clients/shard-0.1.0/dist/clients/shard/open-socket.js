import { WebSocket } from 'ws';
const answer_chars_max = 300;
/** The server answered with HTTP in place of a WebSocket. */
class UpgradeRefused extends Error {
    name = 'UpgradeRefused';
    status;
    constructor(status, answer) {
        super(`The server answered HTTP ${status}${answer === '' ? '.' : `: ${answer}`}`);
        this.status = status;
    }
}
/** Throws unless it is the address of a WebSocket: nothing could come of trying it again and again. */
export function checkAddress(url) {
    const { protocol, hash } = URL.canParse(url) ? new URL(url) : { protocol: '', hash: '' };
    if (!['ws:', 'wss:', 'http:', 'https:'].includes(protocol) || hash !== '') {
        throw new TypeError(`${JSON.stringify(url)} is no address of a server: say it as ws://127.0.0.1:4600/ws.`);
    }
}
/** A socket that fails with what the server answered, where that was no WebSocket. */
export function openSocket(url) {
    const socket = new WebSocket(url, 'shardbell.v1', { perMessageDeflate: false });
    socket.on('unexpected-response', (_request, response) => {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', (text) => {
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
