import * as v from 'valibot';
import { keptSettings, settingNames } from '../../protocol/kept-settings.ts';
import { config_file, settingsTable, type Setting } from './settings-table.ts';

const rows = Object.entries<Setting<unknown>>(settingsTable);

/** The settings that are kept with the data. */
const keptRows = settingNames.map((name) => {
  const { field, must, fallback } = keptSettings[name];
  const shown = name === 'categories' ? 'the eight that ship' : JSON.stringify(fallback);
  return { name, must, shown, sentence: v.getDescription(field) ?? '' };
});

/** The settings for a terminal. */
export function settingsText(): string {
  const parts = rows.map(([name, definition]) => {
    const lines = [
      `${name}  (${definition.env})`,
      `  ${definition.sentence}`,
      `  Must be ${definition.must}. Default: ${plain(fallbackOf(definition))}.`,
    ];
    return lines.join('\n');
  });
  const kept = keptRows.map(({ name, must, shown, sentence }) =>
    [name, `  ${sentence}`, `  Must be ${must}. Default: ${shown}.`].join('\n'),
  );
  return [
    `Settings, in ${config_file} in the data folder or in the environment, which wins.`,
    ...parts,
    'Settings of the tickets, kept with the data: shardbell settings set changes them at once.',
    ...kept,
  ].join('\n\n');
}

/** The settings as docs/settings.md. */
export function settingsMarkdown(): string {
  const lines = [
    '# Settings',
    '',
    `Settings are read from \`${config_file}\` in the data folder, one JSON object by the names of the first column, and from the environment, which wins. A value that does not fit ends the start with one sentence that names it; a variable that begins with SHARDBELL_ and is no setting is named in a warning, with the one that was meant.`,
    '',
    '| setting | environment | must be | default | what it does |',
    '|---|---|---|---|---|',
    ...rows.map(
      ([name, definition]) =>
        `| \`${name}\` | \`${definition.env}\` | ${definition.must} | ${fallbackOf(definition)} | ${definition.sentence} |`,
    ),
    '',
    '## Settings of the tickets',
    '',
    'These are kept with the data. `shardbell settings set NAME VALUE` changes one at once, and so may whoever has the right `tickets.settings`, over the wire.',
    '',
    '| setting | must be | default | what it does |',
    '|---|---|---|---|',
    ...keptRows.map(
      ({ name, must, shown, sentence }) => `| \`${name}\` | ${must} | ${shown} | ${sentence} |`,
    ),
    '',
    '`shardbell help settings` prints the same.',
    '',
  ];
  return lines.join('\n');
}

function fallbackOf(definition: Setting<unknown>): string {
  return definition.fallbackText ?? `\`${String(definition.fallback)}\``;
}

function plain(text: string): string {
  return text.replaceAll('`', '');
}
