import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { metricsPage } from '../support/metrics-page.ts';
import { packageRoot } from '../support/package-root.ts';
import { assert, suite } from '../support/suite.ts';
import { metricsIn, MetricsServer } from '../support/told-metrics.ts';

const test = suite('what /metrics tells', { limit_ms: 60_000 });

let told: MetricsServer;
let text: string;

test.before(async () => {
  told = await MetricsServer.start();
  text = await told.text();
});
test.after(() => told?.stop());

const page = (name: string): string => readFileSync(join(packageRoot, 'docs', name), 'utf8');

// [O88] The page docs/metrics.md lists every metric that a server tells with its labels and its
// meaning; the end of a name says what it is told in.
test('[O88] docs/metrics.md lists every metric that a server tells, with its meaning and its labels', () => {
  assert.ok(metricsIn(text).size > 40);
  assert.is(page('metrics.md'), metricsPage(text), 'docs/metrics.md is stale: run npm run docs');
});

test('[O88] every metric has a meaning, and what it is told in stands at the end of its name', () => {
  for (const { name, kind, help } of metricsIn(text).values()) {
    assert.match(help, /^[A-Z].{5,}\.$/u, name);
    assert.is(name.endsWith('_total'), kind === 'counter', name);
    if (kind === 'histogram') assert.match(name, /_seconds$/u);
  }
});

// [O89] Every metric in docs/alerts.yml, with the labels that it is picked by, is told by a server,
// and every rule has a sentence for whoever is woken by it.
test('[O89] every metric in docs/alerts.yml is told by a server, with the labels that it is picked by', () => {
  const metrics = metricsIn(text);
  const picked = [...page('alerts.yml').matchAll(/\b(shardbell_\w+)(?:\{([^}]*)\})?/gu)];
  assert.ok(picked.length >= 10);
  for (const [whole, name, labels = ''] of picked) {
    const base = /^(.*)_(?:bucket|sum|count)$/u.exec(name!)?.[1] ?? '';
    const metric =
      metrics.get(name!) ??
      (metrics.get(base)?.kind === 'histogram' ? metrics.get(base) : undefined);
    assert.ok(metric, whole);
    for (const pick of labels.split(',').filter((one) => one !== '')) {
      const [, label, values] = /^(\w+)=~?"([^"]+)"$/u.exec(pick) ?? [];
      assert.ok(label !== undefined, whole);
      for (const value of values!.split('|')) {
        assert.ok(metric.labels.get(label)?.has(value), `${name} with ${label} ${value}`);
      }
    }
  }
});

test('[O89] every rule of docs/alerts.yml has a name of its own, a condition and a sentence', () => {
  const [, ...rules] = page('alerts.yml').split(/^ +- alert: /mu);
  assert.ok(rules.length >= 7);
  const names = rules.map((rule) => /^Shardbell\w+$/mu.exec(rule)?.[0]);
  assert.is(new Set(names).size, rules.length);
  for (const rule of rules) {
    for (const part of [/^ +expr: ./mu, /^ +for: \d+[mh]$/mu, /^ +severity: (?:page|ticket)$/mu]) {
      assert.match(rule, part);
    }
    assert.match(rule, /^ +summary: '?[A-Z].+\.'?$/mu);
  }
});

test('[O90] nobody and nothing that was written can be read in /metrics, and a note moves no metric of tickets', async () => {
  const { server, shard } = told;
  await shard.ask({ t: 'account', account: 'acc-zebu', name: 'Quokka' });
  await shard.ask({ t: 'character', account: 'acc-zebu', character: 'c-okapi', name: 'Numbat' });
  await shard.ask({
    t: 'session_opened',
    session: 's-1',
    account: 'acc-zebu',
    character: 'c-okapi',
  });
  const command = { kind: 'open', category: 'Bug', body: 'A wombat took it' } as const;
  const opened = await shard.command(command, { session: 's-1' });
  if (opened.t !== 'done') throw new Error(JSON.stringify(opened));
  const staff = await server.signIn(await server.account('Tapir', [], ['moderators']));
  const about = { ticket: opened.ticket, as: 'support' };
  const ticketLines = async (): Promise<string[]> =>
    (await told.text())
      .split('\n')
      .filter((line) => /^shardbell_ticket(?!.*_(?:age_seconds|resident|busy) )/u.test(line));
  const before = await ticketLines();
  assert.ok(before.includes('shardbell_tickets_unclaimed 1'));
  assert.is((await staff.command({ kind: 'post_note', body: 'Known as dingo' }, about)).t, 'done');
  assert.equal(await ticketLines(), before);
  assert.is((await staff.command({ kind: 'post_message', body: 'The lemur' }, about)).t, 'done');
  const after = await told.text();
  assert.match(after, /^shardbell_ticket_first_reply_seconds_count 1$/mu);
  const words = ['zebu', 'okapi', 'quokka', 'numbat', 'wombat', 'tapir', 'dingo', 'lemur'];
  assert.equal(
    [...words, opened.ticket].filter((word) =>
      after.toLowerCase().includes(`${word}`.toLowerCase()),
    ),
    [],
  );
});
