import type { CallOutcome, RefusalReason } from '../../actors/discord/port/call-outcome.ts';
import type { DiscordPort } from '../../actors/discord/port/port.ts';
import type { GuildSeen, Overwrite, OverwriteSeen } from '../../actors/discord/port/shapes.ts';
import { FakeGuild, type Channel } from './fake-guild.ts';

/** The outcome of one call instead. `landed` and `vanished` are unknown outcomes: done, or not. */
export type CallFault = 'landed' | 'vanished' | RefusalReason;

/** A Discord with one guild in memory, behind the port. */
export class FakeDiscord extends FakeGuild implements DiscordPort {
  /** Every call that reached it, by name. */
  readonly calls: string[] = [];
  /** Everything that was sent to it, as JSON. */
  readonly sent: string[] = [];
  readonly renames: Array<{ readonly channel: string; readonly at: number }> = [];
  /** Whether the bot is in the guild. */
  isIn = true;
  /** The outcome of each call instead; `hang`: it is done and never answered. */
  onCall: ((name: keyof DiscordPort, body: unknown) => CallFault | 'hang' | undefined) | undefined;
  readonly #now: () => number;
  readonly #faults: Array<{ readonly call: string; readonly fault: CallFault }> = [];
  #outage = false;

  constructor(now: () => number) {
    super();
    this.#now = now;
  }

  /** The next calls of this name have these outcomes. */
  fail(call: keyof DiscordPort, ...faults: CallFault[]): void {
    this.#faults.push(...faults.map((fault) => ({ call, fault })));
  }

  /** Whether no call gets through. */
  set outage(isOut: boolean) {
    this.#outage = isOut;
  }

  start(): void {}

  async stop(): Promise<void> {}

