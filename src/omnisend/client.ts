// Omnisend's REST API, version 2026-03-15, one method a call and one request a method: no pacing, no retries here.
// Facts: Omnisend's published OpenAPI documents; what is not documented is marked where it is relied on.
import { Pool } from 'undici';
import type { z } from 'zod';
import {
  BatchAnswer,
  BatchCreated,
  BatchList,
  BrandAnswer,
  type ContactAnswer,
  ContactList,
} from './answers.ts';
import { OmnisendProblem, problemFromAnswer } from './problems.ts';

export const apiVersion = '2026-03-15';
/** Contacts in one batch, batches or contacts on one page of a list, addresses and tags in one tag call. */
export const limits = { batch: 100, page: 250, tagAddresses: 250, tags: 100 } as const;

export type OmnisendOptions = { baseUrl: string; timeoutMilliseconds: number; connections: number };

/** One per process: keeps the connections. `as` speaks for one API key. */
export type Omnisend = { as(apiKey: string): OmnisendClient; close(): Promise<void> };

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
type Query = Record<string, string | number | undefined>;
export type BatchFilter = {
  status: BatchAnswer['status'];
  /** yyyy-mm-dd */
  dateFrom?: string;
  offset: number;
};
export type ContactFilter = { email: string } | { status: string } | { tag: string } | Record<string, never>;

export type OmnisendClient = {
  brand(): Promise<{ id: string; name: string; website: string | null }>;
  /** @param items a JSON array of 1 to 100 contacts. @returns the id by which the batch is asked for. */
  createBatch(items: string): Promise<string>;
  listBatches(filter: BatchFilter): Promise<BatchAnswer[]>;
  batch(id: string): Promise<BatchAnswer>;
  /** The same batch with every item under `responses`. */
  batchItems(id: string): Promise<BatchAnswer>;
  /** @param contact the JSON of one contact, matched by e-mail. */
  upsertContact(contact: string): Promise<void>;
  /** @param email the address as Omnisend holds it: it is compared letter by letter. */
  patchContact(email: string, change: Record<string, unknown>): Promise<void>;
  contactByEmail(email: string): Promise<ContactAnswer | undefined>;
  listContacts(
    filter: ContactFilter,
    after?: string,
  ): Promise<{ contacts: ContactAnswer[]; after: string | undefined }>;
  /** Asynchronous on their side; unknown addresses are ignored. At most 250 addresses and 100 tags. */
  addTags(emails: string[], tags: string[]): Promise<void>;
  removeTags(emails: string[], tags: string[]): Promise<void>;
};

export function createOmnisend(options: OmnisendOptions): Omnisend {
  const base = new URL(options.baseUrl);
  const prefix = base.pathname.replace(/\/$/, '');
  const pool = new Pool(base.origin, {
    connections: options.connections,
    pipelining: 1,
    headersTimeout: options.timeoutMilliseconds,
    bodyTimeout: options.timeoutMilliseconds,
    connect: { timeout: Math.min(10_000, options.timeoutMilliseconds) },
  });
  return {
    as: (apiKey) => clientFor(transport(pool, prefix, apiKey, options.timeoutMilliseconds)),
    close: () => pool.destroy(),
  };
}

type Send = (method: Method, path: string, query?: Query, body?: string) => Promise<string>;

function transport(pool: Pool, prefix: string, apiKey: string, timeout: number): Send {
  const headers = {
    authorization: `Omnisend-API-Key ${apiKey}`,
    'omnisend-version': apiVersion,
    accept: 'application/json',
  };
  return async (method, path, query, body) => {
    let status: number;
    let text: string;
    try {
      const answer = await pool.request({
        method,
        path: prefix + path + queryText(query),
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        body: body ?? null,
        signal: AbortSignal.timeout(timeout),
      });
      status = answer.statusCode;
      text = await answer.body.text();
    } catch (cause) {
      throw new OmnisendProblem({ kind: 'passing', status: 0, detail: 'Omnisend did not answer.', cause });
    }
    if (status >= 200 && status < 300) return text;
    throw problemFromAnswer(status, method, text);
  };
}

function clientFor(send: Send): OmnisendClient {
  const contacts = async (query: Query) => read(ContactList, await send('GET', '/contacts', query));
  const tagBody = (emails: string[], tags: string[]) => JSON.stringify({ tags, emails });
  return {
    async brand() {
      const brand = read(BrandAnswer, await send('GET', '/brands/current'));
      return { id: brand.brandID, name: brand.name ?? brand.brandID, website: brand.website ?? null };
    },
    async createBatch(items) {
      const body = `{"method":"POST","endpoint":"contacts","origin":"segue","items":${items}}`;
      return read(BatchCreated, await send('POST', '/batches', undefined, body)).batchID;
    },
    async listBatches(filter) {
      const query = { endpoint: 'contacts', limit: limits.page, ...filter };
      return read(BatchList, await send('GET', '/batches', query)).batches;
    },
    batch: async (id) => read(BatchAnswer, await send('GET', `/batches/${encodeURIComponent(id)}`)),
    batchItems: async (id) =>
      read(BatchAnswer, await send('GET', `/batches/${encodeURIComponent(id)}/items`)),
    async upsertContact(contact) {
      await send('POST', '/contacts', undefined, contact);
    },
    async patchContact(email, change) {
      await send('PATCH', '/contacts', { email }, JSON.stringify(change));
    },
    async contactByEmail(email) {
      const { contacts: found } = await contacts({ email });
      return found.find((contact) => contact.email === email) ?? found[0];
    },
    async listContacts(filter, after) {
      const page = await contacts({ ...filter, limit: limits.page, after });
      const next = page.paging?.hasMore === true ? (page.paging.cursors?.after ?? undefined) : undefined;
      return { contacts: page.contacts, after: next };
    },
    async addTags(emails, tags) {
      await send('POST', '/contacts/tags', undefined, tagBody(emails, tags));
    },
    async removeTags(emails, tags) {
      await send('DELETE', '/contacts/tags', undefined, tagBody(emails, tags));
    },
  };
}

function queryText(query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? '' : `?${search}`;
}

/** An answer that does not have the documented shape is not understood, so nothing may be concluded from it. */
function read<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new OmnisendProblem({
      kind: 'passing',
      status: 200,
      detail: 'The answer was not understood.',
      cause,
    });
  }
}
