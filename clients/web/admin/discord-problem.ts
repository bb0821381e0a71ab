import type { AnswerBodyOf } from '../../../protocol/admin.ts';
import {
  discordActions,
  discordProblems,
  type AboutDiscord,
  type DiscordProblemCode,
} from '../../../protocol/discord-problems.ts';
import { adminTexts } from '../i18n/texts.ts';

type Told = AnswerBodyOf<'discord'>['problems'][number];

/** In the reader's language if known, otherwise as the server says it. */
export function discordProblemText({ code, about = {}, sentence }: Told): string {
  if (!isKnown(code)) return sentence;
  const names: readonly (keyof AboutDiscord)[] = discordProblems[code];
  // A server of another version may send other details.
  const isWhole = names.every((name) => about[name] !== undefined);
  const isAction = about.deed === undefined || discordActions.some((deed) => deed === about.deed);
  if (!isWhole || !isAction) return sentence;
  return adminTexts.discord.problems[code](about as AboutDiscord);
}

function isKnown(code: string): code is DiscordProblemCode {
  return Object.hasOwn(discordProblems, code);
}
