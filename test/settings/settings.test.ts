import * as v from 'valibot';
import { LiveSettings } from '../../actors/settings/live-settings.ts';
import {
  checkSetting,
  defaultSettings,
  fitting,
  keepUsed,
  removedCategories,
} from '../../actors/settings/setting-checks.ts';
import {
  allSettings,
  keptSettings,
  settingNames,
  shippedCategories,
  type SettingChange,
} from '../../protocol/kept-settings.ts';
import { sentenceOf } from '../../protocol/refused.ts';
import { assert, rejects, suite } from '../support/suite.ts';
import { stage } from '../roster/stage.ts';
import { refusedSaying } from '../../protocol/refusals.ts';

const test = suite('ticket settings');

const against = { staffNames: [], groups: [], now: defaultSettings, ownRole: null };

test('[G4] every setting has a default that fits it, a bound in words and a sentence', () => {
  v.parse(allSettings, defaultSettings);
  for (const name of settingNames) {
    const { field, must } = keptSettings[name];
    assert.ok((v.getDescription(field) ?? '').endsWith('.'), name);
    assert.ok(must.length > 3, name);
  }
  assert.is(defaultSettings.auto_archive, false);
  assert.is(defaultSettings.discord_channel_prefix, 'ticket-');
  assert.is(defaultSettings.discord_support_role_acts_as, 'moderators');
  assert.equal(
    defaultSettings.categories.map(({ name }) => name),
    shippedCategories,
  );
});

test('[G5] a value that does not fit its setting is refused', () => {
  const cases: ReadonlyArray<
    readonly [name: (typeof settingNames)[number], value: unknown, fits: boolean]
  > = [
    ['auto_archive', true, true],
    ['auto_archive', 'true', false],
    ['subject_chars_max', 120, true],
    ['subject_chars_max', 121, false],
    ['subject_chars_max', 9, false],
    ['body_chars_max', 100, true],
    ['body_chars_max', 8_001, false],
    ['body_chars_max', 99.5, false],
    ['support_shown_as', 'alias', true],
    ['support_shown_as', true, false],
    ['support_alias', 'Royal Guard', true],
    ['support_alias', '', false],
    ['discord_server', '123456789012345678', true],
    ['discord_server', null, true],
    ['discord_server', 123_456_789, false],
    ['discord_support_role', 'support', false],
    ['discord_channel_prefix', '', true],
    ['discord_channel_prefix', 'hilfe_2-', true],
    ['discord_channel_prefix', 'Ticket-', false],
    ['discord_channel_prefix', 'a b', false],
    ['discord_channel_prefix', 'x'.repeat(21), false],
    ['categories', [{ name: 'Bug', retired: false }], true],
    ['categories', [{ name: 'Bug' }], false],
    ['categories', [{ name: 'x'.repeat(41), retired: false }], false],
    [
      'categories',
      Array.from({ length: 41 }, (_, i) => ({ name: `c${i}`, retired: false })),
      false,
    ],
  ];
  for (const [name, value, fits] of cases) {
    assert.is(fitting(name, value) !== undefined, fits, `${name} ${JSON.stringify(value)}`);
  }
});

// [G6] Categories have names that differ in more than case, and one is not retired; the Discord
// support role acts as a group that there is.
test('[G6] categories have names that differ in more than case, and one of them is open', () => {
  const said = (...value: ReadonlyArray<readonly [string, boolean?]>): string => {
    const change: SettingChange = {
      name: 'categories',
      value: value.map(([name, retired = false]) => ({ name, retired })),
    };
    const checked = checkSetting(change, against);
    return checked.ok ? JSON.stringify(checked.change.value) : sentenceOf(checked.refusal);
  };
  assert.is(said([' Bug ']), '[{"name":"Bug","retired":false}]');
  assert.is(said(['Bug'], ['bUG ', true]), 'There are two categories named bUG.');
  assert.is(said(['  ']), 'A category has no name.');
  assert.is(said(['\u3164']), 'A category has no name.');
  assert.is(said(['a\nb']), 'A category holds a character that cannot be seen.');
  assert.match(said(['Bug', true]), 'nobody could open a ticket');
  assert.match(said(), 'nobody could open a ticket');
});

test('[G6] the support role of Discord acts as a group that there is', () => {
  const change = { name: 'discord_support_role_acts_as', value: 'helpers' } as const;
  assert.ok(checkSetting(change, { ...against, groups: ['helpers'] }).ok);
  assert.equal(
    checkSetting(change, { ...against, groups: ['players', 'moderators'] }),
    refusedSaying(
      'setting_invalid',
      'There is no group named helpers; there are players, moderators.',
    ),
  );
});

