const left_columns = 2;

/** A Markdown table that is readable as it stands: its first columns to the left, all others to the right. */
export function aligned([head = [], ...rows]: readonly string[][]): string[] {
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string => {
    const padded = cells.map((cell, i) =>
      i < left_columns ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!),
    );
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, i) =>
    i < left_columns ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)];
}

export function number(value: number): string {
  return value < 100 ? value.toFixed(2) : Math.round(value).toLocaleString('en');
}

/** Whether what is to be at or below a target is. */
export function atMost(value: number, target: number | undefined, told = String(target)): string {
  if (target === undefined) return '';
  return `≤ ${told} ${value <= target ? 'reached' : 'MISSED'}`;
}
