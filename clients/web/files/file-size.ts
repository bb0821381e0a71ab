import { locale } from '../i18n/language.ts';

const kibibyte = 1024;

/** "640 kB", "2.4 MB": as people's own machines tell it. */
export function fileSize(bytes: number): string {
  const [size, unit] =
    bytes < kibibyte * kibibyte
      ? [Math.ceil(bytes / kibibyte), 'kilobyte']
      : [bytes / (kibibyte * kibibyte), 'megabyte'];
  const form = { style: 'unit', unit, maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale.value, form).format(size);
}
