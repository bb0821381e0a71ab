import { botPermissionBits } from '../../actors/discord/bot-permissions.ts';
import { launchBrowser } from '../support/browser.ts';
import { Discord } from '../support/discord/discord.ts';
import { Running } from '../support/running-server.ts';
import { suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('an older copy of the data folder in the browser', { limit_ms: 90_000 });

test('[U434] each sign that an older copy of the data folder was put back is on the page of the settings, as it is found, in the reader’s language', async () => {
  const discord = await Discord.start();
  const guild = discord.world.addGuild('server');
  discord.invite(guild, botPermissionBits);
  const server = await Running.start({}, undefined, {
    SHARDBELL_DISCORD_TOKEN: discord.world.token,
    SHARDBELL_DISCORD_API: discord.api,
    SHARDBELL_DISCORD_CDN: discord.cdn,
  });
  const browser = await launchBrowser();
  try {
    const account = await server.account(
      'ada',
      ['tickets.view', 'tickets.reply'],
      ['administrators'],
    );
    const [ada, same] = [
      await Visitor.come(browser),
      await Visitor.come(browser, { language: 'de-DE' }),
    ];
    const link = await server.operate('link', { account });
    await ada.signIn(link?.of === 'link' ? link.address : '');
    await same.context.addCookies(await ada.context.cookies());
    for (const { page } of [ada, same]) await page.goto(`${server.origin}/#/admin/settings`);
    const english = ada.page.getByRole('region', { name: 'Data folder' });
    const german = same.page.getByRole('region', { name: 'Datenordner' });
    await ada.page.getByText('The bot is connected.').waitFor();
    await same.page.getByText('Der Bot ist verbunden.').waitFor();
    await english.waitFor({ state: 'detached' });

    const client = await server.signIn(account);
    const welcome = await client.next(({ t }) => t === 'welcome');
    const epoch = welcome.t === 'welcome' ? welcome.epoch : '';
    await client.watch(1, {
      on: 'ticket',
      ticket: 'lost',
      as: 'support',
      resume: { epoch, seq: 7 },
    });
    await english.getByText('seems to have been put back').waitFor();
    await english.getByText(`of account ${account} has more of ticket lost`).waitFor();
    await german.getByText('Anscheinend wurde eine ältere Kopie').waitFor();
    await german.getByText(`des Kontos ${account} hat mehr von Ticket lost`).waitFor();

    const topic = `Ticket #7 · shardbell:${epoch}/lost`;
    const stray = discord.owner(guild).makesChannel(guild, 'ticket-7', { topic });
    await server.operate('settings_set', { setting: { name: 'discord_server', value: guild.id } });
    await english.getByText('Discord has channels of tickets that are not here: #7.').waitFor();
    await german.getByText('Discord hat Kanäle von Tickets, die hier fehlen: #7.').waitFor();

    discord.owner(guild).deletesChannel(stray.id);
    await english.getByText('Discord has channels').waitFor({ state: 'detached' });
    await english.getByText('seems to have been put back').waitFor();
  } finally {
    await browser.close();
    await server.stop();
    await discord.stop();
  }
});
