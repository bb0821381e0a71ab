import { fitting } from '../../actors/settings/setting-checks.ts';
import { keptSettings, settingNames } from '../../protocol/kept-settings.ts';
import { manage, manageDiscord } from './manage.ts';

/** Changes a setting to what was typed: JSON where that fits it, else the text itself. */
export async function manageSetting(name: string, typed: string): Promise<number> {
  const known = settingNames.find((one) => one === name);
  if (known === undefined) {
    console.error(`There is no setting ${name}: see shardbell settings get.`);
    return 1;
  }
  const setting = [parsed(typed), typed].map((value) => fitting(known, value)).find(Boolean);
  if (setting === undefined) {
    const shown = parsed(typed) === undefined ? JSON.stringify(typed) : typed;
    console.error(`${name} is ${shown}, but must be ${keptSettings[known].must}.`);
    return 1;
  }
  const code = await manage('settings_set', { setting });
  return code === 0 && known.startsWith('discord_') ? manageDiscord() : code;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
