import { limits } from '../../protocol/limits.ts';
import type { ToldSettings } from '../../protocol/messages.ts';

/** What a client is told of settings that nobody has changed. */
export const toldSettings: ToldSettings = {
  auto_archive: false,
  retired_categories: [],
  subject_chars_max: limits.subject_chars_max,
  body_chars_max: limits.body_chars_max,
  file_bytes_max: 8 * 1024 * 1024,
  file_kinds: ['pictures', 'texts', 'documents', 'videos'],
  read_only: false,
};
