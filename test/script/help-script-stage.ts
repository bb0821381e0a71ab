import { join } from 'node:path';
import * as v from 'valibot';
import type { ScriptCall, ScriptResult, ShownForm } from '../../actors/shard/script/messages.ts';
import { formElement } from '../../protocol/form.ts';
import { assert } from '../support/suite.ts';
import { readScripts, rootFolder, Stage } from './stage.ts';

const sources = readScripts(join(rootFolder(), 'server/help-scripts/shipped'));

export const categories = [
  'Question',
  'Stuck',
  'Bug',
  'Account',
  'Suggestion',
  'Other',
  'VerbalHarassment',
  'PhysicalHarassment',
];

export const send = 1;
export const otherCategory = 2;
export const moreRoom = 3;
export const myTickets = 100;
export const readIt = 101;

/** What a player sees: words, buttons, and what stands in the line to type in. */
interface Seen {
  readonly words: string;
  readonly buttons: number[];
  readonly typed: string | undefined;
}

function see(form: ShownForm | undefined): Seen {
  if (form === undefined) throw new Error('no form is shown');
  const words: string[] = [];
  const buttons: number[] = [];
  let typed: string | undefined;
  for (const element of form.elements) {
    assert.equal(v.parse(formElement, element), element);
    if (element.type === 'button') buttons.push(element.button_id);
    else if (element.type === 'text_entry_limited') typed = element.text;
    else if ('text' in element) words.push(element.text.replaceAll(/<[^>]*>/gu, ''));
  }
  return { words: words.join('\n'), buttons, typed };
}

/** What a server says that knows of no ticket yet. */
export const answered = (submitted: ScriptResult) => async (call: ScriptCall) =>
  call.kind === 'submit' ? submitted : noTickets;

export const noTickets: ScriptResult = { ok: true, value: { total: 0, tickets: [] } };

export async function opened(): Promise<Stage> {
  const stage = await Stage.open(sources, { categories });
  stage.answer = answered({ ok: true, value: 100 });
  return stage;
}

export function last(stage: Stage): Seen {
  return see(stage.forms.at(-1));
}

/** Presses a button of the form shown last, with what was typed. */
export function pressLast(
  stage: Stage,
  button: number,
  typed?: string,
): ReturnType<Stage['press']> {
  const { gump, serial, session } = stage.forms.at(-1)!;
  const entries = typed === undefined ? [] : [[1, typed] as const];
  return stage.press(gump, button, {
    session,
    serial,
    entries,
    origin: `press-${stage.forms.length}`,
  });
}
