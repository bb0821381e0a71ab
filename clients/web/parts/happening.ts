import type { Entry, Happening } from '../../../protocol/ticket.ts';
import { texts } from '../texts.ts';
import { personName } from './names.ts';

const { events, sides, somebody } = texts.ticket;

/** Marks a name (FSI and PDI), so that one of the other writing direction can be set apart. */
const apart = (name: string): string => `\u2068${name.replaceAll(/[\u2068\u2069]/gu, '')}\u2069`;

/** A sentence in pieces; every second one, from the second on, is a name. */
export function piecesOf(sentence: string): string[] {
  return sentence.split(/[\u2068\u2069]/u);
}

/** What a system line says, its names marked: see `piecesOf`. */
export function sentenceOf({ by, what }: Entry): string {
  const who = by.side === 'system' ? sides.system : apart(by.name || somebody);
  switch (what.kind) {
    case 'opened':
      return events.opened(who);
    case 'message':
    case 'note':
      return what.body;
    case 'status':
      return statusSentence(who, what);
    case 'assigned': {
      if (what.to.account !== by.account) return events.assigned(who, apart(personName(what.to)));
      return what.from === null
        ? events.took(who)
        : events.tookFrom(who, apart(personName(what.from)));
    }
    case 'released':
      return what.from.account === by.account
        ? events.released(who)
        : events.releasedFrom(who, apart(personName(what.from)));
  }
}

function statusSentence(who: string, { from, to }: Extract<Happening, { kind: 'status' }>): string {
  switch (to) {
    case 'closed':
      return events.closed(who);
    case 'archived':
      return events.archived(who);
    case 'in_progress':
      return events.started;
    case 'open':
      return from === 'in_progress' ? events.status(who, texts.status[to]) : events.reopened(who);
  }
}
