import type { Refusal } from '../../../protocol/refusals.ts';
import { sentenceOf } from '../../../protocol/refused.ts';
import { cutText } from '../../../protocol/cut.ts';
import type { Caller, Request } from '../../ticket/service.ts';
import { findCategory } from '../../ticket/open.ts';
import { hasQueueAccess, needMet } from '../../../protocol/permissions.ts';
import { permissionOf, readComponentId, type Act } from '../posts/controls.ts';
import { escapeAndCut, escapeMarkdown } from '../posts/markdown.ts';
import type { Interaction } from '../port/events.ts';
import { fittingCategories, nearCategories } from './categories.ts';
import { CodeTries } from './code-tries.ts';
import { categoryOfModal, newTicketModal } from './commands.ts';
import { inboundLimits } from './inbound-limits.ts';
import type { InboundDeps } from './parts.ts';
import { texts } from './texts.ts';
import { callerOf } from './speaker.ts';
import { isBlank } from '../../../protocol/visible.ts';

type Of<K extends Interaction['kind']> = Extract<Interaction, { kind: K }>;

/** All but typing into an option: these have an answer in words. */
type AnsweredInteraction = Exclude<Interaction, Of<'typing'>>;

/** The text of an answer; null: no answer. */
type AnswerText = string | null;

const content_chars_max = 2_000;

/**
 * Answers interactions: buttons, the user select, slash commands and the form of a new ticket. Each is
 * deferred before any other call, checked against the rights of that moment, and answered to its user
 * alone.
 */
export class Interactions {
  readonly #deps: InboundDeps;
  readonly #tries = new CodeTries();
  readonly #busy = new Set<Promise<void>>();
  /** Suggestions under way, by user. Counted apart, so that fast typing delays no other interaction. */
  readonly #suggesting = new Map<Promise<void>, string>();

  constructor(deps: InboundDeps) {
    this.#deps = deps;
  }

