// CSV that people open in a spreadsheet: RFC 4180, and no cell that a spreadsheet would run as a formula.

/** A cell that begins like a formula gets an apostrophe, which spreadsheets take as "this is text". */
function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvLine(values: (string | number | null)[]): string {
  return `${values.map(cell).join(',')}\r\n`;
}
