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
import { bridgeLimits } from '../../actors/discord/limits.ts';
import type { MirroredEntry } from '../../actors/discord/posts/mirrored-entries.ts';
import { footerOf } from '../../actors/discord/posts/marker.ts';
import { plan, type Action } from '../../actors/discord/reconciler/plan.ts';
import type { ChannelSeen, Overwrite } from '../../actors/discord/port/shapes.ts';
import type { CallOutcome, RefusalReason } from '../../actors/discord/port/call-outcome.ts';
import { readRecord, storedRecord } from '../../actors/discord/reconciler/record.ts';
import { renameAt } from '../../actors/discord/reconciler/renames.ts';
import type { DesiredState } from '../../actors/discord/reconciler/desired.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('discord plan', { limit_ms: 60_000 });

const guild = '100000000000000001';
const bot = '100000000000000002';

/** What of one ticket the plan depends on. */
interface Model {
  place: DesiredState['place'];
  name: string;
  category: string | null;
  people: Set<string>;
  header: number;
  /** Parts of each entry; 0: one that is not mirrored. */
  entries: number[];
  refused: boolean;
  archived: number;
}

/** A Discord with one guild, which records what it was asked for. */
class Discord {
  channels: Array<
    Omit<ChannelSeen, 'overwrites'> & {
      name: string;
      category: string | null;
      overwrites: Overwrite[];
      posts: Array<{ message: string; footer: string; hash: string; pinned: boolean; by: number }>;
    }
  > = [];
  archiveMessages: number[] = [];
  renames: number[] = [];
  /** The bot of the present application. */
  bot = 1;
  #ids = 1000n;

  id(): string {
    this.#ids += 1n;
    return String(this.#ids);
  }

  /** Does a call. */
  apply(action: Action, model: Model, now: number): CallOutcome<ApplyResult> {
    const done = (value: ApplyResult = {}): CallOutcome<ApplyResult> => ({ kind: 'done', value });
    const refused = (reason: RefusalReason): CallOutcome<ApplyResult> => ({
      kind: 'refused',
      detail: '',
      ...reason,
    });
    const channel =
      'channel' in action ? this.channels.find(({ id }) => id === action.channel) : undefined;
    if ('channel' in action && channel === undefined) return refused({ reason: 'not_found' });
    const post = (footer: string, hash = ''): CallOutcome<ApplyResult> => {
      const everybody = channel!.overwrites.find(({ target }) => target === guild);
      assert.is(everybody?.level, 'hidden', 'nothing is posted where everybody reads it');
      const message = this.id();
      channel!.posts.push({ message, footer, hash, pinned: false, by: this.bot });
      return done({ message });
    };
    switch (action.kind) {
      case 'look_channel':
        return done({ found: this.channels[0] ? seenAs(this.channels[0]) : null });
      case 'check_channel':
        return done({ found: seenAs(channel!) });
      case 'create_channel': {
        if (model.refused && action.baseName === 'bad') return refused({ reason: 'name_refused' });
        const id = this.id();
        const { name, category, overwrites } = action.made;
        this.channels.push({
          id,
          kind: 'text',
          name,
          topic: '',
          category,
          overwrites: [...overwrites],
          posts: [],
        });
        return done({ channel: id });
      }
      case 'delete_channel':
        this.channels = this.channels.filter(({ id }) => id !== action.channel);
        return done();
      case 'set_overwrite': {
        const { overwrite } = action;
        const rest = channel!.overwrites.filter(({ target }) => target !== overwrite.target);
        channel!.overwrites = [...rest, overwrite];
        return done();
      }
      case 'remove_overwrite':
        channel!.overwrites = channel!.overwrites.filter(({ target }) => target !== action.target);
        return done();
      case 'look_posts':
        return done({
          posts: channel!.posts
            .filter(({ message }) => message > action.after)
            .map((one) => ({ ...one, at: null, isFormer: one.by !== this.bot })),
        });
      case 'send_header':
        return post(footerOf(12, { of: 'header' }), action.hash);
      case 'unpin_header':
        for (const one of channel!.posts) if (one.message === action.message) one.pinned = false;
        return done();
      case 'edit_header':
      case 'pin_header': {
        const header = channel!.posts.find(({ message }) => message === action.message);
        if (header === undefined) return refused({ reason: 'not_found' });
        if (action.kind === 'edit_header' && header.by !== this.bot) {
          return refused({ reason: 'foreign_message' });
        }
        if (action.kind === 'pin_header') header.pinned = true;
        else header.hash = action.hash;
        return done();
      }
      case 'replay':
      case 'post':
        return post(action.post.embeds![0]!.footer!);
      case 'move_channel':
        channel!.category = action.category;
        return done();
      case 'rename_channel': {
        if (model.refused && action.baseName === 'bad') return refused({ reason: 'name_refused' });
        const recent = this.renames.filter((at) => at > now - 600_000);
        if (recent.length >= 2) throw new Error('a third rename in ten minutes');
        this.renames.push(now);
        channel!.name = action.name;
        return done();
      }
      case 'say_left':
        return post('#12 · left');
      case 'tell_support':
      case 'leave':
      case 'return':
        return done();
      case 'note_archive_messages':
        this.archiveMessages.push(action.archived);
        return done();
      case 'end_replay':
      case 'skip':
        return done();
    }
  }
}

/** The channel as Discord returns it. */
function seenAs(channel: Discord['channels'][number]): ChannelSeen {
  const overwrites = channel.overwrites.map((one) => {
    return { ...one, view: one.level === 'hidden' ? ('denied' as const) : ('allowed' as const) };
  });
  return { ...channel, overwrites };
}

function desiredFor(model: Model, observed: ObservedState): DesiredState {
  const refusal = model.refused && observed.record.refusedNames.includes('bad');
  const { channel } = observed.record;
  const overwrites: Overwrite[] = [
    { target: guild, of: 'role', level: 'hidden' },
    { target: bot, of: 'member', level: 'manage' },
    ...[...model.people].map((target): Overwrite => {
      return { target, of: 'member', level: model.place === 'open' ? 'write' : 'read' };
    }),
  ];
  const entryOf = (parts: number, seq: number): MirroredEntry[] => {
    const marked = (part: number, of: number) => {
      const mark = { of: 'entry', seq, part, parts: of } as const;
      const footer = footerOf(12, mark);
      return { mark, footer, post: { embeds: [{ footer }] } };
    };
    if (parts === 0) return [];
    const posts = Array.from({ length: parts }, (_, i) => marked(i + 1, parts));
    return [{ seq, posts, plain: marked(1, 1), publicSeq: seq }];
  };
  const after = channel?.seq ?? 0;
  const entries = model.entries.map((parts, i) => ({ parts, seq: i + 1 }));
  const next = entries.filter(({ seq }) => seq > after).slice(0, 3);
  const replayTo = channel?.replay?.to;
  const past = replayTo === undefined ? [] : entries.slice(0, replayTo).filter((one) => one.parts);
  const parts = Math.min(2, past.length);
  return {
    guild,
    place: model.place,
    topic: '',
    name: refusal ? 'neutral' : model.name,
    baseName: refusal ? 'neutral' : model.refused ? 'bad' : 'good',
    category: model.category,
    overwrites,
    header: {},
    plainHeader: {},
    headerHash: String(model.header),
    replayTo: observed.record.hadChannel ? model.entries.length : null,
    isThere: true,
    leftPost: {},
    formerBots: [],
    plainReplay: [],
    replay: Array.from({ length: parts }, (_, i) => {
      const footer = footerOf(12, { of: 'replay', part: i + 1, parts });
      return { embeds: [{ footer }] };
    }),
    entries: next.flatMap(({ parts: count, seq }) => entryOf(count, seq)),
    entriesTo: next.at(-1)?.seq ?? 0,
    archivedToTell: model.place === 'none' ? model.archived : null,
  };
}

type Happening =
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

const happening: fc.Arbitrary<Happening> = fc.oneof(
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
class Run {
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

test('[K40] whatever goes wrong, Discord comes to show what it should, no channel or post stands there twice, and none in a channel that was opened', () => {
  let actions = 0;
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 80 }), fc.boolean(), (happenings, refused) => {
      const run = new Run(refused);
      for (const what of happenings) run.happen(what);
      run.settle();
      run.check();
      actions += run.actions;
    }),
    { numRuns: 1_500 },
  );
  assert.ok(actions > 10_000, `it did something: ${actions}`);
});

