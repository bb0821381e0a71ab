#!/usr/bin/env node
import { ShardClient } from './client.ts';
import type { ShardNotice } from './options.ts';
import { ExamplePlayer } from './example-player.ts';
import { troubleOf } from './trouble.ts';

/**
 * A shard with a handful of players, for a first look at a live queue:
 * `SHARDBELL_SHARD_KEY=… node example.js ws://127.0.0.1:4600/ws`
 */
const [url = 'ws://127.0.0.1:4600/ws'] = process.argv.slice(2);
const key = process.env['SHARDBELL_SHARD_KEY'] ?? '';
if (key === '') {
  console.error('SHARDBELL_SHARD_KEY is not set: "shardbell shard add NAME" prints a key.');
  process.exit(2);
}
const names = ['Mirela', 'Tamsin', 'Oswin', 'Juna', 'Brandt', 'Ysolde', 'Kenji', 'Anouk'];

/** Players ask for help one after another, so that the queue is seen to move. */
const ring_every_ms = 700;
const think_ms = 2_500;
const away_ms = 20_000;
/** The example stops writing before it fills the disk. */
const rings_max = 60;

let rings = 0;
let told = '';
const players = new Map<string, ExamplePlayer>();
const shard = new ShardClient({
  url,
  key,
  onForm: (form) => later(think_ms / 5, () => players.get(form.session)?.form(form)),
  onNotice: (notice) => later(think_ms, () => react(notice)),
  onState: (state) => {
    const trouble = troubleOf(state);
    if (trouble === undefined) return;
    if (trouble.sentence !== told) {
      const what = trouble.final ? 'was turned away' : 'waits for the server';
      console.error(`The example shard ${what} at ${url}: ${trouble.sentence}`);
    }
    told = trouble.sentence;
    if (trouble.final) process.exit(1);
  },
  onError: (error) => console.error(error),
});

for (const [number, name] of names.entries()) {
  const player = new ExamplePlayer(shard, number + 1, name);
  players.set(player.session, player);
  player.logIn();
  later(500 + number * ring_every_ms, () => ring(player));
}
shard.start();
process.once('SIGTERM', stop);
process.once('SIGINT', stop);

function ring(player: ExamplePlayer): void {
  if (rings >= rings_max) return;
  rings += 1;
  player.ring();
}

function react(notice: ShardNotice): void {
  const player = players.get(notice.session);
  if (player === undefined || !player.reply(notice)) return;
  player.logOff();
  later(away_ms, () => {
    player.logIn();
    later(think_ms, () => ring(player));
  });
}

function later(wait_ms: number, run: () => void): void {
  // Spread over time.
  setTimeout(run, wait_ms * (0.75 + Math.random() / 2));
}

function stop(): void {
  shard.close();
  process.exit(0);
}
