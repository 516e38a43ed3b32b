import { batchFilters, getBatch, getBatchItems, listBatches, postBatch } from './batch-routes.ts';
import {
  contactFilters,
  getContact,
  listContacts,
  patchContact,
  patchContactByEmail,
  postContact,
} from './contact-routes.ts';
import type { Answer, ApiRequest, Route } from './request.ts';
import { deleteTags, postTags } from './tag-routes.ts';

/** The endpoints, in one table. */

function getBrand(request: ApiRequest): Answer {
  const { brandID, name, website } = request.access.brand;
  return {
    status: 200,
    body: {
      brandID,
      name,
      website,
      currency: 'EUR',
      timezone: 'Europe/Stockholm',
      platform: 'api',
      version: '',
      connected: true,
    },
  };
}

const plain = { query: [], saysRetryAfter: false, tagging: false } as const;
const tagging = { query: [], saysRetryAfter: true, tagging: true } as const;
const writing = { query: [], saysRetryAfter: true, tagging: false } as const;

const routes: readonly Route[] = [
  { method: 'GET', path: '/brands/current', scope: 'brands.read', ...plain, handle: getBrand },
  { method: 'POST', path: '/contacts', scope: 'contacts.write', ...writing, handle: postContact },
  {
    method: 'GET',
    path: '/contacts',
    scope: 'contacts.read',
    ...plain,
    query: contactFilters,
    handle: listContacts,
  },
  {
    method: 'PATCH',
    path: '/contacts',
    scope: 'contacts.write',
    ...writing,
    query: ['email'],
    handle: patchContactByEmail,
  },
  { method: 'GET', path: '/contacts/{id}', scope: 'contacts.read', ...plain, handle: getContact },
  { method: 'PATCH', path: '/contacts/{id}', scope: 'contacts.write', ...writing, handle: patchContact },
  { method: 'POST', path: '/contacts/tags', scope: 'contacts.write', ...tagging, handle: postTags },
  { method: 'DELETE', path: '/contacts/tags', scope: 'contacts.write', ...tagging, handle: deleteTags },
  { method: 'POST', path: '/batches', scope: 'batches.write', ...writing, handle: postBatch },
  {
    method: 'GET',
    path: '/batches',
    scope: 'batches.read',
    ...plain,
    query: batchFilters,
    handle: listBatches,
  },
  { method: 'GET', path: '/batches/{id}', scope: 'batches.read', ...plain, handle: getBatch },
  { method: 'GET', path: '/batches/{id}/items', scope: 'batches.read', ...plain, handle: getBatchItems },
];

const byPath = new Map<string, Map<string, Route>>();
for (const route of routes) {
  const methods = byPath.get(route.path) ?? new Map<string, Route>();
  byPath.set(route.path, methods.set(route.method, route));
}

export interface Target {
  /** The endpoint's path with `{id}`, or the path as it came where there is none. */
  readonly path: string;
  readonly id: string;
  readonly methods: ReadonlyMap<string, Route>;
}

const noMethods: ReadonlyMap<string, Route> = new Map();

/** `path` is what follows the base URL. */
export function findTarget(path: string): Target {
  const exact = byPath.get(path);
  if (exact !== undefined) return { path, id: '', methods: exact };
  const [, collection = '', id = '', ...rest] = path.split('/');
  const pattern = ['', collection, '{id}', ...rest].join('/');
  const methods = id === '' ? undefined : byPath.get(pattern);
  return methods === undefined ? { path, id: '', methods: noMethods } : { path: pattern, id, methods };
}