  take(interaction: Interaction): void {
    if (interaction.kind === 'typing') return this.#takeTyping(interaction);
    // One too many gets no answer; Discord shows that it failed.
    if (this.#busy.size >= inboundLimits.interactions_max) return;
    const run = this.#handle(interaction)
      .catch((cause: unknown) => this.#deps.onFault(cause))
      .finally(() => this.#busy.delete(run));
    this.#busy.add(run);
  }

  /** Resolves when the interactions under way are answered. */
  async stop(): Promise<void> {
    await Promise.all([...this.#busy, ...this.#suggesting.keys()]);
  }

  /** One too many gets no answer: the client asks again with the next letter. */
  #takeTyping(interaction: Of<'typing'>): void {
    const { port, onFault, settings } = this.#deps;
    const users = [...this.#suggesting.values()];
    const own = users.filter((user) => user === interaction.user);
    if (users.length >= inboundLimits.suggestions_max) return;
    if (own.length >= inboundLimits.suggestions_user_max) return;
    const { name, sub, option, typed } = interaction;
    const isCategory = name === 'ticket' && sub === 'new' && option === 'category';
    const fitting =
      isCategory && this.#isHere(interaction)
        ? fittingCategories(typed, settings().categories)
        : [];
    const run = port
      .suggest(interaction, fitting)
      .then(() => {}, onFault)
      .finally(() => this.#suggesting.delete(run));
    this.#suggesting.set(run, interaction.user);
  }

  async #handle(interaction: AnsweredInteraction): Promise<void> {
    const { port } = this.#deps;
    if (await this.#showedForm(interaction)) return;
    const deferred = await port.defer(interaction);
    // Too late, or no connection: it is not carried out, since nobody would read the answer.
    if (deferred.kind === 'refused') return;
    const text = await this.#carryOut(interaction);
    if (text === null) await port.dismiss(interaction);
    else await port.answer(interaction, { content: cutText(text, content_chars_max) });
  }

  /** A form can be the first response only, in place of `defer`. */
  async #showedForm(interaction: AnsweredInteraction): Promise<boolean> {
    const { port, people, settings } = this.#deps;
    if (interaction.kind !== 'command' || interaction.sub !== 'new') return false;
    const isAsked = this.#isHere(interaction) && people.linkOf(interaction.user) !== undefined;
    if (!isAsked) return false;
    const wanted = interaction.options['category'] ?? '';
    const category = findCategory(wanted, settings().categories);
    if (category === undefined) return false;
    await port.showModal(interaction, newTicketModal(category, settings()));
    return true;
  }

  #carryOut(interaction: AnsweredInteraction): Promise<AnswerText> | AnswerText {
    if (!this.#isHere(interaction)) return texts.elsewhere;
    switch (interaction.kind) {
      case 'button':
        return this.#button(interaction);
      case 'user_select':
        return this.#select(interaction);
      case 'command':
        return this.#command(interaction);
      case 'modal':
        return this.#openTicket(interaction);
    }
  }

  /** Whether it comes from the guild of the settings or a direct message. */
  #isHere({ guild }: Interaction): boolean {
    return guild === null || guild === this.#deps.settings().guild;
  }

  #callerOf({ user, userName, roles }: Interaction): Caller | undefined {
    return callerOf(this.#deps, { user, name: userName, roles });
  }

  #button(interaction: Of<'button'>): Promise<AnswerText> | AnswerText {
    const found = readComponentId(interaction.component);
    const caller = this.#callerOf(interaction);
    if (found === undefined) return texts.later;
    if (caller === undefined) return texts.howToLink;
    const { act, ticket } = found;
    // Buttons in a direct message were sent to a participant.
    const as = interaction.guild === null ? ({ as: 'player' } as const) : {};
    if (act === 'view') return this.#view(caller, ticket);
    if (act === 'add_participant') return texts.later;
    if (act === 'assign_to_me' && caller.guest !== undefined) return texts.howToLink;
    return this.#ask(
      caller,
      { id: interaction.id, ticket, ...as, command: { kind: act } },
      doneTexts[act],
    );
  }

  async #ask(caller: Caller, request: Request, done: string): Promise<string> {
    const answer = await this.#deps.ticketService.command(caller, request);
    return answer.ok ? done : refusedText(answer.refusal);
  }

  /** Gives a link that signs in as the linked account, without rights of staff. */
  async #view(caller: Caller, ticket: string): Promise<string> {
    const { ticketService, people, address } = this.#deps;
    const refusal = await ticketService.observe(
      { ...caller, restricted: true },
      ticket,
      'public',
      () => {},
    );
    if (refusal !== undefined) return refusedText(refusal);
    const base = address();
    if (base === undefined) return texts.noAddress;
    const secret = await people.signInSecret(caller.account);
    if (secret === undefined) return texts.later;
    return texts.view(`${base}/#link=${secret}&to=${encodeURIComponent(ticket)}`);
  }

  /** Adds participants. Those who are participants already are skipped without a word. */
  async #select(interaction: Of<'user_select'>): Promise<AnswerText> {
    const { ticketService, people, port } = this.#deps;
    const found = readComponentId(interaction.component);
    const caller = this.#callerOf(interaction);
    if (found?.act !== 'add_participant' || interaction.channel === null) return texts.later;
    if (caller === undefined) return texts.howToLink;
    const held = people.rightsOf(caller);
    const need = needMet(permissionOf.add_participant, 'support', held, false);
    if (!hasQueueAccess(held) || need === null) {
      return refusedText({ code: 'right_missing' });
    }
    const { ticket } = found;
    let members: readonly string[] = [];
    const refusal = await ticketService.observe(caller, ticket, 'support', ({ participants }) => {
      members = participants.map(({ account }) => account);
    });
    if (refusal !== undefined) return refusedText(refusal);
    const added: string[] = [];
    for (const [i, user] of interaction.users.entries()) {
      const account = people.linkOf(user)?.account;
      if (account === undefined) {
        await port.send(interaction.channel, { content: texts.notLinked(`<@${user}>`) });
      } else if (!members.includes(account)) {
        const id = `${interaction.id}.${i}`;
        const command = { kind: 'select_participant', account } as const;
        added.push(await this.#ask(caller, { id, ticket, as: 'support', command }, texts.added));
      }
    }
    return added.length === 0 ? null : added.join('\n');
  }

