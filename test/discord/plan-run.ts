import * as fc from 'fast-check';
import { begun, fold } from '../../actors/discord/reconciler/fold.ts';
import type { ApplyResult } from '../../actors/discord/reconciler/apply.ts';
import {
  nothingObserved,
  observedFrom,
  unsure,
  unsureOfAccess,
  withoutChannel,
  withoutHeader,
  type ObservedState,
} from '../../actors/discord/reconciler/observed.ts';
import { footerOf } from '../../actors/discord/posts/marker.ts';
import { plan } from '../../actors/discord/reconciler/plan.ts';
import type { Overwrite } from '../../actors/discord/port/shapes.ts';
import type { CallOutcome } from '../../actors/discord/port/call-outcome.ts';
import { readRecord, storedRecord } from '../../actors/discord/reconciler/record.ts';
import { assert } from '../support/suite.ts';
import { bot, desiredFor, Discord, guild, type Model } from './plan-discord.ts';

export type Happening =
  | { readonly kind: 'act'; readonly how: 'done' | 'landed' | 'vanished' | 'offline' | 'limited' }
  | { readonly kind: 'crash' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'fresh' }
  /** Another application, whose bot cannot edit posts of the former one. */
  | { readonly kind: 'application' }
  | { readonly kind: 'delete_channel'; readonly told: boolean }
  | { readonly kind: 'delete_header'; readonly told: boolean }
  | {
      readonly kind: 'open_channel';
      readonly told: boolean;
      /** Whose overwrites are left. */
      readonly left: readonly string[];
      readonly stranger: boolean;
    }
  | { readonly kind: 'change'; readonly what: 'place' | 'name' | 'category' | 'people' | 'header' }
  | { readonly kind: 'entry'; readonly parts: number };

export const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      how: fc.constantFrom('done', 'done', 'done', 'landed', 'vanished', 'offline', 'limited'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.integer({ min: 1, max: 700_000 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('fresh' as const, 'application') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('delete_channel' as const, 'delete_header' as const),
      told: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('open_channel' as const),
      told: fc.boolean(),
      left: fc.subarray([guild, bot, '200000000000000001']),
      stranger: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      what: fc.constantFrom('place', 'name', 'category', 'people', 'header'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('entry' as const),
      parts: fc.integer({ min: 0, max: 3 }),
    }),
  },
);

/** The bridge with one ticket, and everything that can go wrong. */
export class Run {
  readonly discord = new Discord();
  readonly model: Model;
  observed = nothingObserved('t', 12);
  stored: unknown;
  now = 1_000_000;
  actions = 0;
  #changes = 0;

  constructor(refused: boolean) {
    const people = new Set(['200000000000000001']);
    this.model = {
      place: 'open',
      name: 'name-0',
      category: null,
      people,
      header: 0,
      entries: [1],
      refused,
      archived: 0,
    };
  }

  happen(what: Happening): void {
    const { model, discord } = this;
    const channel = discord.channels[0];
    switch (what.kind) {
      case 'act':
        return void this.act(what.how);
      case 'crash':
        // A start connects afresh: events were missed.
        this.observed = unsure(
          this.stored === undefined ? nothingObserved('t', 12) : this.#loaded(),
        );
        return;
      case 'wait':
        this.now += what.ms;
        return;
      case 'fresh':
        this.observed = unsure(this.observed);
        return;
      case 'application':
        discord.bot += 1;
        this.observed = unsure(
          this.stored === undefined ? nothingObserved('t', 12) : this.#loaded(),
        );
        return;
      case 'delete_channel':
        discord.channels = [];
        this.observed = what.told ? withoutChannel(this.observed) : unsure(this.observed);
        return;
      case 'open_channel': {
        if (channel === undefined) return;
        const left = channel.overwrites.filter(({ target }) => what.left.includes(target));
        const stranger: Overwrite = { target: '100000000000000005', of: 'role', level: 'write' };
        channel.overwrites = what.stranger ? [...left, stranger] : left;
        this.observed = what.told ? unsureOfAccess(this.observed) : unsure(this.observed);
        return;
      }
      case 'delete_header': {
        const header = this.observed.record.channel?.header;
        if (channel === undefined || header == null) return;
        channel.posts = channel.posts.filter(({ message }) => message !== header.message);
        this.observed = what.told ? withoutHeader(this.observed) : unsure(this.observed);
        return;
      }
      case 'change':
        return this.#change(what.what);
      case 'entry':
        model.entries.push(what.parts);
    }
  }

