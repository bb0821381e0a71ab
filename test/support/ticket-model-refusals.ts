import {
  categoryOf,
  has,
  keptOf,
  sideOfOpening,
  type Asked,
  type Env,
  type No,
} from './ticket-model-world.ts';

/** Why a ticket cannot be opened; none, and it can. */
export function openingRefusals(env: Env, asked: Asked): No[] {
  const { command, account } = asked;
  if (command.kind !== 'open') throw new Error('not an opening');
  const side = sideOfOpening(env, asked);
  if (!has(env, account, side === 'player' ? 'create' : 'reply'))
    return [{ code: 'right_missing' }];
  const no: No[] = [];
  const named = command.participants ?? [];
  if (side === 'player' && named.length > 0) {
    no.push({ code: 'right_missing', detail: 'Only support opens a ticket for others.' });
  }
  if (categoryOf(command.category) === undefined) no.push({ code: 'category_unknown' });
  const body = command.body ?? (side === 'player' ? '' : undefined);
  if (body !== undefined) no.push(...textRefusals(body, 8_000));
  if (command.subject === undefined && body === undefined) {
    no.push({ code: 'text_blank', detail: 'subject' });
  } else if (command.subject !== undefined) {
    for (const { code } of textRefusals(command.subject, 120)) no.push({ code, detail: 'subject' });
  }
  no.push(...unknown(env, named));
  return no;
}

/** Those of the accounts that there are not. */
export function unknown(env: Env, accounts: readonly string[]): No[] {
  return accounts
    .filter((account) => !env.rights.has(account))
    .map((detail) => ({ code: 'account_unknown', detail }));
}

export function textRefusals(raw: string, chars_max: number): No[] {
  if (raw === '') return [{ code: 'text_blank' }];
  const kept = keptOf(raw);
  if (kept === 'text_too_long') {
    return [{ code: 'text_too_long', detail: `At most ${chars_max} characters.` }];
  }
  return kept === 'text_blank' || kept === 'text_malformed' ? [{ code: kept }] : [];
}
