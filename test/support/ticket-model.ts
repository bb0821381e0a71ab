import type { Faction } from '../../actors/ticket/command.ts';
import type { Right } from '../../protocol/permissions.ts';
import type { RefusalCode } from '../../protocol/refusals.ts';
import type {
  Audience,
  Author,
  Entry,
  EntryBody,
  Head,
  Location,
  Person,
  Priority,
  Row,
  Side,
  Status,
  Surface,
} from '../../protocol/ticket.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import { columnOf, decidedFor, refusalOf } from './decided.ts';

/**
 * The ticket a second time, small and slow, as `decided.ts` and the rules say it and not as the
 * code does it: tests ask both the same and compare what they see.
 */

/** Everything around the tickets that a command depends on. */
export interface Env {
  now: number;
  autoArchive: boolean;
  /** Of all accounts there are. */
  readonly rights: Map<string, readonly Right[]>;
  /** The character that an account plays now. */
  readonly playing: Map<string, string>;
  readonly factions: Map<string, Faction>;
}

export interface Asked {
  readonly account: string;
  readonly as?: Side;
  readonly surface: Surface;
  readonly command: CommandBody;
  readonly from?: { readonly shard: string; readonly location: Location | null };
}

/** Why not, in the words of the wire. */
export interface No {
  readonly code: RefusalCode;
  readonly detail?: string;
}

/** User texts, each with what is kept of it, or the code of why it is refused. */
export const texts: ReadonlyArray<{ readonly raw: string; readonly kept: string }> = [
  { raw: 'Where?', kept: 'Where?' },
  { raw: '  Here \n', kept: 'Here' },
  { raw: 'two\nlines', kept: 'two\nlines' },
  { raw: '\ud83d', kept: '\ufffd' },
  { raw: ' \u3000', kept: 'text_blank' },
  { raw: 'a\0b', kept: 'text_malformed' },
  { raw: 'x'.repeat(8_001), kept: 'text_too_long' },
];

export const categories = ['Question', 'Bug'] as const;

const queueRights = ['admin_view', 'reply', 'internal_message', 'assign', 'change_status'];

interface Line {
  readonly at: number;
  readonly by: Author;
  readonly surface: Surface;
  readonly what: EntryBody;
}

type ActionCommand = Exclude<CommandBody, { kind: 'open' }>;

export function has(env: Env, account: string, right: string): boolean {
  return env.rights.get(account)?.includes(`tickets.${right}` as Right) ?? false;
}

export function hasQueue(env: Env, account: string): boolean {
  return queueRights.some((right) => has(env, account, right));
}

export function personIn(env: Env, account: string): Person {
  const character = env.playing.get(account) ?? null;
  const name = env.rights.has(account) ? `account ${account}` : '';
  return { account, name, character, character_name: character === null ? '' : `as ${character}` };
}

export class TicketModel {
  readonly id: string;
  readonly number: number;
  #status: Status = 'open';
  #priority: Priority = 'normal';
  #subject = '';
  #participants: Person[] = [];
  #holder: { to: Person; at: number } | null = null;
  #closed: number | null = null;
  #archived: number | null = null;
  readonly #opened: Pick<Head, 'shard' | 'category' | 'sender' | 'location' | 'created'>;
  readonly #lines: Line[] = [];

  /** Why this cannot be opened; none, and it can. */
  static refusals(env: Env, asked: Asked): No[] {
    const { command, account } = asked;
    if (command.kind !== 'open') throw new Error('not an opening');
    const side = sideOfOpening(env, asked);
    if (!has(env, account, side === 'player' ? 'create' : 'reply'))
      return [{ code: 'right_missing' }];
    const no: No[] = [];
    const named = command.participants ?? [];
    if (side === 'player' && named.length > 0) {
      no.push({ code: 'right_missing', detail: 'Only support opens a ticket for others.' });
    }
    if (categoryOf(command.category) === undefined) no.push({ code: 'category_unknown' });
    const body = command.body ?? (side === 'player' ? '' : undefined);
    if (body !== undefined) no.push(...textRefusals(body, 8_000));
    if (command.subject === undefined && body === undefined) {
      no.push({ code: 'text_blank', detail: 'subject' });
    } else if (command.subject !== undefined) {
      for (const { code } of textRefusals(command.subject, 120))
        no.push({ code, detail: 'subject' });
    }
    no.push(...unknown(env, named));
    return no;
  }

