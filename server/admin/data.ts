import { answer, type CommandHandlers } from './command-handler.ts';

export const dataCommands: CommandHandlers<'settings_data'> = {
  settings_data: {
    right: 'tickets.settings',
    how: 'reads',
    run: ({ data }) => answer(data()),
  },
};
