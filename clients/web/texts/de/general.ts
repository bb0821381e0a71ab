import type { RefusalCode } from '../../../../protocol/refusals.ts';
import type { Texts } from '../en.ts';

export const direction: Texts['direction'] = 'ltr';

export const refusals: Texts['refusals'] = {
  bad_message: 'Die Eingabe passt so nicht.',
  text_blank: 'Der Text ist leer.',
  text_too_long: 'Der Text ist zu lang: bitte kürzen oder in Teilen senden.',
  text_malformed: 'Der Text enthält Zeichen, die sich nicht speichern lassen.',
  ticket_unknown: 'Dieses Ticket gibt es nicht, oder es ist nicht für dieses Konto bestimmt.',
  ticket_closed: 'Das Ticket wurde inzwischen geschlossen. Es muss zuerst wieder geöffnet werden.',
  ticket_archived: 'Das Ticket wurde inzwischen archiviert. Es muss zuerst wieder geöffnet werden.',
  ticket_active: 'Das Ticket wurde inzwischen wieder geöffnet. Es muss zuerst geschlossen werden.',
  ticket_full: 'Das Ticket ist voll: bitte ein neues öffnen.',
  ticket_held: 'Dieses Ticket hat schon jemand übernommen.',
  ticket_unheld: 'Niemand hat dieses Ticket noch übernommen.',
  not_assignable: 'Dieses Konto hat keinen Zugang zur Warteschlange.',
  ticket_exists: 'Dieses Ticket wurde schon geöffnet.',
  category_unknown: 'Diese Kategorie gibt es nicht.',
  participants_full: 'Mehr Beteiligte kann ein Ticket nicht haben.',
  right_missing: 'Dafür fehlt das Recht.',
  session_unknown: 'Diese Spielsitzung gibt es nicht mehr.',
  session_unlinked: 'Die Spielsitzung gehört zu keinem Konto.',
  sessions_incomplete: 'Der Shard meldet noch, wer spielt.',
  account_unknown: 'Dieses Konto gibt es nicht.',
  faction_unknown: 'Diese Fraktion gibt es nicht.',
  character_unknown: 'Diesen Charakter gibt es nicht.',
  roster_full: 'Der Server kann keine weiteren Konten aufnehmen.',
  setting_invalid: 'Dieser Wert ist nicht möglich.',
  group_unknown: 'Diese Gruppe gibt es nicht.',
  group_fixed: 'Die Administratoren haben immer alle Rechte und bleiben eine eigene Gruppe.',
  group_in_use: 'Die Gruppe wird noch gebraucht.',
  right_unknown: 'Dieses Recht gibt es nicht.',
  last_administrator: 'Das ist der letzte Administrator: zuerst muss es einen weiteren geben.',
  name_invalid: 'Dieser Name ist nicht möglich.',
  name_taken: 'Dieser Name ist vergeben.',
  password_invalid: 'Dieses Passwort ist nicht möglich.',
  shard_unknown: 'Diesen Shard gibt es nicht.',
  address_unknown: 'Der Server kennt die Adresse nicht, unter der er erreichbar ist.',
  form_unknown: 'Dieses Formular ist nicht mehr offen.',
  id_reused: 'Das wurde schon einmal anders gesendet.',
  help_unavailable: 'Hilfe ist gerade nicht erreichbar. Bitte gleich noch einmal versuchen.',
  not_for_shards: 'Das geht nur für eine Spielsitzung.',
  only_for_shards: 'Das darf nur ein Shard.',
  lists_full: 'Zu viele verschiedene Listen sind offen. Bitte weniger Filter wählen.',
  lists_apart: 'Aktive und erledigte Tickets sind getrennte Listen.',
  sort_unknown: 'Erledigte Tickets lassen sich so nicht sortieren.',
  watches_full: 'Mehr Listen kann eine Seite nicht zugleich verfolgen.',
  rate_limited: 'Das ging etwas schnell. Bitte kurz warten und noch einmal versuchen.',
  busy: 'Gerade geschieht zu viel. Bitte gleich noch einmal versuchen.',
  storage_unavailable: 'Der Server konnte das nicht speichern. Nichts hat sich geändert.',
  shutting_down: 'Der Server wird gerade neu gestartet.',
} satisfies Record<RefusalCode, string>;

export const product: string = 'Shardbell';

