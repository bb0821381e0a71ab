import { accounts, shards, steps } from './accounts-de.ts';
import { eraseDe } from './erase-de.ts';
import type { AdminTexts } from './admin-en.ts';
import { audit } from './audit-de.ts';
import { discordProblemsDe } from './discord-de.ts';

const digits = 'Eine Kennung von Discord hat 17 bis 20 Ziffern.';

const settings: AdminTexts['settings'] = {
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
  retention: {
    name: 'Alte Tickets',
    what: 'Was aus Tickets wird, die vor langem archiviert wurden. Es lässt sich nicht zurückholen.',
    must: 'Eins der drei.',
  },
  retention_months: {
    name: 'Monate bis dahin',
    what: 'Nach so vielen Monaten geschieht das mit einem archivierten Ticket.',
    must: 'Eine ganze Zahl von 1 bis 600.',
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
  game_file_links: {
    name: 'Links zu Dateien im Spiel',
    what: 'Ein Hinweis im Spiel auf eine Nachricht mit Dateien hat einen Link zum Ticket. Sonst stehen dort ihre Namen.',
    must: 'Ja oder nein.',
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

const data: AdminTexts['data'] = {
  title: 'Datenordner',
  older:
    'Anscheinend wurde eine ältere Kopie des Datenordners zurückgespielt. Halten Sie den Server an und spielen Sie die neueste zurück, oder machen Sie ohne weiter: Neue Tickets haben höhere Nummern.',
  client: (account, ticket) =>
    `Ein Browser oder Shard des Kontos ${account} hat mehr von Ticket ${ticket}, als hier ist.`,
  channels: (tickets) => `Discord hat Kanäle von Tickets, die hier fehlen: ${tickets}.`,
  messages: (tickets) => `Discord hat Nachrichten, die hier fehlen, aus ${tickets}.`,
  tickets: (named, more) => (more === 0 ? named : `${named} und ${more} weitere`),
};

const discord: AdminTexts['discord'] = {
  problems: discordProblemsDe,
  states: {
    off: 'Aus: SHARDBELL_DISCORD_TOKEN ist nicht gesetzt.',
    connecting: 'Der Bot ist nicht verbunden.',
    connected: 'Der Bot ist verbunden.',
    given_up: 'Der Bot kann sich nicht verbinden.',
  },
  invite: 'Den Bot einladen',
  check: 'Erneut prüfen',
};

const admin: AdminTexts['admin'] = {
  title: 'Verwaltung',
  pages: {
    label: 'Was einzurichten ist',
    settings: 'Einstellungen',
    groups: 'Gruppen',
    accounts: 'Konten',
    shards: 'Shards',
    canned: 'Textbausteine',
    export: 'Daten einer Person',
    webhooks: 'Webhooks',
    audit: 'Änderungen',
  },
  save: 'Speichern',
  saving: 'Wird gespeichert…',
  saved: 'Gespeichert',
  add: 'Hinzufügen',
  remove: 'Entfernen',
  removeNamed: (name) => `${name} entfernen`,
  yes: 'Ja',
  no: 'Nein',
  category: (place) => `Kategorie ${place}`,
  retired: 'Stillgelegt',
  addCategory: 'Kategorie hinzufügen',
  moveCategory: (name, place, of) => `${name} verschieben, Platz ${place} von ${of}`,
  moveHint: 'Ziehen, oder mit den Pfeiltasten',
  categoryMoved: (name, place, of) => `${name}: Platz ${place} von ${of}`,
  rights: 'Rechte',
  byDefault: 'Alle sind darin',
  fixed: 'Hat immer alle Rechte.',
  newGroup: 'Neue Gruppe',
  newAccount: 'Neues Konto',
  userName: 'Benutzername',
  alias: 'Alias, den Spieler sehen',
  shownByName: 'Der Name des Kontos',
  shownByAlias: 'Ein Alias',
  groups: 'Gruppen',
  makeLink: 'Anmelde-Link erzeugen',
  link: (name) => `Einmal-Link für ${name}:`,
  words: 'Nach Namen suchen',
  staffOnly: 'Nur Support',
  noAccounts: 'Kein Konto passt.',
  noShards:
    'Noch kein Shard. Ein neuer bekommt den Schlüssel, mit dem sich sein Spielserver anmeldet.',
  more: 'Mehr zeigen',
  newShard: 'Neuer Shard',
  rotate: 'Neuen Schlüssel erzeugen',
  key: (name) => `Schlüssel von ${name}. Er wird nur jetzt gezeigt:`,
  sureRotate: (name) => `Der jetzige Schlüssel von ${name} endet sofort. Einen neuen erzeugen?`,
  sureRemove: (name) => `${name} entfernen? Das lässt sich nicht rückgängig machen.`,
  added: 'Hinzugefügt',
  rotated: 'Schlüssel erzeugt',
  signedIn: 'Letzte Anmeldung',
  never: 'nie',
  from: 'Vorher',
  to: 'Nachher',
  noChanges: 'Noch wurde nichts geändert.',
};

const rights: AdminTexts['rights'] = {
  'tickets.view': 'Sieht eigene Tickets.',
  'tickets.create': 'Öffnet Tickets.',
  'tickets.send_message': 'Antwortet, ändert den Betreff und öffnet eigene Tickets wieder.',
  'tickets.close': 'Schließt eigene Tickets.',
  'tickets.archive': 'Archiviert eigene geschlossene Tickets.',
  'tickets.admin_view': 'Liest alle Tickets.',
  'tickets.reply': 'Antwortet Spielern und öffnet Tickets für sie.',
  'tickets.internal_message': 'Schreibt interne Notizen.',
  'tickets.assign': 'Weist Tickets zu, ändert Betreff und Beteiligte.',
  'tickets.change_status': 'Schließt, archiviert und öffnet alle Tickets.',
  'tickets.add_participant': 'Fügt auf Discord Beteiligte hinzu.',
  'tickets.settings': 'Ändert diese Einstellungen.',
  'tickets.manage_access':
    'Ändert Gruppen, Rechte und Konten. Wer es hat, kann sich jedes andere Recht geben.',
  'tickets.shards': 'Fügt Shards und ihre Schlüssel hinzu und entfernt sie.',
  'tickets.canned': 'Ändert die Textbausteine aller.',
  'tickets.export':
    'Exportiert alles, was über eine Person gespeichert ist, und speichert Tickets mit internen Notizen, sofern sie lesbar sind.',
  'tickets.erase': 'Löscht Personen und was sie schrieben.',
};

const fileKinds: AdminTexts['fileKinds'] = {
  pictures: 'Bilder: PNG, JPEG, WebP, GIF',
  texts: 'Texte: reiner Text, Protokolle, CSV, JSON',
  documents: 'Dokumente: PDF',
  videos: 'Videos: MP4, WebM, QuickTime',
  archives: 'Archive: ZIP, 7z, RAR, gzip; sie können Programme enthalten',
  others: 'Alles andere, auch Programme und Webseiten',
};

const exporting: AdminTexts['exporting'] = {
  what: 'Alles, was über ein Konto gespeichert ist, als ein Archiv: seine Einträge, und jedes seiner Tickets als Seite und als JSON. Jeder Export wird unter Änderungen vermerkt.',
  whose: 'Wessen Daten?',
  chosen: (name, number) => `${name}, Nummer ${number}`,
  own: 'Für die Person: was sie auch selbst sehen kann, und nichts Internes',
  notes: 'Für den Support: auch interne Notizen',
  copy: 'Welche Kopie',
  save: 'Archiv speichern',
  looked: (done, of) => `${done} von ${of} Tickets durchgesehen`,
};

export const deAdmin: AdminTexts = {
  admin,
  audit,
  data,
  discord,
  erase: eraseDe,
  exporting,
  fileKinds,
  rights,
  settings,
  accounts,
  shards,
  steps,
};
