// How long the plan of a large export takes, phase by phase, and how much memory. Not one of the published lines:
// a tool for whoever changes the plan. Usage, after a build: node dist/bench/plan-measure.js [profiles] [folder]
// (DATA=1 makes the data anew, TALK=1 times every statement, ONLY=first or later, MEMORY=megabytes).
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Lake, openLake, quoteText } from '../src/lake/duck.ts';
import { mergeLedger } from '../src/lake/ledger.ts';
import { type Plan, type PlanInput, writePlan } from '../src/lake/plan.ts';
import { readBatches } from '../src/lake/plan-reader.ts';
import { openFolderStorage } from '../src/lake/storage.ts';

const profiles = Number(process.argv[2] ?? 1_000_000);
const folder = process.argv[3] ?? join(process.cwd(), 'data', 'plan-measure');
const memoryMegabytes = Number(process.env.MEMORY ?? 400);

const names = `['Åsa','Björn','Anna','Lars','Maria','Karin','Erik','Per','Olle','Sven','O''Brien','Zoë']`;
const streets = `['Storgatan ','Main St ','Åkervägen ','Kungsgatan ']`;
const pick = (list: string, salt: number) => `${list}[1 + CAST(hash(i + ${salt}) % len(${list}) AS INT)]`;

/** One address in a hundred is shared, one in a thousand unusable; one profile in `changed` differs from the next. */
function profileSql(changed: boolean): string {
  const other = changed ? 'CASE WHEN i % 100 = 42 THEN 1 ELSE 0 END' : '0';
  return `SELECT i AS customer_id, ${pick(names, 1)} AS first_name,
    ${pick(`['Andersson','Öberg','Lindqvist','Smith','Johnson','Ek','Nilsson']`, 2)} AS last_name,
    concat(CASE WHEN i % 2 = 0 THEN 'anna.' ELSE 'Lars_' END, CASE WHEN i % 100 = 8 THEN i - 2 ELSE i END, CASE WHEN i % 2000 = 5 THEN 'é' ELSE '' END,
      CASE WHEN i % 2000 = 9 THEN '' ELSE '@' END, ${pick(`['example.com','gmail.test','Mail.example.org','hotmail.example']`, 3)}) AS email,
    concat(${pick(streets, 4)}, hash(i + 5 + ${other}) % 20000) AS address,
    ${pick(`['Stockholm','Göteborg','Malmö','Seattle','London','Umeå']`, 6)} AS city,
    lpad(CAST(hash(i + 7) % 100000 AS VARCHAR), 5, '0') AS postal_code,
    ['Sweden','Sverige','SE','USA','United Kingdom','swe'][1 + CAST(hash(i + 8) % 6 AS INT)] AS country,
    CASE hash(i + 8) % 6 WHEN 3 THEN concat('(206) ', 200 + i // 10000 % 700, '-', lpad(CAST(i % 10000 AS VARCHAR), 4, '0'))
      WHEN 4 THEN concat('0207 ', lpad(CAST(i % 10000000 AS VARCHAR), 7, '0')) ELSE concat('070-', lpad(CAST(i % 10000000 AS VARCHAR), 7, '0')) END AS phone,
    CASE WHEN i % 2 = 0 THEN strftime(DATE '1950-01-01' + CAST(hash(i + 10) % 20000 AS INT), '%m/%d/%Y') ELSE strftime(DATE '1950-01-01' + CAST(hash(i + 10) % 20000 AS INT), '%Y-%m-%d') END AS birthdate,
    CAST(hash(i + 11) % 150000 AS BIGINT) AS income
    FROM range(${profiles}) r(i)`;
}

async function makeData(lake: Lake): Promise<void> {
  const put = (name: string, sql: string) =>
    lake.use((duck) => duck.run(`COPY (${sql}) TO ${quoteText(join(folder, name))} (FORMAT parquet)`));
  await put('profiles.parquet', profileSql(false));
  await put('changed.parquet', profileSql(true));
  for (const [index, share] of [7, 6, 10].entries()) {
    await put(
      `s${index}.parquet`,
      `SELECT i AS customer_id FROM range(${profiles}) r(i) WHERE hash(i + ${20 + index}) % 10 < ${share}`,
    );
  }
}

