import { logTo } from '../../server/platform/log.ts';
import { SecurityLog } from '../../server/identity/security-log.ts';
import { assert, suite } from '../support/suite.ts';
import { Site } from './site.ts';

const test = suite('security log');

interface Line {
  readonly level: string;
  readonly area?: string;
  readonly kind?: string;
  readonly network?: string;
  readonly account?: string;
  readonly value?: string;
  readonly more?: number;
}

const parsed = (lines: readonly string[]): Line[] => lines.map((line) => JSON.parse(line) as Line);

function securityLog() {
  const lines: string[] = [];
  const log = new SecurityLog(logTo('info', { write: (line) => void lines.push(line) }));
  return { log, told: () => parsed(lines) };
}

const password = 'correct horse battery';

test('[O57] sign-ins right and wrong, links and ended sessions are logged, and no secret', async () => {
  const site = await Site.open();
  try {
    const { links } = site.access;
    site.security.follow(site.access);
    const mo = await site.staff('mo', password);
    const link = await links.make(mo, false);
    const secret = link.ok ? link.value : '';

    await site.post('/web/login', { username: 'mo', password: 'wrong words here' });
    await site.post('/web/login', { username: 'nobody', password: 'wrong words here' });
    const { headers } = await site.post('/web/login', { username: 'mo', password });
    const cookie = String(headers['set-cookie']).split(';')[0]!;
    await site.post('/web/logout', undefined, { cookie });
    await site.post('/web/link', { secret });
    await site.post('/web/link', { secret });
    await site.ask('POST', '/auth/login', {}, JSON.stringify({ username: 'mo', password }));
    await site.post('/web/login', { username: 'mo', password }, { origin: 'http://evil.test' });

    const told = parsed(site.logged).filter(({ area }) => area === 'security');
    const shown = told.map(({ kind, account, value }) => [kind, account, value]);
    assert.equal(shown, [
      ['link_made', mo, undefined],
      ['password_wrong', mo, undefined],
      ['password_wrong', undefined, undefined],
      ['signed_in', mo, 'password'],
      ['session_ended', mo, undefined],
      ['signed_in', mo, 'link'],
      ['link_refused', undefined, undefined],
      ['signed_in', mo, 'api'],
      ['origin_foreign', undefined, 'http://evil.test'],
    ]);
    for (const hidden of [password, 'wrong words', secret, cookie.split('=')[1]!]) {
      assert.not(site.logged.join('').includes(hidden), hidden);
    }
    assert.ok(
      told.every(({ kind, network }) => network !== undefined || /link_made|ended/u.test(kind!)),
    );
  } finally {
    await site.close();
  }
});

// [O58] A flood is one line a minute for each kind, network and account, and one with its count;
// what administrators change is told each for itself.
test('[O58] a flood is one line for each kind, network and account, and one with its count', () => {
  const { log, told } = securityLog();
  for (let i = 0; i < 500; i++) {
    log.add({ kind: 'origin_foreign', network: '10.0.0.1', value: `http://${i}.test` });
    log.add({ kind: 'password_wrong', network: '10.0.0.2', account: String(i % 2) });
  }
  assert.is(told().length, 3);
  log.gather();
  assert.equal(
    told()
      .slice(3)
      .map(({ kind, more }) => [kind, more]),
    [
      ['origin_foreign', 499],
      ['password_wrong', 249],
      ['password_wrong', 249],
    ],
  );
});

test('[O58] of more networks than are told apart at least the number is told', () => {
  const { log, told } = securityLog();
  for (let i = 0; i < 1_200; i++) log.add({ kind: 'credentials_refused', network: `net-${i}` });
  assert.is(told().length, 1_000);
  log.gather();
  assert.equal(
    told()
      .slice(1_000)
      .map(({ kind, network, more }) => [kind, network, more]),
    [['credentials_refused', undefined, 200]],
  );
});

test('[O58] what administrators change is told each for itself', () => {
  const { log, told } = securityLog();
  for (const value of ['group_set helpers', 'group_set guards', 'account_rights mo']) {
    log.add({ kind: 'changed', account: '1', value });
  }
  assert.equal(
    told().map(({ level, value }) => [level, value]),
    [
      ['info', 'group_set helpers'],
      ['info', 'group_set guards'],
      ['info', 'account_rights mo'],
    ],
  );
});
