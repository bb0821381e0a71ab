import type { Browser } from 'playwright-core';
import { botPermissionBits } from '../../actors/discord/bot-permissions.ts';
import { launchBrowser } from '../support/browser.ts';
import { Discord } from '../support/discord/discord.ts';
import type { Guild } from '../support/discord/guild.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('discord, the server and the browser', { limit_ms: 90_000 });

let discord: Discord;
let guild: Guild;
let server: LiveServer;
let browser: Browser;
let ada: Visitor;

test.before(async () => {
  discord = await Discord.start();
  guild = discord.world.addGuild('server');
  server = await LiveServer.start('plain', undefined, {
    SHARDBELL_DISCORD_TOKEN: discord.world.token,
    SHARDBELL_DISCORD_API: discord.api,
    SHARDBELL_DISCORD_CDN: discord.cdn,
  });
  browser = await launchBrowser();
  ada = await Visitor.come(browser);
  const [link] = /http:\S+#link=\S+/u.exec(await server.run('link', 'admin')) ?? [];
  await ada.signIn(link!);
});

test.after(async () => {
  await browser?.close();
  await server?.end();
  await discord?.stop();
});

async function ready(): Promise<{ ready: boolean; checks: Record<string, string> }> {
  const reply = await fetch(`${server.address}/ready`);
  return (await reply.json()) as { ready: boolean; checks: Record<string, string> };
}

test('[O31] each problem with Discord is one sentence on the administration page, in /ready and in the log, and is gone when it is seen to and checked again; the server is ready without Discord', async () => {
  await ada.page.goto(`${server.address}/#/admin/settings`);
  const part = ada.page.getByRole('region', { name: 'Discord' });
  await part.getByText('The bot is connected.').waitFor();
  const check = part.getByRole('button', { name: 'Check again' });
  await part.getByText('No Discord server is set').waitFor();

  await server.run('settings', 'set', 'discord_server', guild.id);
  await check.click();
  await part.getByText(`The Discord bot is not in the server ${guild.id}`).waitFor();
  const told = await ready();
  assert.match(told.checks['discord']!, /is not in the server/u);
  assert.is(told.ready, true, 'the server is ready without Discord');
  assert.match(server.log, /is not in the server/u);

  const bot = discord.invite(guild, botPermissionBits & ~(1n << 51n));
  guild.changeRole(bot.id, { position: 5 });
  await server.run('settings', 'set', 'discord_support_role', '123456789012345678');
  await server.run('settings', 'set', 'discord_tickets_category', '123456789012345679');
  await check.click();
  await part.getByText('lacks permissions in the server: grant it PinMessages').waitFor();
  await part.getByText('The Discord role 123456789012345678').waitFor();
  await part.getByText('The Discord category 123456789012345679').waitFor();

  guild.changeRole(bot.id, { permissions: botPermissionBits.toString() });
  await server.run('settings', 'set', 'discord_support_role', 'null');
  await server.run('settings', 'set', 'discord_tickets_category', 'null');
  await check.click();
  await part.getByText('lacks permissions').waitFor({ state: 'detached' });
  assert.is(await part.getByRole('status').innerText(), 'The bot is connected.');
  assert.is((await ready()).checks['discord'], 'ok');
});

// [U442] Each problem with Discord is said in the reader’s language, and one that the page has no
// words for as the server says it.
test('[U442] a problem with Discord is said in the language of the page', async () => {
  await server.run('settings', 'set', 'discord_support_role', '123456789012345678');
  const german = await Visitor.come(browser, { language: 'de-DE' });
  await german.context.addCookies(await ada.context.cookies());
  await german.page.goto(`${server.address}/#/admin/settings`);
  const part = german.page.getByRole('region', { name: 'Discord' });
  await part.getByText('Die Discord-Rolle 123456789012345678 aus').waitFor();
  assert.not.match(await part.getByRole('status').innerText(), /The Discord role/u);
  await server.run('settings', 'set', 'discord_support_role', 'null');
  await part.getByRole('button', { name: 'Erneut prüfen' }).click();
  await part.getByText('Die Discord-Rolle').waitFor({ state: 'detached' });
});

test('[R54] whoever is signed in gets a code in the preferences, types it on Discord, is linked, and unlinks again', async () => {
  const person = discord.person('ada');
  person.joins(guild);
  const hall = discord.owner(guild).makesChannel(guild, 'hall').id;
  await discord.until(() => discord.world.commands.get(guild.id));
  const { page } = ada;
  await page.getByRole('button', { name: 'Preferences of' }).click();
  const part = page.getByRole('dialog');
  await part.getByRole('button', { name: 'Link Discord' }).click();
  const line = await part.getByText('/link ').innerText();
  const [, code] = /\/link (\S+)/u.exec(line) ?? [];
  const asked = person.commands(hall, 'link', { code: code! });
  const reads = await discord.until(() => asked.reads);
  assert.is(reads.content, 'Your Discord is linked to the account admin.');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Preferences of' }).click();
  await part.getByText(person.id).waitFor();
  await part.getByRole('button', { name: 'Remove Discord' }).click();
  await part.getByRole('button', { name: 'Link Discord' }).waitFor();
  const list = person.commands(hall, 'ticket list');
  assert.match((await discord.until(() => list.reads)).content, /\/link CODE/u);
  await page.keyboard.press('Escape');
});

test('[K98] the View of an archived ticket signs in and leads to it', async () => {
  const { page } = ada;
  await page.goto(`${server.address}/#link=nonsense&to=some-ticket`);
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  assert.is(page.url(), `${server.address}/#/mine/some-ticket`);
});

test('[O32] the command line prints the invitation of the bot, with every permission that it needs', async () => {
  const printed = await server.run('discord', 'invite');
  const address = new URL(printed.trim());
  assert.is(address.origin, 'https://discord.com');
  assert.is(address.searchParams.get('permissions'), botPermissionBits.toString());
  assert.is(address.searchParams.get('client_id'), discord.world.application);
  assert.is(address.searchParams.get('guild_id'), guild.id);
  assert.is(address.searchParams.get('scope'), 'bot applications.commands');
});

test('[O33] a switch that is off in the developer portal is named, and once it is on, checking again connects', async () => {
  discord.world.settings.content_intent = false;
  await server.kill();
  await server.start();
  const { page } = ada;
  while (!(await ready()).checks['discord']!.includes('Message Content Intent'));
  await page.goto(`${server.address}/#/admin/settings`);
  await page.reload();
  const part = page.getByRole('region', { name: 'Discord' });
  await part.getByText('switch on Message Content Intent').waitFor();
  await part.getByText('The bot cannot connect.').waitFor();
  assert.is((await ready()).ready, true);
  discord.world.settings.content_intent = true;
  await part.getByRole('button', { name: 'Check again' }).click();
  await part.getByText('The bot is connected.').waitFor();
  assert.is(await part.getByRole('status').innerText(), 'The bot is connected.');
});
