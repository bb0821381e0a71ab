#!/usr/bin/env node
import { Player } from './player.ts';
import { readSettings, usage } from './world-settings.ts';
import { Terminal } from './terminal.ts';

/** A shard with a world small enough for a terminal, and a person as its player. */
const read = readSettings(process.argv.slice(2), process.env);
switch (read.kind) {
  case 'usage':
    process.stdout.write(usage);
    break;
  case 'refused':
    process.stderr.write(`${read.sentence}\n`);
    process.exitCode = 2;
    break;
  case 'settings': {
    const { input, output } = { input: process.stdin, output: process.stdout };
    const player: Player = new Player(read.settings, {
      set prompt(text: string) {
        terminal.prompt = text;
      },
      say: (text, tone, indent) => terminal.say(text, tone, indent),
      end(code) {
        process.exitCode = code;
        terminal.close();
      },
    });
    const terminal = new Terminal({
      input,
      output,
      hasColours: output.isTTY && output.hasColors() && process.env['NO_COLOR'] === undefined,
      line: (text) => player.line(text),
      closed: () => player.close(),
    });
    player.start();
    terminal.start();
    break;
  }
}
