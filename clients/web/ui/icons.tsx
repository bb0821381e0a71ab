/** Inline, because each file would be a request. All are decoration beside words. */

export function Bell() {
  return (
    <svg class="bell" viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
      <rect class="bell-back" width="32" height="32" rx="8" />
      <path class="bell-body" d="M16 5.500 24 14v7.500H8V14z" />
      <path class="bell-shade" d="M16 5.500v16H8V14z" />
      <path class="bell-body" d="M12.800 24h6.400a3.200 3.200 0 0 1-6.400 0z" />
    </svg>
  );
}

const paths = {
  back: 'M10 3.500 5.500 8l4.500 4.500',
  next: 'M6 3.500 10.500 8 6 12.500',
  down: 'M8 3v9.500M4 8.500l4 4 4-4',
  lock: 'M4.500 7.500h7v5h-7zM6 7.500V5.500a2 2 0 0 1 4 0v2',
  plus: 'M8 3.500v9M3.500 8h9',
  person:
    'M8 8a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5M3 13.500c.600-2.600 2.500-3.500 5-3.500s4.400.900 5 3.500',
  clip: 'M11 4.500 6 9.500a1.400 1.400 0 0 0 2 2l5-5a2.800 2.800 0 0 0-4-4l-5 5a4.200 4.200 0 0 0 6 6l4-4',
  cross: 'M4.500 4.500l7 7M11.500 4.500l-7 7',
} as const;

export function Icon({ name }: { readonly name: keyof typeof paths }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
