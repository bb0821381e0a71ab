import { filterKey, isLive, matches } from '../../actors/queue/filter.ts';
import { assert, suite } from '../support/suite.ts';
import { assignedTo, summary } from '../support/summaries.ts';

const test = suite('the filter of a list');

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

test('[Q6] a filter is live when it asks for active tickets only', () => {
  assert.ok(isLive({}));
  assert.ok(isLive({ status: ['open'] }));
  assert.not(isLive({ status: ['open', 'closed'] }));
});
