import { counted, number } from '../../language.ts';
import type { lists as english } from '../en/lists.ts';

export const lists: typeof english = {
  status: {
    open: 'Offen',
    in_progress: 'In Bearbeitung',
    closed: 'Geschlossen',
    archived: 'Archiviert',
  },

  attention: {
    support: {
      needs_attention: 'Wartet auf uns',
      waiting_for_response: 'Wartet auf Antwort',
      none: '',
    },
    player: {
      needs_attention: 'Wartet auf Support',
      waiting_for_response: 'Antwort ist da',
      none: '',
    },
  },

  /** The shipped ones; an operator's own are shown as written. */
  category: {
    Question: 'Frage',
    Stuck: 'Festgesteckt',
    Bug: 'Fehler',
    Account: 'Konto',
    Suggestion: 'Vorschlag',
    Other: 'Anderes',
    VerbalHarassment: 'Verbale Belästigung',
    PhysicalHarassment: 'Körperliche Belästigung',
  },

  triage: {
    priority: {
      name: 'Priorität',
      all: 'Alle Prioritäten',
      words: { low: 'Niedrige Priorität', normal: 'Normale Priorität', high: 'Hohe Priorität' },
    },
  },

  queue: {
    title: 'Warteschlange',
    caption: 'Tickets',
    views: {
      label: 'Welche Tickets',
      active: 'Alle aktiven',
      attention: 'Wartet auf uns',
      mine: 'Meine',
      unassigned: 'Frei',
      closed: 'Geschlossen und archiviert',
    },
    create: 'Neues Ticket',
    category: 'Kategorie',
    allCategories: 'Alle Kategorien',
    allStatuses: 'Alle Zustände',
    more: 'Weitere Filter',
    find: 'Wörter im Betreff oder Nummer',
    words: 'Wörter im Betreff',
    shard: 'Shard',
    assignee: 'Bearbeitet von',
    participant: 'Beteiligt',
    without: (name) => `Filter ${name} entfernen`,
    chosen: (name, value) => `${name}: ${value}`,
    sort: 'Reihenfolge',
    sorts: {
      waiting: 'Längste Wartezeit',
      priority: 'Dringendste zuerst',
      newest: 'Neueste zuerst',
      oldest: 'Älteste zuerst',
      changed: 'Zuletzt geändert',
    },
    columns: {
      number: 'Nr.',
      subject: 'Betreff',
      category: 'Kategorie',
      status: 'Status',
      attention: 'Wartet',
      waiting: 'Seit',
      sender: 'Absender',
      place: 'Ort',
      closed: 'Geschlossen',
      created: 'Erstellt',
      assignee: 'Bearbeitet von',
    },
    total: (n) => counted(n, { one: '# Ticket', other: '# Tickets' }),
    first: (n) => `Die ersten ${number(n)} Tickets`,
    nobody: 'Niemand',
    empty: {
      active: 'Kein aktives Ticket. Neue erscheinen hier von selbst.',
      attention: 'Niemand wartet auf eine Antwort. Alles geschafft.',
      mine: 'Kein aktives Ticket ist diesem Konto zugewiesen.',
      unassigned: 'Um jedes aktive Ticket kümmert sich jemand.',
      closed: 'Noch wurde kein Ticket geschlossen.',
    },
    emptyFiltered: 'Kein Ticket passt zu diesen Filtern.',
    showAll: 'Alle aktiven Tickets zeigen',
  },

  list: {
    empty: 'Nichts hier',
    refused: 'Gerade nicht möglich',
    arrived: (n) => counted(n, { one: '# neues', other: '# neue' }),
    changed: 'Die Liste hat sich geändert',
    more: (shown, total) =>
      `Die ersten ${number(shown)} von ${number(total)} sind zu sehen. Filter finden die anderen.`,
  },

  mine: {
    title: 'Meine Tickets',
    lists: { label: 'Welche Tickets', active: 'Aktiv', closed: 'Geschlossen' },
    create: 'Neues Ticket',
    emptyActive: 'Kein Ticket ist aktiv. Wenn etwas nicht stimmt, hilft ein neues.',
    emptyClosed: 'Kein Ticket ist geschlossen.',
  },
};
