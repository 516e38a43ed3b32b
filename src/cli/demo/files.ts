// The sample customers as the files a shop would export: profiles in one, their orders in another.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Customer } from './customers.ts';

export const customersFile = 'customers.csv';
export const ordersFile = 'orders.csv';

export async function writeFiles(folder: string, customers: readonly Customer[]): Promise<void> {
  await writeFile(join(folder, customersFile), customersCsv(customers), { mode: 0o600 });
  await writeFile(join(folder, ordersFile), ordersCsv(customers), { mode: 0o600 });
}

function customersCsv(customers: readonly Customer[]): string {
  const header = 'CustomerId,FirstName,LastName,Email,Phone,Street,PostalCode,City,Country,BirthDate,Gender';
  const rows = customers.map((customer) =>
    [
      customer.id,
      customer.firstName,
      customer.lastName,
      customer.email,
      customer.phone,
      customer.street,
      customer.postalCode,
      customer.city,
      customer.country,
      customer.birthDate,
      customer.gender,
    ]
      .map(cell)
      .join(','),
  );
  return `${[header, ...rows].join('\n')}\n`;
}

function ordersCsv(customers: readonly Customer[]): string {
  const rows = customers.flatMap(({ id, orders }) =>
    orders.map((order) => [order.id, id, order.day, order.amount].map(cell).join(',')),
  );
  return `${['OrderId,CustomerId,OrderDate,Amount', ...rows].join('\n')}\n`;
}

function cell(text: string): string {
  return /[",\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
