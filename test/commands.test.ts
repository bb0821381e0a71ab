import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { changeTypes } from '../actors/ticket/event.ts';
import { queueFilter, queueSort } from '../protocol/queue.ts';
import { commandBody } from '../protocol/command-body.ts';
import { clientSamples } from './support/golden.ts';
import { packageRoot } from './support/package-root.ts';
import { assert, suite } from './support/suite.ts';

const test = suite('the places of a command');

/** All that a folder of sources says, tests left out. */
function textOf(folder: string): string {
  return readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/u.test(name))
    .map((name) => readFileSync(join(packageRoot, folder, name), 'utf8'))
    .join('\n');
}

const kinds = commandBody.options.map(({ entries }) => entries.kind.literal);
const web = textOf('clients/web');
const isIn = (text: string) => (word: string) => text.includes(`'${word}'`);

test('[X8] every command of a ticket is asked for somewhere in the web client', () => {
  assert.equal(
    kinds.filter((kind) => !isIn(web)(kind)),
    [],
  );
});

test('[X9] every filter and order of the lists of support is offered in the web client', () => {
  const address = ['address.ts', 'triage.ts']
    .map((name) => readFileSync(join(packageRoot, 'clients/web/app', name), 'utf8'))
    .join('\n');
  const filters = Object.keys(queueFilter.entries);
  assert.equal(
    filters.filter((name) => !new RegExp(`\\b${name}\\b`, 'u').test(address)),
    [],
  );
  assert.equal(
    queueSort.entries.by.pipe[0].options.filter((by) => !address.includes(`by: '${by}'`)),
    [],
  );
});

test('[X10] every command of a ticket has a golden frame', () => {
  const sent = new Set(clientSamples.flatMap((one) => (one.t === 'command' ? one.do.kind : [])));
  assert.equal(
    kinds.filter((kind) => !sent.has(kind)),
    [],
  );
});

test('[X11] every change of a ticket has its function in the page for scripts', () => {
  const page = readFileSync(join(packageRoot, 'docs/scripting.md'), 'utf8');
  assert.equal(
    changeTypes.filter((type) => !page.includes(`\`on_${type}\``)),
    [],
  );
});
