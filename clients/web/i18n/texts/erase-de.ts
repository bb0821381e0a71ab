import type { eraseEn } from './erase-en.ts';

const plural = (count: number, one: string, more: string): string =>
  count === 1 ? `1 ${one}` : `${count} ${more}`;

/** Erasing a person. */
export const eraseDe: typeof eraseEn = {
  open: 'Person löschen…',
  offer:
    'Eine Person zu löschen nimmt sie aus allem, was aufgehoben wird: Namen, Sitzungen, Dateien, Tickets, Discord.',
  counting: 'Zählt, was es betrifft…',
  title: (name) => `${name} löschen`,
  what: 'Nichts von dieser Person lässt sich zurückholen. Es verschwindet aus:',
  tickets: (count) => plural(count, 'Ticket, das bleibt', 'Tickets, die bleiben'),
  messages: (count) => plural(count, 'Nachricht von ihr', 'Nachrichten von ihr'),
  files: (count) => plural(count, 'Datei von ihr', 'Dateien von ihr'),
  characters: (count) => plural(count, 'Charakter', 'Charaktere'),
  sessions: (count) => plural(count, 'Browser, abgemeldet', 'Browser, abgemeldet'),
  replies: (count) => plural(count, 'Textbaustein', 'Textbausteine'),
  discord: 'die Verknüpfung mit Discord und die Kanäle dieser Tickets, die neu angelegt werden',
  choice: 'Was diese Person dem Support schrieb',
  choices: {
    emptied: 'wird geleert',
    kept: 'bleibt, unter „gelöschter Spieler“',
  },
  stays:
    'Was der Support schrieb, bleibt. Namen, die andere in ihre Texte schrieben, bleiben auch. Ältere Sicherungen enthalten die Person, bis sie entfernt werden.',
  type: (name) => `Zur Bestätigung ${name} eingeben`,
  act: 'Endgültig löschen',
  erasing: 'Löscht…',
  done: (name) => `${name} ist gelöscht. Viele Tickets brauchen noch einen Moment.`,
  retention: {
    off: 'Nichts',
    anonymise: 'Sie verlieren die Namen der Spieler',
    delete: 'Sie verschwinden',
  },
  retentionCount: (count, months) =>
    plural(count, 'Ticket wurde', 'Tickets wurden') + ` vor mehr als ${months} Monaten archiviert.`,
};
