import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { jsonLine, terminalLine } from '../../server/platform/log-line.ts';
import { logTo } from '../../server/platform/log.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('log');

test('[O4] a log line is one JSON object, without what is secret or written by a user', () => {
  const lines: string[] = [];
  const log = logTo('info', { write: (line) => void lines.push(line) });
  log.info(
    {
      password: 'hidden-1',
      headers: { cookie: 'hidden-2', authorization: 'hidden-3', host: 'shown' },
      asked: { secret: 'hidden-4', key: 'hidden-5', token: 'hidden-6', link: 'hidden-7' },
      message: { body: 'hidden-8', text: 'hidden-9', subject: 'hidden-10' },
      ticket: 'shown',
    },
    'a sentence',
  );
  log.debug('not important enough');
  assert.is(lines.length, 1);
  const entry = JSON.parse(lines[0]!) as Record<string, unknown>;
  assert.not(lines[0]!.includes('hidden'));
  assert.is(lines[0]!.split('shown').length, 3);
  assert.equal([entry['level'], entry['msg']], ['info', 'a sentence']);
  assert.match(String(entry['time']), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/u);
});

const chatty = fileURLToPath(new URL('../support/chatty.js', import.meta.url));
const lines_logged = 20_000;

function start() {
  const child = spawn(process.execPath, [chatty, String(lines_logged)], { stdio: 'pipe' });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  return { child, said };
}

// [O50] A log that nobody reads stops nothing: lines beyond a bound are dropped and counted, and a
// line says how many once there is room.
test('[O50] a log that nobody reads stops nothing: lines are dropped and counted, and the last are there', async () => {
  const { child, said } = start();
  while (!said.out.includes('\n')) await once(child.stdout, 'data');
  const dropped = Number(/dropped (\d+)/u.exec(said.out)![1]);
  assert.ok(dropped > 0, said.out);
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  // The first lines were waiting in the pipe: once they are read there is room again.
  while (!said.err.includes('\n')) await once(child.stderr, 'data');
  child.stdin.write('\n');
  const [code] = (await once(child, 'close')) as [number];
  assert.is(code, 0);
  const entries = said.err
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LogEntry);
  const missing = entries.reduce((sum, { lines = 0 }) => sum + lines, 0);
  assert.is(missing, dropped);
  const numbers = entries.flatMap(({ line }) => (line === undefined ? [] : [line]));
  assert.is(numbers.length, lines_logged - dropped);
  assert.equal(
    numbers,
    numbers.toSorted((a, b) => a - b),
  );
  assert.is(entries.at(-1)!.msg, 'the last words');
});

test('[O50] a reader of the log that is gone stops nothing either', async () => {
  const { child, said } = start();
  child.stderr.destroy();
  while (!said.out.includes('\n')) await once(child.stdout, 'data');
  child.stdin.write('\n');
  const [code] = (await once(child, 'close')) as [number];
  assert.is(code, 0);
});

// [O51] Nothing that is logged ends a line, moves a cursor or turns the direction of what follows,
// on a terminal neither.
test('[O51] nothing that is logged ends a line, moves a cursor or turns the direction of what follows', () => {
  const nasty = 'a\r\nb\u001b[2Jc\u009bd\u202ee\u2066f\u007f';
  const lines: string[] = [];
  const log = logTo('info', { write: (line) => void lines.push(line) });
  log.info({ name: nasty, deep: { list: [nasty] }, [nasty]: 1 }, nasty);
  for (const line of [jsonLine(lines[0]!), terminalLine(lines[0]!)]) {
    const bare = stripVTControlCharacters(line).replace(/\n$/u, '').replaceAll('\n    ', ' ');
    assert.not.match(bare, /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
  }
  const entry = JSON.parse(jsonLine(lines[0]!)) as Record<string, unknown>;
  assert.equal([entry['msg'], entry['name']], [nasty, nasty]);
  assert.match(stripVTControlCharacters(terminalLine(lines[0]!)), 'a\\u000d\\u000ab\\u001b[2Jc');
});

test('[O51] a stack keeps its lines on a terminal', () => {
  const lines: string[] = [];
  const log = logTo('info', { write: (line) => void lines.push(line) });
  log.error({ err: new Error('no') }, 'it failed');
  assert.ok(terminalLine(lines[0]!).split('\n').length > 3);
});

interface LogEntry {
  readonly msg: string;
  readonly line?: number;
  readonly lines?: number;
}
