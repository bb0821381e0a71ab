import type { DiscordEvent } from '../../actors/discord/port/events.ts';
import type { Post } from '../../actors/discord/port/requests.ts';
import type {
  ChannelSeen,
  MemberSeen,
  MessageSeen,
  OverwriteSeen,
  RoleSeen,
} from '../../actors/discord/port/shapes.ts';

interface Message extends MessageSeen {
  readonly post: Post;
  readonly nonce: string | null;
  pinned: boolean;
}

export interface Channel {
  readonly id: string;
  readonly kind: ChannelSeen['kind'];
  name: string;
  readonly topic: string;
  category: string | null;
  overwrites: OverwriteSeen[];
  messages: Message[];
}

const per_category_max = 50;

/** One guild in memory, and what people do in it. */
export class FakeGuild {
  readonly id = '100000000000000001';
  readonly bot = '100000000000000002';
  readonly channels = new Map<string, Channel>();
  readonly roles = new Map<string, string>();
  /** Special properties of roles. */
  readonly roleTraits = new Map<string, Partial<RoleSeen>>();
  readonly members = new Map<string, MemberSeen>();
  /** Users who accept no messages. */
  readonly closedDms = new Set<string>();
  /** Channels that everybody could see after a change. */
  readonly exposures: string[] = [];
  #listener: (event: DiscordEvent) => void = () => {};
  #ids = 300_000_000_000_000_000n;

  emit(event: DiscordEvent): void {
    this.#listener(event);
  }

  connect(session: 'fresh' | 'resumed' = 'fresh'): void {
    this.emit({ kind: 'ready', session, user: this.bot, application: this.bot });
  }

  newId(): string {
    this.#ids += 1n;
    return String(this.#ids);
  }

  category(): string {
    const id = this.newId();
    this.add({ id, kind: 'category', name: 'tickets', topic: '' }, null, []);
    return id;
  }

  join(user: string, ...roles: string[]): void {
    this.members.set(user, { user, name: `user ${user}`, roles });
  }

  /** Text channels, oldest first. */
  get texts(): Channel[] {
    return [...this.channels.values()].filter(({ kind }) => kind === 'text');
  }

  dm(user: string): Channel | undefined {
    return this.channels.get(`7${user.slice(1)}`);
  }

  /** A moderator replaces the overwrites. */
  setByHand(id: string, overwrites: readonly OverwriteSeen[]): void {
    this.overwritten(this.channels.get(id)!, overwrites);
  }

  /** Somebody posts a message. */
  type(channel: string, user: string, content: string): void {
    const message = this.message(this.channels.get(channel)!, { content }, user);
    this.emit({ kind: 'message_created', message });
  }

  /** Somebody moves a channel. */
  moveByHand(id: string, category: string | null): void {
    const channel = this.channels.get(id)!;
    channel.category = category;
    const seen = structuredClone(channel);
    this.emit({ kind: 'channel_changed', guild: this.id, channel: seen });
  }

  onEvent(listener: (event: DiscordEvent) => void): void {
    this.#listener = listener;
  }

  protected isFull(category: string | null): boolean {
    const inside = this.texts.filter((one) => one.category === category);
    return category !== null && inside.length >= per_category_max;
  }

  protected overwritten(channel: Channel, overwrites: readonly OverwriteSeen[]): void {
    channel.overwrites = [...overwrites];
    const isPublic = !overwrites.some(
      ({ target, view }) => target === this.id && view === 'denied',
    );
    if (isPublic) this.exposures.push(channel.id);
    const seen = structuredClone(channel);
    this.emit({ kind: 'channel_changed', guild: this.id, channel: seen });
  }

  protected add(
    about: Pick<Channel, 'id' | 'kind' | 'name' | 'topic'>,
    category: string | null,
    overwrites: readonly OverwriteSeen[],
  ): void {
    const channel = { ...about, category, overwrites: [...overwrites], messages: [] };
    this.channels.set(about.id, channel);
  }

  protected message(channel: Channel, post: Post, user: string): Message {
    const self = user === this.bot;
    const roles = this.members.get(user)?.roles ?? null;
    const message: Message = {
      id: this.newId(),
      channel: channel.id,
      guild: this.id,
      author: { user, name: `user ${user}`, bot: self, self, roles },
      system: false,
      content: post.content ?? '',
      attachments: [],
      stickers: [],
      poll: null,
      forwarded: [],
      footer: post.embeds?.[0]?.footer ?? '',
      footerAt: post.embeds?.[0]?.at ?? null,
      replyTo: null,
      edited: null,
      nonce: post.nonce ?? null,
      pinned: false,
      post,
    };
    channel.messages.push(message);
    return message;
  }
}
