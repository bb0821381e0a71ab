/** A process of browsers that watch the live queue. */
import { answer } from '../child.ts';
import { LightCrowd } from '../load/light-crowd.ts';
import type { LightSocket } from '../load/light-socket.ts';
import { socketTickets } from '../load/sign-in.ts';
import type { Schedule } from './schedule.ts';
import { WatchedWindow } from './watched.ts';

/** What it answers to the bench. */
export type QueueLoadAnswers = {
  /** Opens sockets that watch the newest active tickets, as whoever has this cookie. */
  watch: (to: { port: number; cookie: string; count: number; rows: number }) => Promise<void>;
  /** What is going to be changed from then on. */
  changes: (schedule: Schedule) => void;
  /** Frames with changes that came so far. */
  heard: () => number;
  /** Since the last time that it was asked: how many deliveries took so many ms, by those ms. */
  delivered: () => number[];
};

const crowd = new LightCrowd();
const watched = new WatchedWindow();
let heard = 0;
let took: number[] = [];
const ms_max = 60_000;

const answers: QueueLoadAnswers = {
  async watch({ port, cookie, count, rows }) {
    await crowd.open(port, count, socketTickets(port, cookie));
    await crowd.each((socket) => watch(socket, rows));
  },
  changes(schedule) {
    watched.schedule = schedule;
  },
  heard: () => heard,
  delivered() {
    const all = took;
    took = [];
    return Array.from(all, (count) => count ?? 0);
  },
};

async function watch(socket: LightSocket, rows: number): Promise<void> {
  const told = socket.next('state');
  const sort = { by: 'created', descending: true } as const;
  const what = { on: 'queue', filter: {}, sort, offset: 0, limit: rows } as const;
  socket.send({ t: 'watch', w: 1, what });
  await told;
  const read = watched.reader();
  socket.hear((frame) => {
    const under_way = read(frame, Date.now());
    if (under_way === undefined) return;
    heard += 1;
    const ms = Math.min(ms_max, Math.max(0, under_way));
    took[ms] = (took[ms] ?? 0) + 1;
  });
}

answer(answers, () => crowd.close());
