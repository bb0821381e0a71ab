import { counted } from '../../language.ts';
import type { RefusalCode } from '../../../../../protocol/refusals.ts';
import type { general as english } from '../en/general.ts';

export const general: typeof english = {
  direction: 'ltr',

  refusals: {
    bad_message: 'Die Eingabe passt so nicht.',
    text_blank: 'Der Text ist leer.',
    text_too_long: 'Der Text ist zu lang: bitte kürzen oder in Teilen senden.',
    text_malformed: 'Der Text enthält Zeichen, die sich nicht speichern lassen.',
    ticket_unknown: 'Dieses Ticket gibt es nicht, oder es ist nicht für dieses Konto bestimmt.',
    ticket_closed:
      'Das Ticket wurde inzwischen geschlossen. Es muss zuerst wieder geöffnet werden.',
    ticket_archived:
      'Das Ticket wurde inzwischen archiviert. Es muss zuerst wieder geöffnet werden.',
    ticket_active:
      'Das Ticket wurde inzwischen wieder geöffnet. Es muss zuerst geschlossen werden.',
    ticket_full: 'Das Ticket ist voll: bitte ein neues öffnen.',
    ticket_held: 'Dieses Ticket hat schon jemand übernommen.',
    tickets_open_full:
      'Mehr offene Tickets sind nicht möglich. Bitte in einem davon schreiben oder eines schließen.',
    ticket_too_soon:
      'Das letzte Ticket ist eben erst geöffnet worden. Bitte dort schreiben oder etwas warten.',
    ticket_unheld: 'Niemand hat dieses Ticket noch übernommen.',
    not_assignable: 'Dieses Konto hat keinen Zugang zur Warteschlange.',
    ticket_exists: 'Dieses Ticket wurde schon geöffnet.',
    category_unknown: 'Diese Kategorie gibt es nicht.',
    participants_full: 'Mehr Beteiligte kann ein Ticket nicht haben.',
    right_missing: 'Dafür fehlt das Recht.',
    session_unknown: 'Diese Spielsitzung gibt es nicht mehr.',
    session_unlinked: 'Diese Spielsitzung hat kein Konto.',
    sessions_incomplete: 'Der Shard ist noch nicht bereit.',
    account_unknown: 'Dieses Konto gibt es nicht.',
    account_disabled: 'Dieses Konto ist gesperrt. Entsperren Sie es zuerst.',
    account_in_use:
      'Diesem Konto sind offene Tickets zugewiesen. Weisen Sie sie zuerst anderen zu.',
    account_of_shard:
      'Dieses Konto gehört zu einem Shard, der es wieder melden würde. Sperren Sie es stattdessen.',
    faction_unknown: 'Diese Fraktion gibt es nicht.',
    character_unknown: 'Diesen Charakter gibt es nicht.',
    roster_full: 'Mehr Konten sind nicht möglich.',
    setting_invalid: 'Dieser Wert ist nicht möglich.',
    group_unknown: 'Diese Gruppe gibt es nicht.',
    group_fixed: 'Die Administratoren behalten alle Rechte.',
    group_in_use: 'Die Gruppe wird noch gebraucht.',
    right_unknown: 'Dieses Recht gibt es nicht.',
    last_administrator: 'Das ist der letzte Administrator.',
    name_invalid: 'Dieser Name ist nicht möglich.',
    name_taken: 'Dieser Name ist vergeben, oder einer, der genauso aussieht.',
    password_invalid:
      'Dieses Passwort ist nicht möglich: Es ist leer, zu kurz, zu lang oder leicht zu erraten, oder das Konto hat keinen Namen zum Anmelden.',
    discord_linked: 'Dieses Konto ist schon verknüpft.',
    shard_unknown: 'Diesen Shard gibt es nicht.',
    too_many_links:
      'Es wurden gerade schon Links erbeten: Nehmen Sie den letzten, oder warten Sie.',
    address_unknown: 'Der Server kennt seine Adresse nicht.',
    answer_unfit: 'Dieses Formular ist nicht möglich.',
    form_unknown: 'Dieses Formular gibt es nicht.',
    id_reused: 'Das wurde schon gesendet.',
    help_unavailable: 'Hilfe ist gerade nicht erreichbar.',
    not_for_shards: 'Das geht so nicht.',
    only_for_shards: 'Das darf nur ein Shard.',
    lists_full: 'Zu viele Listen sind offen. Bitte weniger Filter wählen.',
    lists_apart: 'Aktive und erledigte Tickets sind getrennte Listen.',
    sort_unknown: 'Erledigte Tickets lassen sich so nicht sortieren.',
    watches_full: 'Mehr Listen sind nicht möglich.',
    files_off: 'Dieser Server nimmt keine Dateien an.',
    file_unknown: 'Eine der Dateien ist nicht mehr auf dem Server: bitte neu hinzufügen.',
    file_empty: 'Die Datei ist leer.',
    file_too_large: 'Die Datei ist größer als erlaubt.',
    file_kind: 'Dateien dieser Art werden nicht angenommen.',
    file_unreadable:
      'Das Bild lässt sich nicht lesen oder hat zu viele Bildpunkte: bitte neu oder kleiner speichern.',
    files_full: 'Mehr Dateien von diesem Konto werden nicht aufgehoben.',
    files_no_room: 'Der Server hat keinen Platz für Dateien: bitte nur den Text senden.',
    webhook_unknown: 'Diesen Webhook gibt es nicht.',
    webhook_address_unfit:
      'Ein Webhook sendet an eine https-Adresse ohne Benutzername, Passwort und Sprungmarke, auf Port 443 oder ab 1024; http, andere Ports und private Netze nur, wo der Betrieb sie erlaubt.',
    webhook_idle: 'Bitte mindestens ein Ereignis wählen.',
    rate_limited: 'Das ging zu schnell. Bitte gleich noch einmal versuchen.',
    busy: 'Gerade geschieht zu viel. Bitte gleich noch einmal versuchen.',
    storage_unavailable: 'Der Server konnte das nicht speichern. Nichts hat sich geändert.',
    shutting_down: 'Der Server wird gerade neu gestartet.',
  } satisfies Record<RefusalCode, string>,

  refused: {
    open: (numbers: string) => `Offen: ${numbers}.`,
    again: (seconds: number) =>
      `Wieder möglich in ${counted(seconds, { one: '# Sekunde', other: '# Sekunden' })}.`,
  },

  product: 'Shardbell',

  nav: {
    label: 'Bereiche',
    queue: 'Warteschlange',
    mine: 'Meine Tickets',
    admin: 'Verwaltung',
    signOut: 'Abmelden',
    skip: 'Zum Inhalt',
  },

  connection: {
    lost: 'Verbindung verloren. Neuer Versuch…',
    offline: 'Dieses Gerät ist offline.',
    crowded:
      'Das ist an so vielen Stellen offen wie erlaubt: bitte eine andere schließen. Neuer Versuch…',
    unreachable: 'Der Server ist nicht erreichbar. Neuer Versuch…',
    kept: 'Geschriebenes bleibt erhalten.',
    readOnly:
      'Der Server kann gerade nichts speichern: Lesen geht weiter, Senden erst später wieder.',
    notKept:
      'Dieser Browser hebt Geschriebenes nicht auf: Sein Speicher ist voll oder aus, oder der Text ist zu lang. Vor dem Verlassen der Seite senden.',
    now: 'Jetzt versuchen',
    ended: 'Die Verbindung wurde beendet.',
    endedWhy: 'Meist wurde der Server erneuert.',
    reload: 'Seite neu laden',
    starting: 'Verbindung wird aufgebaut…',
    switched: (name, before) =>
      `${name} hat sich mit diesem Browser angemeldet, die Seite gehört jetzt diesem Konto. Was ${before} geschrieben hat, bleibt für ${before} aufgehoben.`,
  },

  signIn: {
    title: 'Anmelden',
    intro: 'Nach der Anmeldung sind Hilfe-Tickets zu sehen und zu beantworten.',
    name: 'Name',
    password: 'Passwort',
    submit: 'Anmelden',
    busy: 'Anmeldung läuft…',
    linkTitle: 'Willkommen zurück',
    linkIntro: 'Der Link gilt ein einziges Mal und nur wenige Minuten.',
    otherWay: 'Mit Name und Passwort anmelden',
    wrong: 'Name und Passwort passen nicht zusammen.',
    expired: 'Dieser Link ist abgelaufen oder schon benutzt.',
    tooMany: 'Zu viele Versuche. Bitte eine Minute warten.',
    unreachable: 'Der Server ist nicht erreichbar. Bitte die Verbindung prüfen.',
    trouble: 'Auf dem Server ist etwas schiefgegangen.',
    cookies:
      'Dieser Browser behält keine Cookies dieser Seite, die Anmeldung hält also nicht. Bitte erlauben und noch einmal versuchen; ein schon benutzter Link muss neu erbeten werden.',
    signedOut: 'Die Anmeldung wurde beendet. Geschriebenes bleibt erhalten.',
  },

  failed:
    'Das ist fehlgeschlagen: ein Fehler der Seite. Bitte neu laden und noch einmal versuchen.',

  loading: 'Wird geladen…',

  notHere: {
    title: 'Nicht verfügbar',
    unknown: 'Unter dieser Adresse gibt es keine Seite.',
    home: 'Zum Anfang',
  },

  tryAgain: 'Noch einmal versuchen',

  languages: { en: 'English', de: 'Deutsch' },

  preferences: {
    title: 'Einstellungen',
    open: (name) => `Einstellungen von ${name}`,
    language: 'Sprache',
    languageFailed: 'Diese Sprache ließ sich nicht laden. Bitte noch einmal versuchen.',
    singleKeys: 'Kürzel aus einer einzigen Taste',
    singleKeysHint: 'Etwa R für eine Antwort. Kürzel mit Strg oder ⌘ gelten immer.',
    sound: 'Ein Ton, wenn jemand auf Antwort wartet',
    desktop: 'Benachrichtigungen auf dem Desktop',
    desktopDenied: 'Der Browser erlaubt es nicht: siehe seine Einstellungen.',
    keys: 'Alle Tastenkürzel',
    close: 'Schließen',
    signedInAs: 'Angemeldet als',
    linkDiscord: 'Discord verknüpfen',
    password: {
      set: 'Passwort setzen',
      setBoth: 'Name und Passwort setzen',
      name: 'Name',
      as: (name) => `Sie melden sich als ${name} an.`,
      nameUnfit: 'Dieser Name geht nicht: Wählen Sie einen anderen, ohne @.',
      isSet: 'Das Passwort ist gesetzt.',
      present: 'Jetziges Passwort',
      next: 'Neues Passwort',
      others: 'Alle anderen Browser werden abgemeldet.',
      weak: 'Nehmen Sie 8 bis 200 Zeichen, die niemand zuerst probiert: am besten mehrere Wörter.',
      wrong: 'Das jetzige Passwort ist ein anderes.',
      often: 'Zu viele Versuche. Warten Sie eine Minute.',
      unreachable: 'Das ging gerade nicht. Versuchen Sie es noch einmal.',
    },
  },

  copy: { copy: 'Kopieren', copied: 'Kopiert', selected: 'Kopieren Sie das Markierte' },

  alerts: {
    support: {
      one: 'Ein Spieler wartet',
      more: (n) => counted(n, { one: '# Spieler wartet', other: '# Spieler warten' }),
    },
    public: {
      one: 'Der Support hat geantwortet',
      more: (n) => counted(n, { other: 'Der Support hat auf # Tickets geantwortet' }),
    },
  },

  chunk: {
    title: 'Dieser Teil ließ sich nicht laden',
    text: 'Vielleicht fehlt die Verbindung, oder der Server wurde erneuert.',
  },

  commands: {
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
    toCanned: 'Zu den Textbausteinen',
  },

  palette: {
    label: 'Befehl suchen',
    placeholder: 'Was ist zu tun?',
    list: 'Befehle',
    nothing: 'Diesen Befehl gibt es hier nicht.',
    mapTitle: 'Tastatur',
    off: 'Kürzel aus einer Taste sind abgeschaltet.',
    ctrl: 'Strg',
    andThen: 'dann',
    groups: {
      general: 'Überall',
      go: 'Gehe zu',
      list: 'In einer Liste',
      write: 'Schreiben',
      ticket: 'Im Ticket',
    },
  },
};