  guild: DiscordPort['guild'] = (guild) =>
    this.#call('guild', guild, (): CallOutcome<GuildSeen> => {
      if (!this.isIn || guild !== this.id) return refused({ reason: 'not_found' });
      const channels = [...this.channels.values()].filter(({ id }) => !id.startsWith('7'));
      const roles = [[guild, '@everyone'] as const, ...this.roles].map(([id, name]) => {
        return { id, name, position: 1, managed: false, ...this.roleTraits.get(id) };
      });
      const missingPermissions: string[] = [];
      const seen = { id: guild, roles, missingPermissions, rolePosition: 9 };
      return done({ ...seen, channels: structuredClone(channels) });
    });

  member: DiscordPort['member'] = (_, user) =>
    this.#call('member', user, () => {
      const member = this.members.get(user);
      return member === undefined ? refused({ reason: 'not_found' }) : done(member);
    });

  createChannel: DiscordPort['createChannel'] = (_, made) =>
    this.#call('createChannel', made, () => {
      if (this.isFull(made.category)) return refused({ reason: 'category_full' });
      const { name, topic, category, overwrites } = made;
      const targets = new Set(overwrites.map(({ target }) => target));
      if (targets.size < overwrites.length) return refused({ reason: 'unclear' });
      const channel = this.newId();
      this.add({ id: channel, kind: 'text', name, topic }, category, overwrites.map(seenAs));
      return done({ channel });
    });

  channel: DiscordPort['channel'] = (id) =>
    this.#in('channel', id, undefined, (channel) => done(structuredClone(channel)));

  renameChannel: DiscordPort['renameChannel'] = (id, name) =>
    this.#in('renameChannel', id, name, (channel) => {
      const now = this.#now();
      const mine = this.renames.filter(({ channel: of, at }) => of === id && at > now - 600_000);
      if (mine.length >= 2) return refused({ reason: 'rate_limited', retry_after_ms: 580_000 });
      this.renames.push({ channel: id, at: now });
      channel.name = name;
      return done(undefined);
    });

  moveChannel: DiscordPort['moveChannel'] = (id, category) =>
    this.#in('moveChannel', id, category, (channel) => {
      if (this.isFull(category)) return refused({ reason: 'category_full' });
      channel.category = category;
      return done(undefined);
    });

  setOverwrite: DiscordPort['setOverwrite'] = (id, overwrite) =>
    this.#in('setOverwrite', id, overwrite, (channel) => {
      const rest = channel.overwrites.filter(({ target }) => target !== overwrite.target);
      this.overwritten(channel, [...rest, seenAs(overwrite)]);
      return done(undefined);
    });

  removeOverwrite: DiscordPort['removeOverwrite'] = (id, target) =>
    this.#in('removeOverwrite', id, target, (channel) => {
      const rest = channel.overwrites.filter((one) => one.target !== target);
      this.overwritten(channel, rest);
      return done(undefined);
    });

  deleteChannel: DiscordPort['deleteChannel'] = (id) =>
    this.#in('deleteChannel', id, undefined, () => {
      this.channels.delete(id);
      this.emit({ kind: 'channel_deleted', guild: this.id, channel: id });
      return done(undefined);
    });

  send: DiscordPort['send'] = (id, post) =>
    this.#in('send', id, post, (channel) => {
      if (this.closedDms.has(`2${id.slice(1)}`)) return refused({ reason: 'dm_closed' });
      const same = channel.messages.find(({ nonce }) => nonce === post.nonce);
      if (same !== undefined) return done({ message: same.id });
      return done({ message: this.message(channel, post, this.bot).id });
    });

  edit: DiscordPort['edit'] = (id, message, post) =>
    this.#in('edit', id, post, (channel) => {
      const at = channel.messages.findIndex((one) => one.id === message);
      if (at === -1) return refused({ reason: 'not_found' });
      channel.messages[at] = { ...channel.messages[at]!, post };
      return done(undefined);
    });

  pin: DiscordPort['pin'] = (id, message) =>
    this.#in('pin', id, message, (channel) => {
      const found = channel.messages.find((one) => one.id === message);
      if (found === undefined) return refused({ reason: 'not_found' });
      found.pinned = true;
      return done(undefined);
    });

  unpin: DiscordPort['unpin'] = (id, message) =>
    this.#in('unpin', id, message, (channel) => {
      const found = channel.messages.find((one) => one.id === message);
      if (found === undefined) return refused({ reason: 'not_found' });
      found.pinned = false;
      return done(undefined);
    });

  messages: DiscordPort['messages'] = (id, { after, limit }) =>
    this.#in('messages', id, undefined, (channel) => {
      const found = channel.messages.filter(
        (one) => after === undefined || BigInt(one.id) > BigInt(after),
      );
      return done(after === undefined ? found.slice(-limit) : found.slice(0, limit));
    });

  openDm: DiscordPort['openDm'] = (user) =>
    this.#call('openDm', user, () => {
      const channel = `7${user.slice(1)}`;
      if (!this.channels.has(channel)) {
        this.add({ id: channel, kind: 'other', name: '', topic: '' }, null, []);
      }
      return done({ channel });
    });

  createRole: DiscordPort['createRole'] = (_, name) =>
    this.#call('createRole', name, () => {
      const role = this.newId();
      this.roles.set(role, name);
      return done({ role });
    });

  giveRole: DiscordPort['giveRole'] = (_, user, role) =>
    this.#call('giveRole', [user, role], () => this.#setRoles(user, role, true));

  takeRole: DiscordPort['takeRole'] = (_, user, role) =>
    this.#call('takeRole', [user, role], () => this.#setRoles(user, role, false));

  setCommands: DiscordPort['setCommands'] = async () => done(undefined);
  defer: DiscordPort['defer'] = async () => done(undefined);
  answer: DiscordPort['answer'] = async () => done(undefined);
  dismiss: DiscordPort['dismiss'] = async () => done(undefined);
  suggest: DiscordPort['suggest'] = async () => done(undefined);
  showModal: DiscordPort['showModal'] = async () => done(undefined);

  #setRoles(user: string, role: string, has: boolean): CallOutcome {
    const member = this.members.get(user);
    if (member === undefined || !this.roles.has(role)) return refused({ reason: 'not_found' });
    const rest = member.roles.filter((one) => one !== role);
    this.members.set(user, { ...member, roles: has ? [...rest, role] : rest });
    return done(undefined);
  }

  #in<T>(
    name: keyof DiscordPort,
    id: string,
    body: unknown,
    run: (channel: Channel) => CallOutcome<T>,
  ): Promise<CallOutcome<T>> {
    return this.#call(name, [id, body], () => {
      const channel = this.channels.get(id);
      return channel === undefined ? refused({ reason: 'not_found' }) : run(channel);
    });
  }

  async #call<T>(
    name: keyof DiscordPort,
    body: unknown,
    run: () => CallOutcome<T>,
  ): Promise<CallOutcome<T>> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#outage) return { kind: 'unknown', detail: 'no line' };
    this.calls.push(name);
    this.sent.push(JSON.stringify([name, body]));
    const at = this.#faults.findIndex(({ call }) => call === name);
    const [failing] = at === -1 ? [] : this.#faults.splice(at, 1);
    const fault = failing?.fault ?? this.onCall?.(name, body);
    if (fault === undefined) return run();
    if (fault === 'hang') {
      run();
      return new Promise(() => {});
    }
    if (typeof fault === 'object') return refused(fault);
    if (fault === 'landed') run();
    return { kind: 'unknown', detail: fault };
  }
}

function seenAs(overwrite: Overwrite): OverwriteSeen {
  return { ...overwrite, view: overwrite.level === 'hidden' ? 'denied' : 'allowed' };
}

function done<T>(value: T): CallOutcome<T> {
  return { kind: 'done', value };
}

function refused(reason: RefusalReason): { kind: 'refused'; detail: string } & RefusalReason {
  return { kind: 'refused', detail: reason.reason, ...reason };
}
