import type { BrandNumbers, SandboxNumbers } from './numbers.ts';

/** The page at `/`: the numbers, for a person. */

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function rows(numbers: Readonly<Record<string, string | number | null>>): string {
  return Object.entries(numbers)
    .map(([name, value]) => {
      const shown = typeof value === 'number' ? value.toLocaleString('en') : (value ?? '–');
      return `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(shown)}</td></tr>`;
    })
    .join('');
}

function table(caption: string, numbers: Readonly<Record<string, string | number | null>>): string {
  const body = rows(numbers);
  return body === '' ? '' : `<table><caption>${escapeHtml(caption)}</caption>${body}</table>`;
}

function brandTable(brand: BrandNumbers): string {
  const { name, ...rest } = brand;
  return table(`Brand ${name}`, rest);
}

export function renderNumbersPage(numbers: SandboxNumbers): string {
  const { byEndpoint, byStatus, faults, brands, ...totals } = numbers;
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2">
<meta name="viewport" content="width=device-width"><title>Omnisend sandbox</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; color: #222; background: #fff }
main { display: flex; flex-wrap: wrap; gap: 2rem; align-items: flex-start }
caption { text-align: left; font-weight: 600; padding-bottom: .3rem }
th { text-align: left; font-weight: 400; padding-right: 1.5rem }
td { text-align: right; font-variant-numeric: tabular-nums }
</style></head><body>
<h1>Omnisend sandbox</h1>
<p>A stand-in for Omnisend’s API at <code>/api</code>. Nothing here reaches a customer.
<a href="/sandbox/numbers">Numbers as JSON</a> · <a href="/sandbox/contacts">Contacts as JSON lines</a> ·
<a href="/sandbox/log">Latest requests</a></p>
<main>${table('All brands', totals)}${table('Requests by endpoint', byEndpoint)}${table('Answers', byStatus)}
${table('Faults', faults)}${brands.map(brandTable).join('')}</main>
</body></html>
`;
}
