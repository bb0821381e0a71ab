import type { AdminTexts } from './admin-en.ts';

const digits = 'Eine Kennung von Discord hat 17 bis 20 Ziffern.';

export const settingsDe: AdminTexts['settings'] = {
  auto_archive: {
    name: 'Tickets automatisch archivieren',
    what: 'Wer ein Ticket schließt, archiviert es zugleich.',
    must: 'Ja oder nein.',
  },
  categories: {
    name: 'Kategorien',
    what: 'In der Reihenfolge des Menüs. Eine stillgelegte bleibt an ihren Tickets; kein neues bekommt sie.',
    must: 'Bis zu 40 Kategorien mit Namen bis 40 Zeichen, keine zwei gleich, mindestens eine nicht stillgelegt.',
  },
  support_shown_as: {
    name: 'So erscheint der Support den Spielern',
    what: 'Mit einem Alias erfahren Spieler weder Namen noch Nummer derer, die antworten. Der Support sieht immer Namen.',
    must: 'Ein Name oder ein Alias.',
  },
  support_alias: {
    name: 'Gemeinsamer Alias',
    what: 'Was Spieler von denen sehen, die keinen eigenen Alias haben.',
    must: 'Sichtbare Wörter.',
  },
  subject_chars_max: {
    name: 'Längster Betreff',
    what: 'So viele Zeichen darf ein neuer Betreff haben.',
    must: 'Eine ganze Zahl von 10 bis 120.',
  },
  body_chars_max: {
    name: 'Längste Nachricht',
    what: 'So viele Zeichen darf eine neue Nachricht oder Notiz haben.',
    must: 'Eine ganze Zahl von 100 bis 8000.',
  },
  sign_in_days_max: {
    name: 'Tage angemeldet',
    what: 'Nach so vielen Tagen muss sich neu anmelden, wer im Web angemeldet ist.',
    must: 'Eine ganze Zahl von 1 bis 365.',
  },
  staff_idle_hours_max: {
    name: 'Stunden ohne Benutzung, für den Support',
    what: 'Wer mehr darf als ein Spieler und so viele Stunden keine Seite offen hatte, muss sich neu anmelden.',
    must: 'Eine ganze Zahl von 1 bis 720.',
  },
  tickets_open_max: {
    name: 'Offene Tickets je Spieler',
    what: 'So viele offene Tickets darf ein Spieler haben. Das Team darf mehr haben.',
    must: 'Eine ganze Zahl von 1 bis 10000.',
  },
  ticket_pause_s: {
    name: 'Sekunden zwischen Tickets',
    what: 'Von einem Ticket eines Spielers bis zum nächsten.',
    must: 'Eine ganze Zahl von 0 bis 86400.',
  },
  text_bytes_per_second: {
    name: 'Text je Spieler, in Byte pro Sekunde',
    what: 'So viel darf ein Spieler im Web und im Spiel schreiben. Bis zu 64 Sekunden Pause werden angerechnet.',
    must: 'Eine ganze Zahl von 100 bis 10000000.',
  },
  file_kinds: {
    name: 'Dateien in Nachrichten',
    what: 'Bilder werden neu geschrieben und gezeigt, alles andere zum Herunterladen angeboten. Nichts gewählt: keine Dateien.',
    must: 'Arten aus der Liste.',
  },
  file_bytes_max: {
    name: 'Größte Datei, in MiB',
    what: 'So groß darf eine Datei sein.',
    must: 'Eine Zahl von 0,0625 bis 64.',
  },
  account_files_bytes_max: {
    name: 'Dateien je Spieler, in MiB',
    what: 'So viel von dem, was ein Spieler gesendet hat, wird aufgehoben. Das Team darf mehr senden.',
    must: 'Eine Zahl ab 0.',
  },
  files_bytes_max: {
    name: 'Alle Dateien, in MiB',
    what: 'So viel wird insgesamt aufgehoben; darüber gehen Nachrichten nur noch ohne Dateien.',
    must: 'Eine Zahl ab 0.',
  },
  discord_server: {
    name: 'Discord-Server',
    what: 'Kennung des Servers, auf dem Tickets Kanäle bekommen. Leer: keiner.',
    must: digits,
  },
  discord_tickets_category: {
    name: 'Discord-Kategorie',
    what: 'Kennung der Kategorie, in der diese Kanäle entstehen. Leer: die oberste Ebene.',
    must: digits,
  },
  discord_channel_prefix: {
    name: 'Vorsilbe der Discord-Kanäle',
    what: 'Womit die Namen dieser Kanäle beginnen.',
    must: 'Bis zu 20 Kleinbuchstaben, Ziffern, Binde- und Unterstriche.',
  },
  discord_support_role: {
    name: 'Discord-Rolle des Supports',
    what: 'Kennung der Rolle, die in jeden Ticket-Kanal kommt. Leer: keine.',
    must: digits,
  },
  discord_access_role: {
    name: 'Discord-Rolle der Spieler',
    what: 'Kennung der Rolle für Spieler, die Tickets sehen dürfen. Leer: der Bot legt eine an.',
    must: digits,
  },
  discord_support_role_acts_as: {
    name: 'Support-Rolle handelt als',
    what: 'Die Gruppe, deren Rechte jemand mit der Support-Rolle hat, der mit keinem Konto verbunden ist.',
    must: 'Der Name einer Gruppe.',
  },
};
