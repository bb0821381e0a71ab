import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { Line } from '../load/line.ts';
import { repliesUntil, type ReplyTimes } from '../load/replies.ts';
import { signInCookie, socketTickets } from '../load/sign-in.ts';
import { newServer, readyAfter } from '../start/ready.ts';

export interface UploadsPlan {
  /** Pictures in a round. */
  readonly pictures: number;
  readonly rounds: number;
}

export interface UploadsFigure extends ReplyTimes {
  readonly round: number;
  /** How many pictures were sent meanwhile; none where none were. */
  readonly pictures: number | undefined;
}

/** As many as one account may send at once. */
const at_once = 4;
/** Until an account may send as many again. */
const refill_ms = 45_000;
const [width, height] = [2_400, 1_600];

/** How long replies take while pictures are sent, and for as long without before it. */
export async function uploadsBench(folder: string, plan: UploadsPlan): Promise<UploadsFigure[]> {
  const base = mkdtempSync(join(folder, 'shardbell-bench-'));
  const data = join(base, 'data');
  try {
    const filler = newServer();
    await filler.ask('fill', { data, plan: { closed: 0, active: 100 } });
    await filler.end();
    const pictures = await made(plan.pictures);
    const { server, port } = await readyAfter(data);
    try {
      const { secret } = await server.ask('admin', undefined);
      const cookie = await signInCookie(port, secret);
      const line = await Line.open(port, socketTickets(port, cookie));
      const { id } = await line.own();
      await repliesUntil(line, id, wait(2_000));
      const figures: UploadsFigure[] = [];
      let seconds = 10;
      for (let round = 1; round <= plan.rounds; round += 1) {
        if (round > 1) await wait(refill_ms);
        const without = await repliesUntil(line, id, wait(seconds * 1_000));
        figures.push({ round, pictures: undefined, ...without });
        const sent = sendAll(port, cookie, id, pictures);
        const during = await repliesUntil(line, id, sent);
        await sent;
        figures.push({ round, pictures: pictures.length, ...during });
        ({ seconds } = during);
      }
      line.close();
      return figures;
    } finally {
      await server.end();
    }
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/** Photographs of noise, the hardest to pack, each of its own. */
async function made(count: number): Promise<Uint8Array<ArrayBuffer>[]> {
  const pictures: Uint8Array<ArrayBuffer>[] = [];
  for (let i = 0; i < count; i += 1) {
    const noise = { type: 'gaussian', mean: 100 + i, sigma: 20 } as const;
    const create = { width, height, channels: 3, background: '#888', noise } as const;
    pictures.push(new Uint8Array(await sharp({ create }).jpeg({ quality: 85 }).toBuffer()));
  }
  return pictures;
}

async function sendAll(
  port: number,
  cookie: string,
  ticket: string,
  pictures: readonly Uint8Array<ArrayBuffer>[],
): Promise<void> {
  const address = `http://127.0.0.1:${port}`;
  const asked = new URLSearchParams({ name: 'a.jpg', ticket });
  const left = [...pictures];
  const sender = async (): Promise<void> => {
    for (let body = left.shift(); body !== undefined; body = left.shift()) {
      const headers = { cookie, origin: address };
      const path = `${address}/files?${asked.toString()}`;
      const answered = await fetch(path, { method: 'POST', headers, body });
      if (answered.status !== 201)
        throw new Error(`an upload was answered with ${await answered.text()}`);
      const { id } = (await answered.json()) as { readonly id: string };
      // No more than a few may wait for their message.
      await fetch(`${address}/files/waiting/${id}`, { method: 'DELETE', headers });
    }
  };
  await Promise.all(Array.from({ length: at_once }, sender));
}
