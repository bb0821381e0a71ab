import type { AsideReason, WebhookEvent, WebhookFault } from '../../../protocol/webhooks.ts';
import { counted, language, type Language } from '../i18n/language.ts';

const en = {
  what: 'A webhook sends what happens to tickets to a program of yours, as players see it: never an internal note. docs/webhooks.md says what is sent and how to check who sent it.',
  none: 'No webhook yet. Add one to tell another program of new tickets and replies.',
  add: 'Add a webhook',
  fresh: 'New webhook',
  name: 'Name',
  address: 'Address',
  addressHint: 'Begins with https://.',
  addressHintPrivate:
    'Begins with https:// or http://; this machine and private networks may be reached.',
  events: 'Events',
  eventNames: {
    ticket_opened: 'A ticket is opened',
    message_posted: 'A message is written',
    message_edited: 'A message is edited on Discord',
    message_deleted: 'A message is deleted on Discord',
    status_changed: 'The status changes',
    subject_changed: 'The subject changes',
    assignment_changed: 'Somebody takes or releases it',
    participants_changed: 'Participants change',
  } satisfies Readonly<Record<WebhookEvent, string>>,
  shards: 'Only these shards',
  shardsHint: 'Names with commas between them; empty: all tickets.',
  categories: 'Only these categories (none chosen: all)',
  edit: 'Change',
  secret: (name: string) => `Secret of ${name}. It is shown only now:`,
  rotate: 'Make a new secret',
  sureRotate: (name: string) =>
    `The present secret of ${name} signs nothing from now on. Make a new one?`,
  remove: 'Remove',
  sureRemove: (name: string) => `Remove ${name}? What waits is never sent.`,
  pause: 'Set aside',
  resume: 'Resume',
  resumeSend: (n: number) =>
    counted(n, { one: 'Send # waiting event first', other: 'Send # waiting events first' }),
  resumeDrop: 'Drop what waits',
  sureDrop: (name: string) => `What waits for ${name} is never sent. Resume without it?`,
  sends: 'Sends what happens.',
  failing: 'Deliveries fail and are tried again. It is set aside after a day.',
  since: 'Since',
  aside: {
    paused: 'Set aside by hand.',
    failing: 'Set aside, since deliveries failed for a day.',
    full: 'Set aside, since too many events wait.',
  } satisfies Readonly<Record<AsideReason, string>>,
  asideMeans: 'Nothing new is noted for it; what happens meanwhile is not sent later.',
  waiting: (n: number) => counted(n, { one: '# event waits', other: '# events wait' }),
  last: 'Last attempt',
  answered: (status: number) => `answered with ${status}`,
  faults: {
    address_refused: 'the address is not allowed: of this machine, a private network, or not https',
    name_unknown: 'no such name',
    unreachable: 'no connection',
    certificate: 'the certificate is not valid',
    timeout: 'no answer in time',
    no_http: 'the answer is no HTTP',
    unreadable: 'the ticket cannot be read here',
  } satisfies Readonly<Record<WebhookFault, string>>,
  test: 'Send a test',
  testing: 'Sending…',
  tested: (ms: number) => `in ${ms} ms`,
  body: 'What came back',
  empty: 'Nothing came with it.',
  delivered: 'Delivered',
  refused: 'Not delivered',
};

export type WebhookTexts = typeof en;

const de: WebhookTexts = {
  what: 'Ein Webhook meldet einem eigenen Programm, was mit Tickets geschieht, so wie Spieler es sehen: nie eine interne Notiz. Was gesendet wird und wie sich der Absender prüfen lässt, steht in docs/webhooks.md.',
  none: 'Noch kein Webhook. Einer meldet neue Tickets und Antworten an ein anderes Programm.',
  add: 'Webhook hinzufügen',
  fresh: 'Neuer Webhook',
  name: 'Name',
  address: 'Adresse',
  addressHint: 'Beginnt mit https://.',
  addressHintPrivate:
    'Beginnt mit https:// oder http://; dieser Rechner und private Netze sind erlaubt.',
  events: 'Ereignisse',
  eventNames: {
    ticket_opened: 'Ein Ticket wird geöffnet',
    message_posted: 'Eine Nachricht wird geschrieben',
    message_edited: 'Eine Nachricht wird auf Discord geändert',
    message_deleted: 'Eine Nachricht wird auf Discord gelöscht',
    status_changed: 'Der Status ändert sich',
    subject_changed: 'Der Betreff ändert sich',
    assignment_changed: 'Jemand übernimmt es oder gibt es frei',
    participants_changed: 'Die Beteiligten ändern sich',
  },
  shards: 'Nur diese Shards',
  shardsHint: 'Namen mit Kommas dazwischen; leer: alle Tickets.',
  categories: 'Nur diese Kategorien (keine gewählt: alle)',
  edit: 'Ändern',
  secret: (name) => `Geheimnis von ${name}. Es wird nur jetzt gezeigt:`,
  rotate: 'Neues Geheimnis erzeugen',
  sureRotate: (name) =>
    `Das jetzige Geheimnis von ${name} unterschreibt ab sofort nichts mehr. Ein neues erzeugen?`,
  remove: 'Entfernen',
  sureRemove: (name) => `${name} entfernen? Was wartet, wird nie gesendet.`,
  pause: 'Aussetzen',
  resume: 'Fortsetzen',
  resumeSend: (n) =>
    counted(n, {
      one: 'Zuerst # wartendes Ereignis senden',
      other: 'Zuerst # wartende Ereignisse senden',
    }),
  resumeDrop: 'Wartendes verwerfen',
  sureDrop: (name) => `Was für ${name} wartet, wird nie gesendet. Ohne es fortsetzen?`,
  sends: 'Meldet, was geschieht.',
  failing: 'Zustellungen scheitern und werden wiederholt. Nach einem Tag wird er ausgesetzt.',
  since: 'Seit',
  aside: {
    paused: 'Von Hand ausgesetzt.',
    failing: 'Ausgesetzt, weil Zustellungen einen Tag lang gescheitert sind.',
    full: 'Ausgesetzt, weil zu viele Ereignisse warten.',
  },
  asideMeans:
    'Neues wird nicht vorgemerkt; was inzwischen geschieht, wird auch später nicht gesendet.',
  waiting: (n) => counted(n, { one: '# Ereignis wartet', other: '# Ereignisse warten' }),
  last: 'Letzter Versuch',
  answered: (status) => `beantwortet mit ${status}`,
  faults: {
    address_refused:
      'die Adresse ist nicht erlaubt: dieser Rechner, ein privates Netz oder kein https',
    name_unknown: 'den Namen gibt es nicht',
    unreachable: 'keine Verbindung',
    certificate: 'das Zertifikat ist ungültig',
    timeout: 'keine rechtzeitige Antwort',
    no_http: 'die Antwort ist kein HTTP',
    unreadable: 'das Ticket ist hier nicht lesbar',
  },
  test: 'Test senden',
  testing: 'Wird gesendet…',
  tested: (ms) => `nach ${ms} ms`,
  body: 'Was zurückkam',
  empty: 'Es kam kein Text zurück.',
  delivered: 'Zugestellt',
  refused: 'Nicht zugestellt',
};

const tables: Readonly<Record<Language, WebhookTexts>> = { en, de };

/** Of this page alone, so both languages come with it. */
export function webhookTexts(): WebhookTexts {
  return tables[language.value];
}
