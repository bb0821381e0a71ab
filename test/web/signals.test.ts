import { batch, computed, effect, signal } from '../../clients/web/lib/signal.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('signals');

// [U216] What reads a value in the page hears of each other one, once a batch, and follows nothing
// else.
test('[U216] what reads a value hears of each other one, once a batch, until it is over', () => {
  const [name, count] = [signal('a'), signal(1)];
  const line = computed(() => `${name.value} ${count.value}`);
  const heard: string[] = [];
  const stop = effect(() => void heard.push(line.value));
  name.value = 'b';
  name.value = 'b';
  batch(() => {
    name.value = 'c';
    count.value = 2;
  });
  assert.equal(heard, ['a 1', 'b 1', 'c 2']);
  stop();
  count.value = 3;
  assert.is(heard.length, 3);
  assert.is(line.value, 'c 3');
});

test('[U216] what is not read any more is not followed, and a look beside follows nothing', () => {
  const [isShown, text, beside] = [signal(true), signal('x'), signal(0)];
  let runs = 0;
  effect(() => {
    runs += 1;
    beside.peek();
    if (isShown.value) text.value.at(0);
  });
  isShown.value = false;
  text.value = 'y';
  beside.value = 1;
  assert.is(runs, 2);
  isShown.value = true;
  text.value = 'z';
  assert.is(runs, 4);
});