  #command(interaction: Of<'command'>): Promise<string> | string {
    const { name, sub } = interaction;
    if (name === 'link') return this.#link(interaction);
    if (name !== 'ticket') return texts.later;
    const caller = this.#callerOf(interaction);
    if (caller === undefined) return texts.howToLink;
    if (sub === 'list' && caller.guest === undefined) return this.#list(caller);
    if (sub === 'close') return this.#close(interaction, caller);
    if (sub === 'new' && caller.guest === undefined) return this.#noCategory(interaction);
    return texts.howToLink;
  }

  /** Answers an unknown category; a known one has shown the form. */
  #noCategory({ options }: Of<'command'>): string {
    const wanted = options['category'] ?? '';
    const near = nearCategories(wanted, this.#deps.settings().categories);
    return texts.noCategory(escapeAndCut(wanted, 60), near.map(escapeMarkdown));
  }

  async #link({ user, options }: Of<'command'>): Promise<string> {
    const { people, clock } = this.#deps;
    if (!this.#tries.take(user, clock.now())) return texts.codeTries;
    const linked = await people.linkByCode(options['code'] ?? '', user);
    switch (linked.kind) {
      case 'linked':
        return texts.linked(escapeMarkdown(people.nameOf(linked.account)));
      case 'unknown':
        return texts.codeUnknown;
      case 'taken':
        return texts.linkedBefore;
      case 'not_stored':
        return texts.later;
    }
  }

  #list(caller: Caller): string {
    const { people, tickets } = this.#deps;
    if (!people.rightsOf(caller).has('tickets.view')) return refusedText({ code: 'right_missing' });
    const own = tickets.activeOf(caller.account);
    if (own.length === 0) return texts.noTickets;
    const lines = own.slice(0, inboundLimits.list_tickets_max).map(({ id, number, subject }) => {
      const channel = tickets.channelOf(id);
      const where = channel === undefined ? '' : ` <#${channel}>`;
      return `**#${number}** ${escapeAndCut(subject, 60)}${where}`;
    });
    const more = own.length - lines.length;
    return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
  }

  #close(interaction: Of<'command'>, caller: Caller): Promise<string> | string {
    const { tickets } = this.#deps;
    const { id, channel, options } = interaction;
    const number = options['number']?.replace(/^#/u, '');
    if (number === undefined) {
      const ticket = channel === null ? undefined : tickets.ofChannel(channel);
      if (ticket === undefined) return texts.noTicketHere;
      return this.#ask(caller, { id, ticket, command: { kind: 'close' } }, texts.closed);
    }
    const ticket = /^\d{1,10}$/u.test(number) ? tickets.idOfNumber(Number(number)) : undefined;
    if (ticket === undefined) return refusedText({ code: 'ticket_unknown' });
    return this.#ask(caller, { id, ticket, command: { kind: 'close' } }, texts.closed);
  }

  async #openTicket(interaction: Of<'modal'>): Promise<string> {
    const category = categoryOfModal(interaction.modal);
    const caller = this.#callerOf(interaction);
    if (category === undefined) return texts.later;
    if (caller === undefined || caller.guest !== undefined) return texts.howToLink;
    const { subject = '', text = '' } = interaction.fields;
    const named = isBlank(subject) ? {} : { subject };
    const command = { kind: 'open', category, body: text, ...named } as const;
    const answer = await this.#deps.ticketService.command(caller, {
      id: interaction.id,
      as: 'player',
      command,
    });
    if (answer.ok) return texts.opened(answer.number);
    // With the text, so that nobody has to write it again.
    return `${refusedText(answer.refusal)}\n\n${escapeAndCut(text, 1_500)}`;
  }
}

const doneTexts: Readonly<Record<Exclude<Act, 'view' | 'add_participant'>, string>> = {
  close: texts.closed,
  reopen: texts.reopened,
  archive: texts.archived,
  assign_to_me: texts.assigned,
  unassign: texts.unassigned,
};

function refusedText(refusal: Refusal): string {
  return escapeMarkdown(sentenceOf(refusal));
}