export const nav: Texts['nav'] = {
  label: 'Bereiche',
  queue: 'Warteschlange',
  mine: 'Meine Tickets',
  admin: 'Verwaltung',
  signOut: 'Abmelden',
  skip: 'Zum Inhalt',
};

export const connection: Texts['connection'] = {
  lost: 'Verbindung verloren. Neuer Versuch…',
  unreachable: 'Der Server ist nicht erreichbar. Neuer Versuch…',
  kept: 'Geschriebenes bleibt erhalten.',
  now: 'Jetzt versuchen',
  ended: 'Die Verbindung wurde beendet.',
  reload: 'Seite neu laden',
  starting: 'Verbindung wird aufgebaut…',
};

export const signIn: Texts['signIn'] = {
  title: 'Anmelden',
  intro: 'Nach der Anmeldung sind Hilfe-Tickets zu sehen und zu beantworten.',
  name: 'Name',
  password: 'Passwort',
  submit: 'Anmelden',
  busy: 'Anmeldung läuft…',
  linkTitle: 'Willkommen zurück',
  linkIntro: 'Der Einmal-Link ist bereit. Er gilt ein einziges Mal und nur wenige Minuten.',
  otherWay: 'Mit Name und Passwort anmelden',
  wrong: 'Name und Passwort passen nicht zusammen.',
  expired: 'Dieser Link ist abgelaufen oder schon benutzt. Bitte einen neuen anfordern.',
  tooMany: 'Zu viele Versuche. Bitte eine Minute warten.',
  unreachable: 'Der Server ist nicht erreichbar. Bitte die Verbindung prüfen.',
  trouble: 'Auf dem Server ist etwas schiefgegangen. Bitte gleich noch einmal versuchen.',
  signedOut: 'Die Anmeldung wurde beendet. Geschriebenes bleibt erhalten.',
};

export const loading: string = 'Wird geladen…';

export const tryAgain: string = 'Noch einmal versuchen';

export const languages: Texts['languages'] = { en: 'English', de: 'Deutsch' };

export const preferences: Texts['preferences'] = {
  title: 'Einstellungen',
  open: (name) => `Einstellungen von ${name}`,
  language: 'Sprache',
  languageFailed: 'Diese Sprache ließ sich nicht laden. Bitte noch einmal versuchen.',
  singleKeys: 'Kürzel aus einer einzigen Taste',
  singleKeysHint: 'Etwa R für eine Antwort. Kürzel mit Strg oder ⌘ gelten immer.',
  keys: 'Alle Tastenkürzel',
  close: 'Schließen',
  signedInAs: 'Angemeldet als',
};

export const chunk: Texts['chunk'] = {
  title: 'Dieser Teil ließ sich nicht laden',
  text: 'Vielleicht fehlt die Verbindung, oder der Server wurde erneuert.',
};

export const commands: Texts['commands'] = {
  palette: 'Befehl suchen',
  map: 'Alle Tastenkürzel zeigen',
  preferences: 'Einstellungen',
  down: 'Weiter',
  up: 'Zurück',
  open: 'Öffnen',
  back: 'Zurück zur Liste',
  filter: 'Liste filtern',
  create: 'Neues Ticket',
  reply: 'Antwort schreiben',
  note: 'Interne Notiz schreiben',
  canned: 'Textbaustein einfügen',
  send: 'Geschriebenes senden',
  assign: 'Übernehmen',
  release: 'Freigeben',
  close: 'Ticket schließen',
  archive: 'Ticket archivieren',
  reopen: 'Ticket wieder öffnen',
  toQueue: 'Zur Warteschlange',
  toMine: 'Zu meinen Tickets',
  toAdmin: 'Zur Verwaltung',
};

export const palette: Texts['palette'] = {
  label: 'Befehl suchen',
  placeholder: 'Was ist zu tun?',
  list: 'Befehle',
  nothing: 'Diesen Befehl gibt es hier nicht.',
  mapTitle: 'Tastatur',
  off: 'Kürzel aus einer einzigen Taste sind in den Einstellungen abgeschaltet.',
  ctrl: 'Strg',
  andThen: 'dann',
  groups: {
    general: 'Überall',
    go: 'Gehe zu',
    list: 'In einer Liste',
    write: 'Schreiben',
    ticket: 'Im Ticket',
  },
};
