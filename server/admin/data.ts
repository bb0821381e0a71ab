import { answer, type Operations } from './operation.ts';

export const dataOperations: Operations<'settings_data'> = {
  settings_data: {
    right: 'tickets.settings',
    how: 'reads',
    run: ({ data }) => answer(data()),
  },
};
