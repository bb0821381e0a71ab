import type {
  AboutDiscord,
  DiscordAction,
  DiscordProblemCode,
} from '../../../../protocol/discord-problems.ts';

/** In words that follow "dem Bot nicht", with the number of the ticket. */
const actionWords: Readonly<Record<DiscordAction, (ticket: number) => string>> = {
  look_for: (n) => `den Kanal von Ticket ${n} zu suchen`,
  look_at: (n) => `nachzusehen, wer in den Kanal von Ticket ${n} kommt`,
  make: (n) => `den Kanal von Ticket ${n} anzulegen`,
  remove: (n) => `den Kanal von Ticket ${n} zu entfernen`,
  let_in: (n) => `festzulegen, wer in den Kanal von Ticket ${n} kommt`,
  read: (n) => `den Kanal von Ticket ${n} zu lesen`,
  post: (n) => `im Kanal von Ticket ${n} zu schreiben`,
  post_former: (n) => `im früheren Kanal von Ticket ${n} zu schreiben`,
  edit: (n) => `seine Nachricht im Kanal von Ticket ${n} zu bearbeiten`,
  pin: (n) => `seine Nachricht im Kanal von Ticket ${n} anzupinnen`,
  unpin: (n) => `die Nachricht des früheren Bots im Kanal von Ticket ${n} loszulösen`,
  move: (n) => `den Kanal von Ticket ${n} zu verschieben`,
  rename: (n) => `den Kanal von Ticket ${n} umzubenennen`,
  leave: (n) => `den Kanal von Ticket ${n} zu verlassen`,
  go_on: (n) => `im Kanal von Ticket ${n} weiterzumachen`,
  tell: (n) => `den Beteiligten von Ticket ${n} Bescheid zu geben`,
};

function numbered({ tickets, more }: AboutDiscord): string {
  return `#${tickets.join(', #')}${more > 0 ? ` und ${more} weitere` : ''}`;
}

function roomNeeded({ waiting, closed }: AboutDiscord): string {
  const who = waiting === 1 ? '1 aktives Ticket wartet' : `${waiting} aktive Tickets warten`;
  const held =
    closed === 1 ? '1 geschlossenes Ticket belegt' : `${closed} geschlossene Tickets belegen`;
  const what =
    closed === 0
      ? 'Entfernen Sie andere Kanäle'
      : `${held} einen Kanal: Archivieren Sie davon welche`;
  return `${who} auf den nächsten freien Platz, die kleinste Nummer zuerst; im Web kann man antworten. ${what}, um Platz zu schaffen.`;
}

export const discordProblemsDe: Readonly<
  Record<DiscordProblemCode, (about: AboutDiscord) => string>
