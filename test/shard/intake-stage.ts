import type { ShownForm } from '../../actors/shard/script/messages.ts';
import type { ClientMessage } from '../../protocol/messages.ts';
import { answerable, type FakeConnection } from '../support/fake-shard.ts';
import { playing } from './playing.ts';

export const form: ShownForm = {
  session: 1,
  gump: 46_000,
  serial: 0,
  x: 50,
  y: 50,
  elements: answerable,
};
export const entries = [{ id: 1, text: 'typed' }];

/** One who plays, with that many forms before the player; gives the id of each. */
export async function shown(count = 1) {
  const { world, shard } = await playing();
  for (let i = 0; i < count; i++) world.port!.showForm(form);
  return { world, shard, forms: shard.all('show_form').map((sent) => sent.form) };
}

export const answerOf = (id: string, formId: string): ClientMessage => ({
  t: 'form_answered',
  id,
  session: 's1',
  form: formId,
  gump: form.gump,
  serial: 0,
  button: 1,
  switches: [],
  entries,
});

export const told = (shard: FakeConnection, name: 'done' | 'refused') =>
  shard.all(name).slice(-1)[0]?.id;

/** A promise that the test settles by hand. */
export function byHand<T>() {
  let give!: (value: T) => void;
  const promise = new Promise<T>((resolve) => (give = resolve));
  return { promise, give };
}
