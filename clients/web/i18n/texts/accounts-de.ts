import type { AdminTexts } from './admin-en.ts';

export const accounts: AdminTexts['accounts'] = {
  one: 'Konto',
  name: 'Name',
  seen: 'Zuletzt da',
  playing: 'gerade im Spiel',
  disabled: 'gesperrt',
  filters: 'Konten filtern',
  group: 'Gruppe',
  anyGroup: 'Jede Gruppe',
  shard: 'Shard',
  anyShard: 'Jeder Shard',
  create: 'Anlegen, mit Link',
  ownRights: 'Eigene Rechte',
  actions: 'Was möglich ist',
  sessions: (n) => (n === 1 ? 'in 1 Browser angemeldet' : `in ${n} Browsern angemeldet`),
  inTickets: (n) => (n === 1 ? 'in 1 offenen Ticket' : `in ${n} offenen Tickets`),
  linkWhat:
    'Ein Link, der einmal anmeldet: für alle, die neu sind oder ihr Passwort vergessen haben.',
  linkUntil: (time) => `Meldet einmal an, bis ${time}.`,
  linkOver: 'Seine Zeit ist um. Erzeugen Sie einen neuen.',
  passwordWhat: 'Ein neues Passwort meldet das Konto überall ab.',
  setPassword: 'Passwort setzen',
  resetPassword: 'Neues Passwort setzen',
  newPassword: (name) => `Neues Passwort von ${name}`,
  showPassword: 'Anzeigen',
  passwordIsSet: 'Das Passwort ist gesetzt.',
  cancel: 'Abbrechen',
  signOut: 'Überall abmelden',
  signOutWhat: (n) =>
    n === 0
      ? 'Beendet Links und API-Tokens. Kein Browser ist angemeldet.'
      : 'Beendet alle Browser, Links und API-Tokens. Das Passwort bleibt.',
  signOutSure: (name) => `${name} überall abmelden?`,
  unlink: 'Von Discord trennen',
  unlinkWhat: (user) => `Verbunden mit dem Discord-Benutzer ${user}.`,
  unlinkSure: (name) => `Die Verbindung von ${name} mit Discord beenden?`,
  disable: 'Sperren',
  disableWhat:
    'Ein gesperrtes Konto darf nichts, im Web, im Spiel und auf Discord, bis es entsperrt wird. Seine Tickets bleiben, wie sie sind.',
  disableSure: (name) => `${name} sperren und überall abmelden?`,
  enable: 'Entsperren',
  enableWhat: 'Das Konto ist gesperrt. Gruppen, Rechte und Passwort warten.',
  delete: 'Löschen',
  deleteWhat:
    'Name, Gruppen, Rechte, Passwort und eigene Textbausteine gehen. Was das Konto schrieb, bleibt unter diesem Namen in den Tickets.',
  deleteSure: (name) => `${name} löschen? Das lässt sich nicht rückgängig machen.`,
  assigned: (n) =>
    n === 1
      ? '1 offenes Ticket ist diesem Konto zugewiesen: zuerst anderen zuweisen'
      : `${n} offene Tickets sind diesem Konto zugewiesen: zuerst anderen zuweisen`,
};

export const shards: AdminTexts['shards'] = {
  connected: 'verbunden',
  away: 'nicht verbunden',
  seen: 'Zuletzt da',
  players: (n) => (n === 1 ? '1 Spieler online' : `${n} Spieler online`),
  overlap: 'Der jetzige Schlüssel endet',
  hours: (h) =>
    h === 0
      ? 'sofort'
      : h < 24
        ? `nach ${h} Std.`
        : h === 24
          ? 'nach 1 Tag'
          : `nach ${h / 24} Tagen`,
  sureOverlap: (name) => `Bis dahin gelten beide Schlüssel von ${name}. Einen neuen erzeugen?`,
  formerHolds: (time) => `Der frühere Schlüssel gilt auch noch, bis ${time}.`,
  onFormer: (time) =>
    `Der Shard verwendet noch seinen früheren Schlüssel, der ${time} endet: Geben Sie ihm den neuen.`,
};

export const steps: AdminTexts['steps'] = {
  title: 'Nächste Schritte',
  done: 'erledigt',
  open: 'offen',
  putAway: 'Liste weglegen',
  shard: {
    name: 'Einen Shard verbinden',
    what: 'Fügen Sie ihn hinzu und geben Sie dem Spielserver den Schlüssel.',
  },
  staff: {
    name: 'Support hinzufügen',
    what: 'Legen Sie für alle ein Konto an und schicken Sie ihnen den Link.',
  },
  discord: {
    name: 'Discord verbinden',
    what: 'Setzen Sie SHARDBELL_DISCORD_TOKEN und dann die Id Ihres Servers.',
  },
  backup: { name: 'Eine Sicherung machen', what: 'Auf dem Server: shardbell backup ORDNER' },
};
