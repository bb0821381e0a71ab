import { isBlank } from '../../../protocol/visible.ts';
import { aboutOf, line, type Line } from './converter.ts';

type Row = Readonly<Record<string, string>>;

/**
 * A row of `gm_ticket` of AzerothCore and TrinityCore, also under the names that earlier versions of
 * that table have. Names of people beside the player's are no part of it: `docs/import.md` says how to
 * select them with it.
 */
export function azerothCoreTicket(row: Row): Line | { readonly why: string } {
  const cell = (...names: readonly string[]): string => {
    for (const name of names) {
      const value = row[name];
      if (value !== undefined) return value === 'NULL' ? '' : value;
    }
    return '';
  };
  const count = (name: string): number => Number(cell(name) || 0);
  const id = cell('id', 'ticketId');
  const text = cell('description', 'message');
  const changed = count('lastModifiedTime') * 1_000;
  const created = count('createTime') * 1_000 || changed;
  if (id === '') return { why: 'id: it has none' };
  if (!(created > 0)) return { why: 'createTime: it is no time' };
  const later = Math.max(created, changed || 0);

  const player = cell('playerGuid', 'guid');
  const account = cell('account') || undefined;
  const sender = line({
    account,
    name: cell('username') || undefined,
    character: account === undefined || player === '' ? undefined : player,
    character_name: cell('name') || undefined,
  });
  const closedBy = cell('closedBy') || '0';
  // Before there was a type, who closed it told whether it is closed.
  const isClosed = count('type') !== 0 || closedBy !== '0';
  const isDone = count('completed') !== 0;
  const assignee = staffOf(cell('assignedTo'), cell('assignedName'));
  const resolver = staffOf(cell('resolvedBy'), cell('resolvedName'));
  const helper = resolver ?? assignee;
  const comment = cell('comment');
  const response = cell('response');
  const messages = [
    ...(isBlank(text) ? [] : [{ at: created, by: 'player', text }]),
    ...(isBlank(comment)
      ? []
      : [{ at: later, by: 'support', author: helper ?? nobody, text: comment, internal: true }]),
    // The player gets it when the ticket is completed; until then it is being written.
    ...(isBlank(response)
      ? []
      : [
          line({
            at: later,
            by: 'support',
            author: helper ?? nobody,
            text: response,
            internal: isDone ? undefined : true,
          }),
        ]),
  ];
  const isOver = isClosed || isDone;
  return line({
    type: 'ticket',
    id,
    surface: 'game',
    status: isOver ? 'closed' : 'open',
    // In the queue of those who may do more, or with one of them.
    priority: count('escalated') >= 2 ? 'high' : undefined,
    created,
    closed: isOver ? later : undefined,
    sender,
    location: placeOf(row),
    assignee,
    closed_by: isOver ? closerOf(closedBy, player, row['closedName'], sender, helper) : undefined,
    messages,
    about: aboutOf([
      account === undefined && player !== '' ? `Character ${player} of the game.` : undefined,
      count('type') === 2 ? 'The character was deleted.' : undefined,
      isClosed && !isDone && !isBlank(response)
        ? 'It was closed without the player having been sent the response.'
        : undefined,
      count('needMoreHelp') === 0 ? undefined : 'The player asked for more help.',
    ]),
  });
}

const nobody = { name: 'GM' };

function staffOf(guid: string, name: string): Line | undefined {
  if (guid === '' || Number(guid) === 0) return undefined;
  if (Number(guid) < 0) return { name: 'Console' };
  return { name: name === '' || name === 'NULL' ? `GM ${guid}` : name };
}

/** Players close their own tickets, too. */
function closerOf(
  closedBy: string,
  player: string,
  name: string | undefined,
  sender: Line,
  helper: Line | undefined,
): Line {
  if (closedBy !== '0' && closedBy === player) return { by: 'player', ...sender };
  return { by: 'support', ...(staffOf(closedBy, name ?? '') ?? helper ?? nobody) };
}

function placeOf(row: Row): Line | undefined {
  const [map, x, y, z] = ['mapId', 'posX', 'posY', 'posZ'].map((name) =>
    Math.round(Number(row[name])),
  );
  const place = { map, x, y, z };
  return Object.values(place).every(Number.isSafeInteger) ? place : undefined;
}