> = {
  no_server: () =>
    'Es ist kein Discord-Server eingestellt, daher bekommen Tickets keine Kanäle: Tragen Sie bei discord_server die Kennung Ihres Servers ein.',
  token_refused: () =>
    'Discord nimmt das Token des Bots nicht an: Setzen Sie SHARDBELL_DISCORD_TOKEN auf das von der Seite „Bot“ Ihrer Anwendung im Entwicklerportal von Discord.',
  intents_missing: ({ missing }) =>
    `Der Bot darf nicht lesen, was er braucht: Schalten Sie ${missing.join(' und ')} auf der Seite „Bot“ Ihrer Anwendung im Entwicklerportal von Discord ein.`,
  unreachable: ({ detail }) =>
    `Discord ist nicht erreichbar (${detail}); es wird von selbst erneut versucht.`,
  closed_for_good: ({ detail }) => `Discord hat die Verbindung endgültig beendet (${detail}).`,
  not_let_in: ({ detail }) =>
    `Discord hat den Bot nicht eingelassen (${detail}); es wird von selbst erneut versucht.`,
  commands_refused: () =>
    'Discord nimmt die Slash-Befehle des Bots nicht an: Laden Sie ihn mit dem Link, den `shardbell discord invite` ausgibt, erneut ein.',
  guild_missing: ({ server }) =>
    `Der Discord-Bot ist nicht auf dem Server ${server}, der als discord_server eingestellt ist: Laden Sie ihn ein, oder stellen Sie einen anderen ein.`,
  permissions_missing: ({ missing }) =>
    `Dem Discord-Bot fehlen auf dem Server Rechte: Geben Sie ihm ${missing.join(', ')}.`,
  category_missing: ({ category }) =>
    `Die Discord-Kategorie ${category} aus discord_tickets_category gibt es auf dem Server nicht, daher entstehen Kanäle auf der obersten Ebene: Stellen Sie eine andere ein, oder keine.`,
  category_full: (about) =>
    `Die Discord-Kategorie der Tickets ist voll: Discord erlaubt 50 Kanäle. ${roomNeeded(about)}`,
  guild_full: (about) =>
    `Der Discord-Server ist voll: Discord erlaubt 500 Kanäle. ${roomNeeded(about)}`,
  support_role_missing: ({ role }) =>
    `Die Discord-Rolle ${role} aus discord_support_role gibt es auf dem Server nicht, daher kommt keine Rolle in die Kanäle: Stellen Sie eine andere ein, oder keine.`,
  support_role_everyone: ({ role }) =>
    `Die Rolle ${role} aus discord_support_role ist @everyone des Discord-Servers, damit würden dort alle jedes Ticket lesen: Stellen Sie die Rolle Ihres Teams ein, oder keine.`,
  support_role_of_players: ({ role }) =>
    `Die Rolle ${role} aus discord_support_role bekommen auch Spieler mit tickets.view, damit würde jeder von ihnen jedes Ticket lesen: Stellen Sie zwei verschiedene Rollen ein.`,
  access_role_everyone: ({ role }) =>
    `Die Rolle ${role} aus discord_access_role ist @everyone des Discord-Servers, die niemandem gegeben werden kann: Stellen Sie eine andere ein, oder keine, dann legt der Bot eine an.`,
  access_role_missing: ({ role }) =>
    `Die Discord-Rolle ${role} aus discord_access_role gibt es auf dem Server nicht: Stellen Sie eine andere ein, oder keine, dann legt der Bot eine an.`,
  access_role_managed: ({ role }) =>
    `Die Discord-Rolle ${role} aus discord_access_role gehört zu einer Integration und kann niemandem gegeben werden: Stellen Sie eine andere ein, oder keine, dann legt der Bot eine an.`,
  access_role_above: ({ role }) =>
    `Die Discord-Rolle ${role}, die verknüpfte Spieler bekommen sollen, steht über der des Bots, daher kann er sie nicht geben: Schieben Sie die Rolle des Bots in den Einstellungen des Servers darüber.`,
  access_role_refused: () =>
    'Der Discord-Bot kann die Rolle für den Zugang zu Tickets nicht geben: Geben Sie ihm „Rollen verwalten“, und schieben Sie seine eigene Rolle über diese.',
  not_seen: ({ ticket }) =>
    `Discord lässt den Bot nicht in den Kanal von Ticket ${ticket}: Geben Sie seiner Rolle dort wieder „Kanal anzeigen“.`,
  kept_out: ({ ticket }) =>
    `Den Kanal von Ticket ${ticket} hat ein Bot angelegt, den dieser Server früher hatte, und der jetzige kommt nicht hinein: Geben Sie ihm „Administrator“, bis dieser Satz verschwunden ist; er lässt sich dann selbst in jeden Kanal ein.`,
  former_bot: ({ bot }) =>
    `Der Bot, den dieser Server früher hatte (${bot}), ist noch auf dem Discord-Server; seine Knöpfe und Befehle bewirken dort nichts mehr: Entfernen Sie ihn.`,
  two_factor_missing: () =>
    'Der Discord-Server verlangt Zwei-Faktor-Authentifizierung: Schalten Sie sie bei dem Discord-Konto ein, dem die Anwendung des Bots gehört, oder in den Sicherheitseinstellungen des Servers aus.',
  not_permitted: ({ deed, ticket }) =>
    `Discord erlaubt dem Bot nicht, ${actionWords[deed](ticket)}: Prüfen Sie seine Rechte, auch die seiner Rolle in der Kategorie.`,
  unclear: ({ deed, ticket, detail }) =>
    `Discord hat dem Bot nicht erlaubt, ${actionWords[deed](ticket)}, und nicht gesagt, woran es liegt (${detail}): Es wird von selbst erneut versucht, und nichts geht dabei verloren.`,
  farewell_refused: ({ detail }) =>
    `Discord hat eine Nachricht nicht angenommen, die jemandem sagt, dass sein Ticket archiviert wurde (${detail}): Es wird einen Tag lang erneut versucht; andere bekommen ihre inzwischen.`,
  opened: ({ tickets, more }) => {
    const last = more > 0 ? ` und ${more} weiteren` : '';
    const which =
      tickets.length === 1
        ? `wurde der Kanal von Ticket ${tickets[0]}`
        : `wurden die Kanäle der Tickets ${tickets.join(', ')}${last}`;
    return `Auf Discord ${which} von Hand für andere geöffnet. Der Bot schließt wieder und schreibt vorher nichts hinein: Sehen Sie nach, wer mitlesen konnte, und prüfen Sie dann hier erneut.`;
  },
  strays: (about) =>
    `Discord zeigt Kanäle von Tickets, die dieser Datenordner nicht hat (${numbered(about)}). Wurde eine ältere Kopie des Ordners zurückgelegt, halten Sie den Server an und legen Sie die neueste zurück; sonst entfernen Sie diese Kanäle: Was darin geschrieben wird, erreicht niemanden.`,
  newer: (about) =>
    `Discord zeigt Nachrichten von Tickets, die dieser Datenordner nicht hat (${numbered(about)}). Anscheinend wurde eine ältere Kopie des Ordners zurückgelegt: Halten Sie den Server an und legen Sie die neueste zurück, oder machen Sie ohne sie weiter und prüfen Sie hier erneut.`,
  orphans: (about) =>
    `Auf dem Discord-Server ${about.server}, der früher als discord_server eingestellt war, gibt es Kanäle von Tickets (${numbered(about)}), in denen nichts mehr weitergegeben wird: Entfernen Sie sie dort und prüfen Sie hier erneut, oder stellen Sie diesen Server wieder ein.`,
};
