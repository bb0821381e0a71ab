import type { AdminTexts } from './admin-en.ts';
import type { AuditDeed } from './audit-en.ts';
import { discordProblemsDe } from './discord-de.ts';
import { settingsDe } from './settings-de.ts';

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

function madeOrGone({ who, name, how }: AuditDeed, what: string): string {
  const deeds = { made: 'hinzugefügt', changed: 'geändert', removed: 'entfernt' } as const;
  return `${who} hat ${what} ${name} ${deeds[how]}`;
}

const audit: AdminTexts['audit'] = {
  commandLine: 'Die Befehlszeile',
  kinds: {
    setting: 'Einstellungen',
    groups: 'Gruppen von Konten',
    group: 'Gruppen',
    account: 'Neue Konten',
    rights: 'Rechte von Konten',
    alias: 'Aliasse',
    password: 'Passwörter',
    link: 'Anmelde-Links',
    shard: 'Shards',
    key: 'Schlüssel von Shards',
    canned: 'Textbausteine',
    export: 'Exporte',
    backup: 'Sicherungen',
    restored: 'Wiederhergestellte Sicherungen',
    webhook: 'Webhooks',
    webhookSecret: 'Geheimnisse von Webhooks',
  },
  what: {
    setting: ({ who, name }) => `${who} hat die Einstellung ${name} geändert`,
    groups: ({ who, name }) => `${who} hat die Gruppen von ${name} geändert`,
    group: (deed) => madeOrGone(deed, 'die Gruppe'),
    account: (deed) => madeOrGone(deed, 'das Konto'),
    rights: ({ who, name }) => `${who} hat die Rechte von ${name} geändert`,
    alias: ({ who, name }) => `${who} hat den Alias von ${name} geändert`,
    password: ({ who, name }) => `${who} hat das Passwort von ${name} gesetzt`,
    link: ({ who, name }) => `${who} hat einen Anmelde-Link für ${name} erzeugt`,
    shard: (deed) => madeOrGone(deed, 'den Shard'),
    key: ({ who, name }) => `${who} hat einen neuen Schlüssel für den Shard ${name} erzeugt`,
    canned: (deed) => madeOrGone(deed, 'den Textbaustein'),
    export: ({ who, name }) => `${who} hat die Daten von ${name} exportiert`,
    backup: ({ who, name }) => `${who} hat die Sicherung ${name} erstellt`,
    restored: ({ who, name }) => `${who} hat ${name} wiederhergestellt`,
    webhook: (deed) => madeOrGone(deed, 'den Webhook'),
    webhookSecret: ({ who, name }) =>
      `${who} hat ein neues Geheimnis für den Webhook ${name} erzeugt`,
  },
  other: ({ who, name }) => `${who} hat geändert: ${name}`,
  filters: {
    label: 'Welche Änderungen',
    kind: 'Art',
    allKinds: 'Jede Art',
    person: 'Person: Name oder Nummer',
    since: 'Von',
    until: 'Bis',
    none: 'Keine Änderung passt.',
    save: 'Diese als JSON-Zeilen speichern',
  },
  fields: {
    name: 'Name',
    userName: 'Benutzername',
    groups: 'Gruppen',
    rights: 'Rechte',
    account: 'Konto',
    default: 'Alle sind darin',
    title: 'Name',
    text: 'Text',
    expires: 'Gültig bis',
    rotated: 'Schlüssel erzeugt',
    created: 'Hinzugefügt',
    notes: 'Mit internen Notizen',
    position: 'Bis Position',
    bytes: 'Bytes',
    made: 'Erstellt',
    address: 'Adresse',
    events: 'Ereignisse',
    shards: 'Shards',
    categories: 'Kategorien',
    aside: 'Ausgesetzt',
    renewed: 'Erneuert',
  },
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
  link: (name) => `Einmal-Link für ${name}, gültig für 10 Minuten:`,
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
  exporting,
  fileKinds,
  rights,
  settings: settingsDe,
};
