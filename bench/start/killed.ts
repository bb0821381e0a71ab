import { Child } from '../child.ts';
import type { LoadAnswers } from '../load/main.ts';
import { readyAfter } from './ready.ts';
import type { StartServerAnswers } from './server.ts';

/** Tickets that are busy when the server is killed. */
const busy_tickets = 256;
const load_ms = 2_000;
/** More than are posted before the kill. */
const posts_max = 1_000_000;

/** How long after each kill under full load the server is ready again, in milliseconds. */
export async function startsAfterKills(data: string, kills: number): Promise<number[]> {
  const took: number[] = [];
  let { server, port } = await readyAfter(data);
  try {
    for (let i = 0; i < kills; i++) {
      const { secret } = await server.ask('admin', undefined);
      await killUnderLoad(server, port, secret);
      const again = await readyAfter(data);
      ({ server, port } = again);
      took.push(again.ready_ms);
    }
  } finally {
    await server.end();
  }
  return took;
}

async function killUnderLoad(
  server: Child<StartServerAnswers>,
  port: number,
  secret: string,
): Promise<void> {
  const load = new Child<LoadAnswers>(new URL('../load/main.js', import.meta.url));
  await load.ask('connect', { peer: 'shardbell', port, secret });
  await load.ask('prepare', {
    tickets: busy_tickets,
    watchers: 1,
    posters: 1,
    warm_up_posts: busy_tickets,
    posts: posts_max,
    pause_ms: 0,
  });
  const ended = load.ask('measure', undefined).then(
    () => Promise.reject(new Error('all was posted before the server was killed')),
    () => {},
  );
  await new Promise((resolve) => setTimeout(resolve, load_ms));
  // The load before its sockets end: nothing but their end would be heard of it.
  await Promise.all([server.kill(), load.kill(), ended]);
}
