import { openDiscordCodes } from '../../actors/roster/tokens/discord-codes.ts';
import { rosterLimits } from '../../actors/roster/roster-limits.ts';
import type { Tokens } from '../../actors/roster/tokens/tokens.ts';
import { nodeSecrets } from '../../server/platform/secrets.ts';
import { sentenceOf } from '../../protocol/refused.ts';
import { assert, suite } from '../support/suite.ts';
import { stage } from './stage.ts';

const test = suite('discord codes');

async function made(codes: Tokens, account = '7'): Promise<string> {
  const code = await codes.make(account, false);
  if (!code.ok) throw new Error(sentenceOf(code.refusal));
  return code.value;
}

test('[R50] a code links once, within 10 minutes, by one of all who try; a newer one than three of an account ends its oldest', async () => {
  const { writer, secrets } = await stage();
  const codes = openDiscordCodes(writer, secrets);
  const code = await made(codes);
  const tries = await Promise.all(Array.from({ length: 5 }, () => codes.spend(code)));
  assert.equal(
    tries.map(({ kind }) => kind).filter((kind) => kind === 'spent'),
    ['spent'],
  );
  const late = await made(codes);
  secrets.time += rosterLimits.discord_code_life_ms;
  assert.is((await codes.spend(late)).kind, 'unknown');
  const many: string[] = [];
  for (let i = 0; i < 4; i++) {
    many.push(await made(codes));
    secrets.time += 1;
  }
  const kinds = [];
  for (const one of many) kinds.push((await codes.spend(one)).kind);
  assert.equal(kinds, ['unknown', 'spent', 'spent', 'spent']);
});

test('[R51] a code may be typed in small letters, without its dash, and with look-alikes', async () => {
  const { writer, secrets } = await stage();
  const codes = openDiscordCodes(writer, secrets);
  const typed = (text: string) => codes.spend(text).then(({ kind }) => kind);
  for (const change of [
    (code: string) => code.toLowerCase(),
    (code: string) => code.replace('-', ''),
    (code: string) => ` ${code.replace('-', ' ')} `,
    (code: string) => code.replaceAll('0', 'O').replaceAll('1', 'l'),
  ]) {
    assert.is(await typed(change(await made(codes))), 'spent');
  }
});

test('[R52] a code has 8 characters of which none looks like another, and only its hash is stored', async () => {
  for (let i = 0; i < 100; i++) {
    assert.match(nodeSecrets.makeCode(), /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/u);
  }
  const { writer, secrets, store } = await stage();
  const code = await made(openDiscordCodes(writer, secrets));
  const kept = JSON.stringify([...store.kept]);
  assert.not(kept.includes(code));
  assert.not(kept.includes(code.replace('-', '')));
});
