import type { FileRoutesDeps } from '../../server/http/files.ts';
import type { InboundFiles } from '../../actors/discord/inbound/parts.ts';
import type { TicketCommand } from '../../actors/ticket/command.ts';
import type { Request } from '../../actors/ticket/service.ts';
import { refuse, refused } from '../../protocol/refusals.ts';
import type { MessageFiles } from '../../server/tickets/commands.ts';

/** Where no test sends files. */
export const noFiles: MessageFiles = {
  take: () => refused('file_unknown'),
  settled: () => {},
};

/** The same for the routes. */
export const noFileRoutes: FileRoutesDeps['files'] = {
  receive: async () => refused('files_off'),
  drop: () => {},
  find: () => undefined,
  open: async () => undefined,
};

/** The same for what comes from Discord: each file is a link. */
export const noDiscordFiles: InboundFiles = {
  keep: async () => ({ kind: 'refused', refusal: refuse('files_off') }),
  drop: () => {},
  stop: () => {},
};

type Command = Exclude<Request['command'], { kind: 'open' }>;

/** A command as it is decided, where none has files. */
export function withoutFiles(command: Command): TicketCommand {
  if (command.kind !== 'post_message' && command.kind !== 'post_note') return command;
  const { kind, body } = command;
  return { kind, body };
}