  constructor(env: Env, asked: Asked, id: string, number: number) {
    const { command, account } = asked;
    if (command.kind !== 'open') throw new Error('not an opening');
    const side = sideOfOpening(env, asked);
    const sender = side === 'player' ? personIn(env, account) : null;
    const body = command.body === undefined ? undefined : keptOf(command.body);
    this.id = id;
    this.number = number;
    this.#opened = {
      shard: asked.from?.shard ?? null,
      category: categoryOf(command.category)!,
      sender,
      location: (side === 'player' && asked.from?.location) || null,
      created: env.now,
    };
    this.#subject = command.subject === undefined ? body!.split('\n')[0]! : keptOf(command.subject);
    this.#participants =
      sender === null
        ? [...new Set(command.participants)].map((one) => participant(env, one))
        : [sender];
    this.#write(env, asked, side, { kind: 'opened' });
    if (body !== undefined) this.#write(env, asked, side, { kind: 'message', body });
  }

  /** Carries it out; or says why not, any of them being a true answer, and changes nothing. */
  ask(env: Env, asked: Asked): No[] {
    const command = asked.command as ActionCommand;
    const seenBy = (['player', 'support'] as const).filter((side) =>
      this.sees(env, asked.account, side),
    );
    if (seenBy.length === 0) return [{ code: 'ticket_unknown' }];
    const row = decidedFor(command, env.autoArchive);
    const side = (asked.as === undefined ? (['player', 'support'] as const) : [asked.as]).find(
      (one) => {
        const right = columnOf(row, one)?.right;
        return seenBy.includes(one) && right !== undefined && rightIn(env, asked.account, right);
      },
    );
    if (side === undefined) return [{ code: 'right_missing' }];
    const cell = columnOf(row, side)!.in[this.#status];
    const code = refusalOf(cell);
    if (code !== undefined) return [{ code }];
    return cell === 'same' ? [] : this.#act(env, asked, side, command);
  }

  /** As it is now. Returns how to go back to that. */
  save(): () => void {
    const [status, subject, people] = [this.#status, this.#subject, this.#participants];
    const [holder, closed, archived] = [this.#holder, this.#closed, this.#archived];
    const priority = this.#priority;
    const lines = this.#lines.length;
    return () => {
      this.#status = status;
      this.#subject = subject;
      this.#participants = people;
      this.#holder = holder;
      this.#closed = closed;
      this.#archived = archived;
      this.#priority = priority;
      this.#lines.splice(lines);
    };
  }

  sees(env: Env, account: string, side: Side): boolean {
    if (side === 'support') return hasQueue(env, account);
    return has(env, account, 'view') && this.#participants.some((one) => one.account === account);
  }

  seq(audience: Audience): number {
    return this.entries(audience).length;
  }

  entries(audience: Audience): Entry[] {
    const seen = this.#lines.filter(
      ({ what }) => audience === 'support' || !internal.includes(what.kind),
    );
    return seen.map((line, i) => ({ seq: i + 1, ...line }));
  }

  head(audience: Audience): Head {
    return {
      ...this.row(audience),
      participants: this.#participants,
      assigned: this.#holder?.at ?? null,
      archived: this.#archived,
    };
  }

  row(audience: Audience): Row {
    const entries = this.entries(audience);
    const isActive = this.#status === 'open' || this.#status === 'in_progress';
    const said = this.#lines.filter(({ what }) => what.kind === 'message');
    const answered = said.findLastIndex(({ by }) => by.side === 'support');
    const last = said.at(-1)?.by.side;
    return {
      id: this.id,
      number: this.number,
      ...this.#opened,
      subject: this.#subject,
      status: this.#status,
      attention: !isActive
        ? 'none'
        : last === 'player'
          ? 'needs_attention'
          : last === 'support'
            ? 'waiting_for_response'
            : 'none',
      assignee: this.#holder?.to ?? null,
      updated: entries.at(-1)!.at,
      waiting_since: said.slice(answered + 1)[0]?.at ?? null,
      closed: this.#closed,
      seq: entries.length,
      ...(audience === 'support' && { priority: this.#priority }),
    };
  }

  #act(env: Env, asked: Asked, side: Side, command: ActionCommand): No[] {
    const write = (what: EntryBody): void => this.#write(env, asked, side, what);
    const holder = this.#holder?.to ?? null;
    switch (command.kind) {
      case 'post_message':
      case 'post_note': {
        const no = textRefusals(command.body, 8_000);
        if (no.length > 0) return no;
        const body = keptOf(command.body);
        write({ kind: command.kind === 'post_note' ? 'note' : 'message', body });
        if (command.kind === 'post_message' && side === 'support' && this.#status === 'open') {
          write({ kind: 'status', from: 'open', to: 'in_progress' });
          this.#status = 'in_progress';
        }
        return [];
      }
      case 'edit_subject': {
        const no = textRefusals(command.subject, 120);
        if (no.length > 0) return no;
        const to = keptOf(command.subject);
        if (to !== this.#subject) write({ kind: 'subject', from: this.#subject, to });
        this.#subject = to;
        return [];
      }
      case 'assign_to_me':
      case 'assign': {
        const to = command.kind === 'assign' ? command.to : asked.account;
        const expected = command.kind === 'assign' ? (command.expected ?? null) : null;
        const no = unknown(env, [to]);
        if (no.length > 0) return no;
        const person = personIn(env, to);
        if (!hasQueue(env, to)) no.push({ code: 'not_assignable', detail: person.name });
        if (holder?.account === to) return no;
        if (holder !== null && holder.account !== expected) {
          no.push({ code: 'ticket_held', detail: holder.name });
        }
        if (holder === null && expected !== null) no.push({ code: 'ticket_unheld' });
        if (no.length > 0) return no;
        write({ kind: 'assigned', to: person, from: holder });
        this.#holder = { to: person, at: env.now };
        return [];
      }
      case 'unassign':
        if (holder !== null) write({ kind: 'released', from: holder });
        this.#holder = null;
        return [];
      case 'set_priority':
        if (command.to !== this.#priority) {
          write({ kind: 'priority', from: this.#priority, to: command.to });
        }
        this.#priority = command.to;
        return [];
      case 'set_status':
      case 'close':
      case 'archive':
      case 'reopen':
        for (const to of statusesAfter(command, env.autoArchive)) {
          write({ kind: 'status', from: this.#status, to });
          this.#status = to;
          this.#closed = to === 'closed' ? env.now : to === 'archived' ? this.#closed : null;
          this.#archived = to === 'archived' ? env.now : null;
        }
        return [];
      case 'add_participants': {
        const no = unknown(env, command.accounts);
        return no.length > 0 ? no : this.#add(env, write, command.accounts, null);
      }
      case 'add_faction': {
        const faction = env.factions.get(command.faction);
        if (faction === undefined) return [{ code: 'faction_unknown', detail: command.faction }];
        const members = faction.members.filter((one) => env.rights.has(one));
        return this.#add(env, write, members, faction.name);
      }
      case 'remove_participant': {
        const person = this.#participants.find(({ account }) => account === command.account);
        if (person === undefined) return [];
        write({ kind: 'participant_removed', person });
        this.#participants = this.#participants.filter((one) => one !== person);
        return [];
      }
    }
  }

  #add(
    env: Env,
    write: (what: EntryBody) => void,
    accounts: readonly string[],
    faction: string | null,
  ): No[] {
    const present = new Set(this.#participants.map(({ account }) => account));
    const fresh = [...new Set(accounts)].filter((account) => !present.has(account));
    if (present.size + fresh.length > 200) return [{ code: 'participants_full' }];
    const people = fresh.map((account) => participant(env, account));
    if (people.length > 0) write({ kind: 'participants_added', people, faction });
    this.#participants = [...this.#participants, ...people];
    return [];
  }

  #write(env: Env, { account, surface }: Asked, side: Side, what: EntryBody): void {
    const { name, character_name } = personIn(env, account);
    const shown = side === 'player' && character_name !== '' ? character_name : name;
    this.#lines.push({ at: env.now, by: { side, account, name: shown }, surface, what });
  }
}

/** What players never see. */
const internal: ReadonlyArray<EntryBody['kind']> = ['note', 'priority'];

function statusesAfter(
  command: Extract<ActionCommand, { kind: 'set_status' | 'close' | 'archive' | 'reopen' }>,
  autoArchive: boolean,
): Status[] {
  switch (command.kind) {
    case 'set_status':
      return [command.to];
    case 'close':
      return autoArchive ? ['closed', 'archived'] : ['closed'];
    case 'archive':
      return ['archived'];
    case 'reopen':
      return ['open'];
  }
}

function sideOfOpening(env: Env, { account, as }: Asked): Side {
  return as ?? (has(env, account, 'create') ? 'player' : 'support');
}

function rightIn(env: Env, account: string, right: Right): boolean {
  return env.rights.get(account)?.includes(right) ?? false;
}

function participant(env: Env, account: string): Person {
  return { ...personIn(env, account), character: null, character_name: '' };
}

function unknown(env: Env, accounts: readonly string[]): No[] {
  return accounts
    .filter((account) => !env.rights.has(account))
    .map((detail) => ({ code: 'account_unknown', detail }));
}

function categoryOf(wanted: string): string | undefined {
  return categories.find((one) => one.toLowerCase() === wanted.trim().toLowerCase());
}

function keptOf(raw: string): string {
  return texts.find((one) => one.raw === raw)!.kept;
}

function textRefusals(raw: string, chars_max: number): No[] {
  if (raw === '') return [{ code: 'text_blank' }];
  const kept = keptOf(raw);
  if (kept === 'text_too_long') {
    return [{ code: 'text_too_long', detail: `At most ${chars_max} characters.` }];
  }
  return kept === 'text_blank' || kept === 'text_malformed' ? [{ code: kept }] : [];
}