function input(planId: string, file: string, ledger: string | null): PlanInput {
  const text = [
    'first_name',
    'last_name',
    'email',
    'address',
    'city',
    'postal_code',
    'country',
    'phone',
    'birthdate',
  ];
  return {
    planId,
    profiles: {
      name: 'customers',
      kind: 'profiles',
      file,
      idColumn: 'customer_id',
      columns: [
        { name: 'customer_id', type: 'number' },
        ...text.map((name) => ({ name, type: 'text' as const })),
        { name: 'income', type: 'number' },
      ],
      rows: profiles,
    },
    segments: ['Loyal', 'Near', 'All'].map((name, index) => ({
      id: name,
      name,
      members: `s${index}.parquet`,
    })),
    mapping: {
      email: 'email',
      firstName: 'first_name',
      lastName: 'last_name',
      address: 'address',
      city: 'city',
      postalCode: 'postal_code',
      country: 'country',
      phone: 'phone',
      birthdate: 'birthdate',
      customProperties: { income: 'income' },
    },
    membership: 'tag',
    sendWelcomeMessage: false,
    mode: 'incremental',
    ledger,
    otherLedgers: [],
    now: new Date(),
  };
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const before = process.cpuUsage();
  const result = await work();
  const seconds = ((performance.now() - start) / 1000).toFixed(2);
  const { user, system } = process.cpuUsage(before);
  // On a busy machine the work says more than the clock.
  const cpu = ((user + system) / 1e6).toFixed(2);
  const highest = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(
    `${what.padEnd(28)} ${seconds.padStart(7)} s   ${cpu.padStart(6)} s of CPU   highest RSS ${highest} MB`,
  );
  return result;
}

/** Says how long each statement takes, when asked to. */
function talking(lake: Lake): Lake {
  if (process.env.TALK === undefined) return lake;
  return {
    ...lake,
    use: (work) =>
      lake.use((duck) =>
        work({
          ...duck,
          run: (sql, params) =>
            timed(`  ${sql.replace(/\s+/g, ' ').slice(0, 90)}`, () => duck.run(sql, params)),
          rows: (sql, params) =>
            timed(`  ${sql.replace(/\s+/g, ' ').slice(0, 90)}`, () => duck.rows(sql, params)),
          row: (sql, params) =>
            timed(`  ${sql.replace(/\s+/g, ' ').slice(0, 90)}`, () => duck.row(sql, params)),
        }),
      ),
  };
}

const storage = openFolderStorage(folder, randomUUID);
const only = process.env.ONLY;
const lake = talking(
  await openLake({ folders: [folder], spillFolder: storage.scratch, memoryMegabytes, threads: 2 }),
);
const measured: Plan[] = [];
async function plan(name: string, file: string, ledger: string | null): Promise<Plan> {
  const made = await timed(name, () =>
    writePlan(lake, storage, input(name.replaceAll(' ', '-'), file, ledger)),
  );
  console.log(
    JSON.stringify(made.counts),
    made.warnings.map(({ code, count }) => `${code} ${count}`).join(', '),
  );
  measured.push(made);
  return made;
}
if (process.env.DATA === '1' || !existsSync(join(folder, 's2.parquet'))) {
  mkdirSync(folder, { recursive: true });
  await makeData(lake);
}
if (only === undefined || only === 'first') {
  const first = await plan('first run', 'profiles.parquet', null);
  const ledger = 'ledgers/measure.parquet';
  const outcome = {
    accepted: [[0, first.upsertRows - 1]] as [number, number][],
    rejected: [],
    unknown: [],
    untagged: [],
  };
  await timed('ledger of the first run', () =>
    mergeLedger(lake, storage, {
      ledger: null,
      files: first.files,
      outcome,
      runId: 'r',
      at: new Date(),
      target: ledger,
    }),
  );
  await timed('reading 100,000 contacts', async () => {
    for (let row = 0; row < Math.min(100_000, first.upsertRows); row += 5000) {
      const range = {
        firstRow: row,
        lastRow: Math.min(row + 4999, first.upsertRows - 1),
        size: 100,
        tagsInside: true,
      };
      await readBatches(lake, storage, first.files, range);
    }
  });
}
if (only === undefined || only === 'later') {
  const ledger = 'ledgers/measure.parquet';
  await plan('nothing changed', 'profiles.parquet', ledger);
  const some = await plan('one in a hundred changed', 'changed.parquet', ledger);
  const outcome = {
    accepted: [[0, some.upsertRows - 1]] as [number, number][],
    rejected: [],
    unknown: [],
    untagged: [],
  };
  await timed('ledger of that', () =>
    mergeLedger(lake, storage, {
      ledger,
      files: some.files,
      outcome,
      runId: 'r',
      at: new Date(),
      target: 'ledgers/later.parquet',
    }),
  );
}
await lake.close();
if (process.env.KEEP !== '1')
  for (const { files } of measured) rmSync(storage.path(files.upserts), { force: true });