test('[G51] no role on Discord is @everyone, and the support role is none that players are given, whichever of them is set last', () => {
  const [server, role, own] = [
    '100000000000000001',
    '100000000000000002',
    '100000000000000003',
  ] as const;
  const said = (before: object, change: SettingChange) => {
    const now = { ...defaultSettings, ...before };
    const checked = checkSetting(change, { ...against, now, ownRole: own });
    return checked.ok ? 'taken' : sentenceOf(checked.refusal);
  };
  const everyone = /is @everyone of the Discord server/u;
  const shared = /is the one that players with tickets\.view are given/u;
  const support = (value: string | null) => ({ name: 'discord_support_role', value }) as const;
  const access = (value: string | null) => ({ name: 'discord_access_role', value }) as const;
  const at = { discord_server: server };
  assert.match(said(at, support(server)), everyone);
  assert.match(said(at, access(server)), everyone);
  const server_last = { name: 'discord_server', value: role } as const;
  assert.match(said({ discord_support_role: role }, server_last), everyone);
  assert.match(said({ discord_access_role: role }, server_last), everyone);
  assert.match(said({ ...at, discord_access_role: role }, support(role)), shared);
  assert.match(said({ ...at, discord_support_role: role }, access(role)), shared);
  assert.match(said(at, support(own)), shared, 'the role that the bot made');
  const other = { ...at, discord_support_role: own, discord_access_role: role };
  assert.match(said(other, access(null)), shared, 'the bot would give its own again');
  assert.is(said({ ...at, discord_access_role: role }, support(own)), 'taken');
  // What is wrong since before may be mended in any order.
  const wrong = { ...at, discord_support_role: server, discord_access_role: role };
  assert.is(said(wrong, access(null)), 'taken');
  assert.is(said(wrong, support(null)), 'taken');
});

test('[G47] a category or a common alias that looks like another name is refused, but for categories that there were', () => {
  const named = (...names: string[]) => names.map((name) => ({ name, retired: false }));
  const said = (wanted: string[], before: string[] = []): string => {
    const change = { name: 'categories', value: named(...wanted) } as const;
    const checked = checkSetting(change, {
      ...against,
      now: { ...defaultSettings, categories: named(...before) },
    });
    return checked.ok ? '' : sentenceOf(checked.refusal);
  };
  assert.is(said(['Bug', 'Ｂug']), 'The categories Bug and Ｂug look the same.');
  assert.is(said(['Bug', 'Вug']), 'The categories Bug and Вug look the same.');
  assert.is(said(['Bug', 'Вug', 'More'], ['Bug', 'Вug']), '');
  assert.match(said(['Bug', 'Вug', 'Βug'], ['Bug', 'Вug']), 'look the same');
  assert.is(said(['\u3164']), 'A category has no name.');
  const alias = { name: 'support_alias', value: 'Мо' } as const;
  assert.ok(checkSetting(alias, against).ok);
  assert.equal(
    checkSetting(alias, { ...against, staffNames: ['Mo'] }),
    refusedSaying('setting_invalid', 'Somebody of support is named Mo, which looks the same.'),
  );
});

test('[G7] what was taken out of the list though tickets have it stays, retired', () => {
  const before = ['Bug', 'Stuck', 'Other'].map((name) => ({ name, retired: false }));
  const wanted = [{ name: 'BUG', retired: false }];
  const removed = removedCategories(before, wanted);
  assert.equal(
    removed.map(({ name }) => name),
    ['Stuck', 'Other'],
  );
  assert.equal(keepUsed(wanted, removed.slice(0, 1)), [
    { name: 'BUG', retired: false },
    { name: 'Stuck', retired: true },
  ]);
});

test('[G8] a setting holds from when it is on disk, is told, and holds after a restart', async () => {
  const { store, writer } = await stage();
  const settings = new LiveSettings(writer);
  const told: string[] = [];
  settings.onChanged((name) => told.push(`${name} ${settings.now.auto_archive}`));
  store.hold();
  const set = settings.set({ name: 'auto_archive', value: true });
  await Promise.resolve();
  assert.is(settings.now.auto_archive, false);
  store.release();
  assert.ok((await set).ok);
  assert.equal(told, ['auto_archive true']);
  store.writes.length = 0;
  assert.ok((await settings.set({ name: 'auto_archive', value: true })).ok);
  assert.equal(store.writes, []);
  const { writer: next } = await stage(store);
  assert.equal(new LiveSettings(next).now, { ...defaultSettings, auto_archive: true });
});

test('[G9] a stored setting that this version cannot read ends the start with its name', async () => {
  const { store, writer } = await stage();
  store.kept.set('settings value/body_chars_max', { v: 1, value: 'many' });
  await rejects(
    (async () => new LiveSettings(writer))(),
    /a setting that this version cannot read: body_chars_max/u,
  );
});
