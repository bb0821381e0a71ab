import { filterKey, kindOf, matcherOf } from '../../actors/queue/filter.ts';
import type { Summary } from '../../actors/ticket/summary.ts';
import type { QueueFilter } from '../../protocol/queue.ts';
import { limits } from '../../protocol/limits.ts';
import { assert, suite } from '../support/suite.ts';
import { assignedTo, summary } from '../support/summaries.ts';

const test = suite('the filter of a list');
const matches = (one: Summary, filter: QueueFilter, me: string): boolean =>
  matcherOf(filter, me)(one);

test('[Q1] without a status the active tickets match, with statuses exactly those', () => {
  const statuses = ['open', 'in_progress', 'closed', 'archived'] as const;
  const found = (status?: (typeof statuses)[number][]) =>
    statuses.filter((one) => matches(summary(1, { status: one }), status ? { status } : {}, '21'));
  assert.equal(found(), ['open', 'in_progress']);
  assert.equal(found(['closed', 'open']), ['open', 'closed']);
  assert.equal(found([]), []);
});

test('[Q2] a category matches in any case and with blanks around it, a retired one too', () => {
  const old = summary(1, { category: 'Retired' });
  assert.ok(matches(old, { category: ['Bug', ' rETired '] }, '21'));
  assert.not(matches(old, { category: ['Bug'] }, '21'));
});

test('[Q3] assigned to me means the account that watches, none means nobody', () => {
  const mine = summary(1, assignedTo('21'));
  assert.ok(matches(mine, { assigned: 'me' }, '21'));
  assert.not(matches(mine, { assigned: 'me' }, '22'));
  assert.not(matches(mine, { assigned: 'none' }, '21'));
  assert.ok(matches(summary(1), { assigned: 'none' }, '21'));
});

test('[Q4] attention matches exactly, and everything that is named must hold', () => {
  const one = summary(1, { attention: 'waiting_for_response' });
  assert.ok(matches(one, { attention: 'waiting_for_response', assigned: 'none' }, '21'));
  assert.not(matches(one, { attention: 'needs_attention' }, '21'));
  assert.not(matches(one, { attention: 'waiting_for_response', assigned: 'me' }, '21'));
});

test('[Q5] filters that match the same have one key; the account is in it only where it is asked for', () => {
  const key = filterKey({ category: ['Bug', 'Stuck'], status: ['open', 'in_progress'] }, '21');
  assert.is(filterKey({ category: ['stuck', 'BUG', 'bug'] }, '22'), key);
  assert.is.not(filterKey({ assigned: 'me' }, '21'), filterKey({ assigned: 'me' }, '22'));
  assert.is.not(filterKey({ assigned: 'none' }, '21'), filterKey({}, '21'));
  assert.is.not(filterKey({ category: ['a","b'] }, '1'), filterKey({ category: ['a', 'b'] }, '1'));
});

test('[Q6] a filter asks for active tickets or for closed ones, or mixes them', () => {
  assert.is(kindOf({}), 'active');
  assert.is(kindOf({ status: ['open'] }), 'active');
  assert.is(kindOf({ status: [] }), 'active');
  assert.is(kindOf({ status: ['closed', 'archived'] }), 'closed');
  assert.is(kindOf({ status: ['archived'] }), 'closed');
  assert.is(kindOf({ status: ['open', 'closed'] }), 'mixed');
});

test('[Q31] a participant, an assignee and a shard match exactly', () => {
  const one = summary(1, { participants: ['11', '12'], shard: 'north', ...assignedTo('21') });
  assert.ok(matches(one, { participant: '12', assignee: '21', shard: 'north' }, '9'));
  for (const other of [{ participant: '1' }, { assignee: '2' }, { shard: 'nort' }]) {
    assert.not(matches(one, other, '9'));
  }
  assert.not(matches(summary(1, { shard: null }), { shard: 'north' }, '9'));
  assert.not(matches(summary(1), { assignee: '21' }, '9'));
  assert.ok(matches(one, { assigned: 'me', assignee: '21' }, '21'));
  assert.not(matches(one, { assigned: 'me', assignee: '21' }, '22'));
});

test('[Q32] words match where each begins a word of the subject, whatever the case and the accents', () => {
  const of = (subject: string, words: string) => matches(summary(1, { subject }), { words }, '9');
  assert.ok(of('My horse is lost', 'HOR my'));
  assert.ok(of('My horse is lost', 'lost'));
  assert.not(of('My horse is lost', 'orse'));
  assert.not(of('My horse is lost', 'horse gone'));
  assert.ok(of('Ärger mit ＦＯＯ-bar!', 'ä foo BAR'));
  assert.ok(of('迷子の馬がいる', '迷子'));
  assert.ok(of('?!', '?'));
  assert.ok(of('İstanbul yolu', 'istanbul'));
  assert.ok(of('Ёлка на улице', 'елк'));
  assert.ok(of('Strasse gesperrt', 'Straß'));
  assert.not(of('help', '?'));
  assert.ok(of('help', '   '));
  const long = 'x'.repeat(limits.subject_chars_max);
  assert.ok(of(long, long.slice(0, limits.find_words_chars_max)));
});

test('[Q33] the order and the wording of words is not in the key of a filter', () => {
  const key = filterKey({ words: 'horse lost', shard: 'north' }, '1');
  assert.is(filterKey({ shard: 'north', words: ' LOST, horse lost ' }, '2'), key);
  assert.is.not(filterKey({ words: 'horse' }, '1'), filterKey({ words: 'hors' }, '1'));
  const fields = [{ participant: '7' }, { assignee: '7' }, { shard: '7' }, { words: '7' }];
  assert.is(new Set(fields.map((filter) => filterKey(filter, '1'))).size, fields.length);
});

test('[Q63] a priority matches exactly, and makes another list', () => {
  const urgent = summary(1, { triage: { priority: 'high' } });
  assert.ok(matches(urgent, { priority: 'high' }, '21'));
  assert.not(matches(urgent, { priority: 'normal' }, '21'));
  assert.ok(matches(summary(2), { priority: 'normal' }, '21'));
  assert.is.not(filterKey({ priority: 'high' }, '21'), filterKey({}, '21'));
  assert.is.not(filterKey({ priority: 'high' }, '21'), filterKey({ priority: 'low' }, '21'));
});
