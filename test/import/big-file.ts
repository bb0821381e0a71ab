import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

const start = Date.UTC(2022, 0, 1);
const hour_ms = 3_600_000;

/** One closed ticket of a few messages, as a line; each from one of `players`. */
export function bigLine(n: number, players: number): string {
  const created = start + n * 60_000;
  const player = `p-${n % players}`;
  const words =
    `ticket ${n} of a player who tells at some length what happened, and where. `.repeat(3);
  return JSON.stringify({
    type: 'ticket',
    id: `t-${n}`,
    source: 'big',
    shard: 'north',
    category: 'Stuck',
    subject: `Trouble number ${n}`,
    status: 'closed',
    created,
    closed: created + hour_ms,
    sender: { account: player, name: `name of ${player}` },
    messages: [
      { at: created, by: 'player', text: words },
      {
        at: created + 60_000,
        by: 'support',
        author: { name: 'Vega' },
        text: 'checked',
        internal: true,
      },
      { at: created + 120_000, by: 'support', author: { name: 'Vega' }, text: `Done for ${n}.` },
      { at: created + 180_000, by: 'player', text: 'Thank you!' },
    ],
  });
}

/** One that takes several entries of the log. */
function longLine(word: string): string {
  const line = JSON.parse(bigLine(1, 1)) as { messages: unknown[] };
  const messages = Array.from({ length: 250 }, (_, i) => {
    return {
      at: start + i * 1_000,
      by: 'player',
      text: `${i} ${i === 9 ? word : ''} ${'long '.repeat(300)}`,
    };
  });
  return JSON.stringify({ ...line, id: 'long', created: start, messages });
}

/** Writes a file of so many tickets, and a long one in its middle; `word` stands in that. */
export async function writeBigFile(
  path: string,
  tickets: number,
  players: number,
  word = '',
): Promise<void> {
  const file = createWriteStream(path);
  for (let n = 0; n < tickets; n += 1) {
    if (n === tickets >> 1) file.write(`${longLine(word)}\n`);
    if (!file.write(`${bigLine(n, players)}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
}