test('[K41] a channel is renamed at most twice in any ten minutes, and ends with the last name', () => {
  const run = new Run(false);
  run.settle();
  for (let flip = 0; flip < 200; flip++) {
    run.model.name = flip % 2 === 0 ? 'red' : 'green';
    while (run.act('done'));
    run.now += 20_000;
  }
  run.settle();
  run.check();
  assert.is(run.discord.channels[0]!.name, 'green');
  const { renames } = run.discord;
  for (const [i, at] of renames.entries()) {
    const third = renames[i + 2];
    assert.ok(third === undefined || third - at >= 600_000);
  }
  assert.ok(renames.length >= 12, 'none is wasted');
});

test('[K42] an equal name is not asked for, and renames that were asked for count after a restart', () => {
  const run = new Run(false);
  run.settle();
  assert.equal(run.discord.renames, []);
  for (const name of ['red', 'green', 'red']) {
    run.model.name = name;
    while (run.act('done'));
    run.happen({ kind: 'crash' });
  }
  assert.is(run.discord.renames.length, 2);
  run.model.name = 'green';
  run.settle();
  assert.is(run.discord.renames.length, 2, 'it is called so already');
});

test('[K43] a rename that has to wait holds up neither posts nor locks', () => {
  const run = new Run(false);
  run.settle();
  for (const name of ['red', 'green', 'red']) {
    run.model.name = name;
    run.model.entries.push(1);
    while (run.act('done'));
  }
  run.model.place = 'locked';
  while (run.act('done'));
  const [channel] = run.discord.channels;
  assert.is(channel!.posts.length, 5);
  assert.is(
    channel!.overwrites.find(({ of, level }) => of === 'member' && level === 'read')?.target,
    '200000000000000001',
  );
});

test('[K44] of a closed ticket the icon goes only when no other rename counts', () => {
  const budget = { renames: [1_000], noRenameBefore: 0 };
  assert.is(renameAt(budget, false), 0);
  assert.is(renameAt(budget, true), 1_000 + bridgeLimits.rename_window_ms);
  assert.is(renameAt({ ...budget, noRenameBefore: 5 }, false), 5);
});
