// One address in the files of plans and ledgers. It is a bound parameter everywhere: no statement holds it.
import { asciiDomain } from '../core/address.ts';
import { addressProblemSql, addressSql, foreignDomain, trimSql } from './address-sql.ts';
import { type Duck, type Lake, quoteText, type Row } from './duck.ts';
import { asLedger } from './ledger-file.ts';
import { asPlan } from './plan-reader.ts';
import type { Storage } from './storage.ts';

/** An address as it would be sent, or null when it is not usable; and as it was written, trimmed, lower case. */
export type SoughtAddress = { email: string | null; written: string };

/** By the same rules as a plan's. */
export async function soughtAddress(lake: Lake, raw: string): Promise<SoughtAddress> {
  const trimmed = `SELECT ${trimSql('x')} AS t FROM (SELECT CAST($raw AS VARCHAR) AS x)`;
  return lake.use(async (duck) => {
    const foreign = (await duck.row(`SELECT ${foreignDomain} AS domain FROM (${trimmed})`, { raw }))?.domain;
    const domain = typeof foreign === 'string' ? asciiDomain(foreign) : null;
    const found = await duck.row(
      `SELECT a AS email, ${addressProblemSql('a')} AS problem, lower(t) AS written
       FROM (SELECT t, ${addressSql('CAST($domain AS VARCHAR)')} AS a FROM (${trimmed}))`,
      { raw, domain },
    );
    return {
      email: Number(found?.problem) === 0 ? String(found?.email) : null,
      written: String(found?.written),
    };
  });
}

/** What a kind of file says of an address; `file` is a storage key. */
export type Traces = {
  upserts: { file: string; row: number; leaving: boolean }[];
  untags: { file: string; row: number; tags: number }[];
  rejections: { file: string; code: string; detail: string | null }[];
  duplicates: { file: string; kept: string }[];
  ledgers: {
    file: string;
    state: 'accepted' | 'rejected' | 'unknown';
    tags: string[];
    runId: string;
    sentAt: string;
  }[];
};

/** Columns to read, and how rows of one file are put together. */
const questions: Record<keyof Traces, string> = {
  upserts: 'SELECT filename, row, leaving FROM $files WHERE email = $email',
  untags: 'SELECT filename, row, len(tags) AS tags FROM $files WHERE email = $email',
  rejections: `SELECT filename, code, any_value(detail) AS detail FROM $files
    WHERE email = $email OR lower(${trimSql('email')}) = $written GROUP BY filename, code`,
  duplicates:
    'SELECT filename, min(kept_customer_id) AS kept FROM $files WHERE email = $email GROUP BY filename',
  ledgers: `SELECT filename, state, tags, run_id AS "runId", strftime(sent_at, '%Y-%m-%dT%H:%M:%S.%gZ') AS "sentAt"
    FROM $files WHERE email = $email`,
};

/** So many are opened by one statement. */
const filesAtOnce = 200;

/** @param files storage keys, which must be there. Throws `planCorrupt`, `ledgerCorrupt`. */
export async function findTraces(
  lake: Lake,
  storage: Storage,
  files: Record<keyof Traces, readonly string[]>,
  address: SoughtAddress,
): Promise<Traces> {
  const { email, written } = address;
  return lake.use(async (duck) => {
    const ask = async <K extends keyof Traces>(kind: K): Promise<Traces[K]> => {
      // An address that cannot be sent is in the lists of rejections only.
      if (email === null && kind !== 'rejections') return [] as unknown as Traces[K];
      const params = kind === 'rejections' ? { email, written } : { email };
      const work = () => eachFile(duck, storage, files[kind], questions[kind], params);
      return (await (kind === 'ledgers' ? asLedger(work) : asPlan(work))) as Traces[K];
    };
    return {
      upserts: await ask('upserts'),
      untags: await ask('untags'),
      rejections: await ask('rejections'),
      duplicates: await ask('duplicates'),
      ledgers: await ask('ledgers'),
    };
  });
}

async function eachFile(
  duck: Duck,
  storage: Storage,
  keys: readonly string[],
  question: string,
  params: { email: string | null; written?: string },
): Promise<Row[]> {
  const byPath = new Map([...new Set(keys)].map((key) => [storage.path(key), key]));
  const paths = [...byPath.keys()];
  const found: Row[] = [];
  for (let at = 0; at < paths.length; at += filesAtOnce) {
    const list = paths
      .slice(at, at + filesAtOnce)
      .map(quoteText)
      .join(', ');
    const rows = await duck.rows(
      question.replace('$files', () => `read_parquet([${list}], filename = true)`),
      params,
    );
    found.push(...rows.map(({ filename, ...row }) => ({ ...row, file: byPath.get(String(filename)) })));
  }
  return found;
}
