import type { Round } from './contender.ts';
import type { Plan } from './load/crowd.ts';
import type { ContenderName } from './contenders.ts';

/** What a round is judged by. */
export interface Figure {
  readonly name: string;
  readonly better: 'more' | 'less';
  of(round: Round): number;
}

/** One question to all who compete in it. */
export interface Measure {
  readonly name: string;
  readonly question: string;
  readonly figure: Figure;
  readonly plan: Plan;
  /** Beside Shardbell. A target is for the ratio of Shardbell's figure to the peer's. */
  readonly peers: readonly { readonly name: ContenderName; readonly target?: number }[];
}

const deliveries: Figure = {
  name: 'deliveries per server-CPU-second',
  better: 'more',
  of: (round) => round.deliveries / round.cpu_seconds,
};
const commands: Figure = {
  name: 'commands per second',
  better: 'more',
  of: (round) => round.posts / round.seconds,
};
const reply: Figure = { name: 'p50 in ms', better: 'less', of: (round) => round.p50_ms };

/** Of Shardbell's figure to the peer's, as they are written down in the design. */
const fan_out_targets: Readonly<Record<string, { raw: number; socketio: number }>> = {
  '100-4': { raw: 0.8, socketio: 2.5 },
  '100-32': { raw: 0.9, socketio: 5 },
  '1000-4': { raw: 0.9, socketio: 4 },
  '1000-32': { raw: 1.1, socketio: 10 },
};
const busy_targets: Readonly<Record<number, { raw: number; sqlite: number }>> = {
  1: { raw: 1.2, sqlite: 0.8 },
  16: { raw: 1.2, sqlite: 1.2 },
  256: { raw: 0.75, sqlite: 1.5 },
};

export const measures: readonly Measure[] = [
  fanOut(100, 1, 1_000),
  fanOut(100, 4, 3_000),
  fanOut(100, 32, 9_000),
  fanOut(1_000, 1, 200),
  fanOut(1_000, 4, 600),
  fanOut(1_000, 32, 1_600),
  // Long enough that the pause of the table writer, at most 0.2 s, is a small part of a round.
  busy(1, 9_000),
  busy(16, 40_000),
  busy(256, 80_000),
  {
    name: 'quiet',
    question: 'a durable reply from one socket to another, nothing else going on',
    figure: reply,
    plan: plan({ tickets: 1, watchers: 1, posters: 1, posts: 600, pause_ms: 5 }),
    peers: [{ name: 'raw', target: 1 }, { name: 'raw_file' }, { name: 'socketio_sqlite' }],
  },
];

/** The same with so little of everything that it only shows that it works. */
export function shortened(measure: Measure, share: number): Measure {
  const { plan: full } = measure;
  const part = (posts: number): number =>
    Math.max(full.tickets * full.posters, Math.round(posts * share));
  const warm_up_posts = part(full.warm_up_posts);
  return { ...measure, plan: { ...full, warm_up_posts, posts: part(full.posts) } };
}

function fanOut(watchers: number, in_flight: number, posts: number): Measure {
  const targets = fan_out_targets[`${watchers}-${in_flight}`];
  return {
    name: `fan-out-${watchers}-${in_flight}`,
    question: `events on disk to ${watchers} watchers, ${in_flight} posts in flight`,
    figure: deliveries,
    plan: plan({ tickets: 1, watchers, posters: in_flight, posts }),
    peers: [
      peer('raw', targets?.raw),
      peer('socketio_lmdb', targets?.socketio),
      peer('colyseus', undefined),
    ],
  };
}

function busy(tickets: number, posts: number): Measure {
  const targets = busy_targets[tickets];
  return {
    name: `commands-${tickets}`,
    question: `durable commands, socket to socket, ${tickets} tickets busy`,
    figure: commands,
    plan: plan({ tickets, watchers: 1, posters: 1, posts }),
    peers: [
      peer('raw', targets?.raw),
      peer('raw_file', undefined),
      peer('socketio_sqlite', targets?.sqlite),
    ],
  };
}

function peer(name: ContenderName, target: number | undefined): Measure['peers'][number] {
  return target === undefined ? { name } : { name, target };
}

function plan(of: Omit<Plan, 'warm_up_posts' | 'pause_ms'> & { pause_ms?: number }): Plan {
  return { pause_ms: 0, ...of, warm_up_posts: Math.round(of.posts / 2) };
}