  /** Applies the next action; false if there is none now. */
  act(how: Extract<Happening, { kind: 'act' }>['how']): boolean {
    const desired = desiredFor(this.model, this.observed);
    const step = plan(this.observed, desired, this.now);
    if (step.kind === 'rest') return false;
    this.actions += 1;
    const { action } = step;
    this.observed = begun(this.observed, action, this.now);
    this.#store();
    const isLocal = ['tell_support', 'note_archive_messages', 'skip', 'end_replay'].includes(
      action.kind,
    );
    let outcome: CallOutcome<ApplyResult>;
    if (how === 'done' || isLocal) outcome = this.discord.apply(action, this.model, this.now);
    else if (how === 'landed') {
      this.discord.apply(action, this.model, this.now);
      outcome = { kind: 'unknown', detail: '' };
    } else if (how === 'vanished') outcome = { kind: 'unknown', detail: '' };
    else if (how === 'offline') outcome = { kind: 'refused', reason: 'offline', detail: '' };
    else {
      const detail = '';
      outcome = { kind: 'refused', reason: 'rate_limited', retry_after_ms: 5_000, detail };
    }
    this.observed = fold(this.observed, action, outcome, desired, this.now);
    this.#store();
    return true;
  }

  /** From now on everything succeeds, and nothing changes. */
  settle(): void {
    for (let steps = 0; ; steps++) {
      assert.ok(steps < 1_000, 'it comes to an end');
      if (this.act('done')) continue;
      const step = plan(this.observed, desiredFor(this.model, this.observed), this.now);
      assert.is(step.kind, 'rest');
      if (step.kind === 'rest' && step.until === null) return;
      if (step.kind === 'rest') this.now = Math.max(this.now + 1, step.until!);
    }
  }

  /** What Discord shows is what it should show. */
  check(): void {
    const { model, discord, observed } = this;
    const desired = desiredFor(model, observed);
    assert.ok(discord.channels.length <= 1, 'never two channels');
    const [channel] = discord.channels;
    if (model.place === 'none') {
      assert.is(channel, undefined);
      assert.is(discord.archiveMessages.at(-1), model.archived);
      return;
    }
    if (model.place === 'open') assert.ok(channel !== undefined);
    if (channel === undefined) return;
    assert.is(channel.name, desired.name);
    assert.is(channel.category, model.category);
    const byTarget = (all: readonly Overwrite[]) =>
      all.toSorted((a, b) => (a.target < b.target ? -1 : 1));
    // Other overwrites were added by a moderator.
    const own = channel.overwrites.filter(({ target }) => target !== '100000000000000005');
    assert.equal(byTarget(own), byTarget(desired.overwrites));
    const headers = channel.posts.filter(({ footer }) => footer === '#12');
    assert.is(headers.filter(({ pinned }) => pinned).length, 1);
    assert.is(new Set(headers.map(({ by }) => by)).size, headers.length, 'one header of each bot');
    assert.equal(
      headers.filter(({ by }) => by === discord.bot).map(({ hash, pinned }) => [hash, pinned]),
      [[String(model.header), true]],
    );
    this.#checkPosts(channel.posts.map(({ footer }) => footer));
  }

  #checkPosts(footers: readonly string[]): void {
    const texts = footers.filter((footer) => footer !== '#12');
    assert.is(new Set(texts).size, texts.length, 'no post twice');
    const replayed = texts.filter((footer) => footer.includes('replay'));
    assert.equal(texts.slice(0, replayed.length), replayed, 'what is told again comes first');
    const entries = texts.slice(replayed.length);
    // All entries since the channel was made, in order.
    const all = this.model.entries.flatMap((parts, i) =>
      Array.from({ length: parts }, (_, part) =>
        footerOf(12, { of: 'entry', seq: i + 1, part: part + 1, parts }),
      ),
    );
    assert.equal(entries, entries.length === 0 ? [] : all.slice(-entries.length));
    if (replayed.length === 0 && !this.observed.record.hadChannel) assert.equal(entries, all);
  }

  #change(what: Extract<Happening, { kind: 'change' }>['what']): void {
    const { model } = this;
    const change = (this.#changes += 1);
    switch (what) {
      case 'place':
        model.place = (['open', 'locked', 'none', 'open'] as const)[change % 4]!;
        if (model.place === 'none') model.archived = change;
        return;
      case 'name':
        model.name = `name-${change % 3}`;
        return;
      case 'category':
        model.category = change % 2 === 0 ? null : '300000000000000001';
        return;
      case 'people': {
        const user = `20000000000000000${1 + (change % 3)}`;
        if (!model.people.delete(user)) model.people.add(user);
        return;
      }
      case 'header':
        model.header += 1;
    }
  }

  #store(): void {
    this.stored = structuredClone(storedRecord(this.observed.record));
  }

  #loaded(): ObservedState {
    return observedFrom(readRecord(this.stored));
  }
}
