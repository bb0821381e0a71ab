import type { ApplyResult } from '../../actors/discord/reconciler/apply.ts';
import { type ObservedState } from '../../actors/discord/reconciler/observed.ts';
import type { MirroredEntry } from '../../actors/discord/posts/mirrored-entries.ts';
import { footerOf } from '../../actors/discord/posts/marker.ts';
import type { Action } from '../../actors/discord/reconciler/plan.ts';
import type { ChannelSeen, Overwrite } from '../../actors/discord/port/shapes.ts';
import type { CallOutcome, RefusalReason } from '../../actors/discord/port/call-outcome.ts';
import type { DesiredState } from '../../actors/discord/reconciler/desired.ts';
import { assert } from '../support/suite.ts';

export const guild = '100000000000000001';
export const bot = '100000000000000002';

/** What of one ticket the plan depends on. */
export interface Model {
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
export class Discord {
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
      case 'begin_anew':
      case 'end_replay':
      case 'skip':
        return done();
    }
  }
}

/** The channel as Discord returns it. */
export function seenAs(channel: Discord['channels'][number]): ChannelSeen {
  const overwrites = channel.overwrites.map((one) => {
    return { ...one, view: one.level === 'hidden' ? ('denied' as const) : ('allowed' as const) };
  });
  return { ...channel, overwrites };
}

export function desiredFor(model: Model, observed: ObservedState): DesiredState {
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
    rewritten: 0,
    archivedToTell: model.place === 'none' ? model.archived : null,
  };
}
