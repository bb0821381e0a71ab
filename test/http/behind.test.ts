import { assert, suite } from '../support/suite.ts';
import { Site } from './site.ts';

const test = suite('requests before all is known');

let site: Site;
test.after.each(() => site.close());

const asking = [
  ['POST', '/web/link'],
  ['POST', '/web/login'],
  ['POST', '/web/socket'],
  ['POST', '/web/logout'],
  ['POST', '/auth/login'],
  ['GET', '/api/help-tickets'],
  ['GET', '/api/help-tickets/me'],
  ['GET', '/api/help-tickets/1'],
  ['GET', '/api/help-tickets/1/transcript'],
  ['PUT', '/api/help-tickets/1/status'],
  ['PUT', '/api/help-tickets/1/assign-to-me'],
  ['GET', '/files/discord/1/2/3/x'],
] as const;

// [H165] A request that reads or changes something waits likewise, and is a 503 that says to try
// again where that takes longer than 5 s; whether the server lives and what it is is said at once.
test('[H165] whatever reads or changes something waits until all is known, and is then told what it is', async () => {
  let known = (_: boolean): void => {};
  let waits = 0;
  const head = new Promise<boolean>((resolve) => (known = resolve));
  site = await Site.open({
    reached() {
      waits += 1;
      if (waits === asking.length) known(true);
      return head;
    },
  });
  const replies = await Promise.all(
    asking.map(([method, path]) => site.ask(method, path, { origin: site.origin }, '')),
  );
  assert.is(waits, asking.length);
  for (const { status } of replies) assert.ok(status !== 503, `${status}`);
});

test('[H165] what is not known in time is a 503 that says to try again', async () => {
  site = await Site.open({ reached: () => Promise.resolve(false) });
  for (const [method, path] of asking) {
    const { status, headers, text } = await site.ask(method, path, { origin: site.origin }, '');
    assert.equal([status, headers['retry-after']], [503, '1'], path);
    assert.match(text, /try again/u);
  }
});

test('[H165] whether it lives and what it is the server says at once', async () => {
  site = await Site.open({ reached: () => new Promise(() => {}) });
  for (const path of ['/health', '/ready', '/api/health', '/api/version', '/api/openapi.json']) {
    assert.is((await site.ask('GET', path)).status, 200, path);
  }
});
